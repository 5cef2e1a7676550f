//! What would a reply mean?

use axum::{Json, Router, routing::post};
use rechime_domain::reply::{self, ReplyMeaning};
use serde::{Deserialize, Serialize};

use crate::{app::App, extract::JsonBody, shop::Shop};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/replies/explain", post(explain))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    text: String,
}

#[derive(Serialize)]
struct Explanation {
    meaning: ReplyMeaning,
}

/// `POST /stores/{store}/replies/explain`. The store only has to exist: all read replies alike.
async fn explain(_: Shop, JsonBody(reply): JsonBody<Reply>) -> Json<Explanation> {
    Json(Explanation { meaning: reply::meaning(&reply.text) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Bench;

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
