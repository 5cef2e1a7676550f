//! What customers replied, and what a reply would mean.

use axum::{Json, extract::State};
use rechime_store::Cursor;
use serde::Serialize;

use super::{
    extract::{JsonBody, Position, Query},
    path::Shop,
    problem_details::ProblemDetails,
    routes::{READ, Routes},
};
use crate::{
    app::App,
    use_cases::replies::{self, Explanation, Reply, ReplyView},
};

pub(super) fn routes() -> Routes {
    Routes::default().get("/replies", READ, list).post("/replies/explain", READ, explain)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct RepliesPage {
    replies: Vec<ReplyView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/replies?cursor`.
async fn list(
    State(app): State<App>,
    shop: Shop,
    Query(from): Query<Position>,
) -> Result<Json<RepliesPage>, ProblemDetails> {
    let page = replies::list(&app, shop.id(), from.cursor.as_ref()).await?;
    Ok(Json(RepliesPage { replies: page.items, next_cursor: page.next }))
}

/// `POST /stores/{store}/replies/explain`. The store only has to exist.
async fn explain(_: Shop, JsonBody(reply): JsonBody<Reply>) -> Json<Explanation> {
    Json(replies::explain(&reply))
}

#[cfg(test)]
mod tests {
    use rechime_domain::{consent::Wording, reply::ReplyMeaning};
    use rechime_store::received_replies::{Answer, ReceivedReplies, ReceivedReply};
    use rechime_testkit::phone;
    use serde_json::json;

    use crate::testing::{Bench, demo_id, instant};

    #[tokio::test]
    async fn replies_are_listed_the_newest_first() {
        let bench = Bench::with_store().await;
        let replies = [("1", "Stop", ReplyMeaning::Stop), ("2", "Where is my coffee?", ReplyMeaning::Other)];
        for (id, words, meaning) in replies {
            let at = instant(&format!("2026-11-23T16:00:0{id}Z"));
            let reply =
                ReceivedReply { id: id.to_owned(), at, meaning, words: Wording::cut(words), answer: None };
            bench.memory.put_received_reply(&demo_id(), &phone(), &reply).await.unwrap();
            if meaning == ReplyMeaning::Stop {
                let answer = Answer { at, text: "You get no more texts.".to_owned() };
                bench.memory.put_answer(&demo_id(), &phone(), &reply, &answer).await.unwrap();
            }
        }
        insta::assert_snapshot!(bench.get("/api/v1/stores/demo/replies").await, @r#"
        200
        {
          "next_cursor": null,
          "replies": [
            {
              "answer": null,
              "at": "2026-11-23T16:00:02Z",
              "meaning": "other",
              "phone": "+12125551234",
              "text": "Where is my coffee?"
            },
            {
              "answer": "You get no more texts.",
              "at": "2026-11-23T16:00:01Z",
              "meaning": "stop",
              "phone": "+12125551234",
              "text": "Stop"
            }
          ]
        }
        "#);
    }

    #[tokio::test]
    async fn a_reply_is_read_as_the_real_one_would_be() {
        let bench = Bench::with_store().await;
        for (text, meaning) in
            [("Stop please!", "stop"), ("START", "start"), ("help", "help"), ("Thanks", "other")]
        {
            let answer = bench.post("/api/v1/stores/demo/replies/explain", &json!({ "text": text })).await;
            assert_eq!((answer.status, answer.json()), (200, json!({ "meaning": meaning })), "{text}");
        }
        insta::assert_snapshot!(bench.post("/api/v1/stores/demo/replies/explain", &json!({})).await, @r#"
        422
        {
          "detail": "Change the body: missing field `text` at line 1 column 2.",
          "status": 422,
          "title": "Unprocessable Entity",
          "type": "about:blank"
        }
        "#);
    }
}
