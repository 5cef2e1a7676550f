//! The route that says what a reply would mean.

use axum::Json;

use super::{
    extract::JsonBody,
    path::Shop,
    routes::{READ, Routes},
};
use crate::use_cases::replies::{self, Explanation, Reply};

pub(super) fn routes() -> Routes {
    Routes::default().post("/replies/explain", READ, explain)
}

/// `POST /stores/{store}/replies/explain`. The store only has to exist.
async fn explain(_: Shop, JsonBody(reply): JsonBody<Reply>) -> Json<Explanation> {
    Json(replies::explain(&reply))
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
