//! The route that sends a test text.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::FieldFault;

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
    routes::{ADMIN_KEY, Routes},
};
use crate::{
    app::App,
    use_cases::{
        preview::Preview,
        test_text::{self, TestError, TestText},
    },
};

pub(super) fn routes() -> Routes {
    // A key of another system must not be a way to text whomever it likes.
    Routes::default().post("/test-text", ADMIN_KEY, send)
}

impl RouteError for TestError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Template(_) | Self::Phone(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OptedOut => StatusCode::CONFLICT,
            Self::Random(_) | Self::Queue(_) | Self::Encode(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Template(error) => error.fields(),
            Self::Phone(_) => vec![FieldFault::new("to", self.to_string())],
            _ => Vec::new(),
        }
    }
}

/// `POST /stores/{store}/test-text`: 202, because the queue sends it.
async fn send(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(wanted): JsonBody<TestText>,
) -> Result<(StatusCode, Json<Preview>), ProblemDetails> {
    Ok((StatusCode::ACCEPTED, Json(test_text::send(&app, &store, wanted).await?)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::Bench;

    const PATH: &str = "/api/v1/stores/demo/test-text";

    fn test(to: &str) -> Value {
        json!({ "template": "{{ store_name }}: hi {{ first_name }}", "trigger": "charge_paid", "to": to })
    }

    #[tokio::test]
    async fn a_test_is_put_on_the_queue_as_it_reads() {
        let bench = Bench::with_store().await;
        let answer = bench.post(PATH, &test("(212) 555-1234")).await;
        assert_eq!((answer.status, &answer.json()["body"]), (202, &json!("Oat & Ember: hi Maya")));
        let queued = bench.sends.take();
        let [sent] = queued.as_slice() else { panic!("{}", queued.len()) };
        let mut job: Value = serde_json::from_str(sent.job.get()).unwrap();
        assert!(job.as_object_mut().unwrap().remove("id").is_some());
        let expected = json!({
            "type": "test.v1", "store": "demo", "to": "+12125551234", "body": "Oat & Ember: hi Maya"
        });
        assert_eq!(job, expected);
    }

    #[tokio::test]
    async fn nobody_who_opted_out_gets_one_and_bad_ones_say_why() {
        let bench = Bench::with_store().await;
        let out = json!({ "consent": "unsubscribed" });
        assert_eq!(bench.put("/api/v1/stores/demo/subscribers/+12125551234", &out).await.status, 200);
        assert_eq!(bench.post(PATH, &test("+12125551234")).await.status, 409);
        let answer = bench.post(PATH, &test("12")).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (422, &json!("to")));
        let mut broken = test("+12125551234");
        broken["template"] = json!("{{ weather }}");
        assert_eq!(bench.post(PATH, &broken).await.json()["errors"][0]["field"], "template");
        assert!(bench.sends.take().is_empty());
    }
}
