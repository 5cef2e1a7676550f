//! Both providers' protocols and every fault, from the outside.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::*;
use crate::clock::Clock;

const MESSAGES: &str = "/2010-04-01/Accounts/AC1/Messages.json";
/// `AC1:secret`.
const BASIC: &str = "Basic QUMxOnNlY3JldA==";

fn provider(topic: Option<Topic>) -> Router {
    router(&Arc::new(Gateway::new(Clock::system(), topic, Vec::new())))
}

async fn call(router: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn get(router: &Router, path: &str) -> (StatusCode, Value) {
    let request = Request::get(path).header("authorization", BASIC).body(Body::empty()).unwrap();
    call(router, request).await
}

async fn aws(router: &Router, body: Value) -> (StatusCode, Value) {
    let request = Request::post("/")
        .header("authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sms-voice/aws4_request")
        .header("x-amz-target", "PinpointSMSVoiceV2.SendTextMessage")
        .header("content-type", "application/x-amz-json-1.0")
        .body(body.to_string().into())
        .unwrap();
    call(router, request).await
}

async fn twilio(router: &Router, form: &'static str) -> (StatusCode, Value) {
    let request = Request::post(MESSAGES)
        .header("authorization", BASIC)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into())
        .unwrap();
    call(router, request).await
}

async fn fault(router: &Router, fault: Value) {
    let request = Request::put("/_sim/faults")
        .header("content-type", "application/json")
        .body(json!({"next": [fault]}).to_string().into())
        .unwrap();
    assert_eq!(call(router, request).await.0, StatusCode::NO_CONTENT);
}

fn hello() -> Value {
    json!({"DestinationPhoneNumber": "+15551230001", "OriginationIdentity": "pool-1", "MessageBody": "hello",
        "TimeToLive": 600, "Context": {"message": "m-1"}})
}

const HELLO: &str = "To=%2B15551230001&MessagingServiceSid=MG1&Body=hello&ValidityPeriod=600";

/// A topic that keeps what is published to it.
async fn topic() -> (Topic, Arc<std::sync::Mutex<Vec<Value>>>) {
    let published = Arc::<std::sync::Mutex<Vec<Value>>>::default();
    let keep = Arc::clone(&published);
    let publish = move |axum::Form(form): axum::Form<std::collections::BTreeMap<String, String>>| async move {
        assert_eq!((form["Action"].as_str(), form["TopicArn"].as_str()), ("Publish", "arn:topic"));
        keep.lock().unwrap().push(serde_json::from_str(&form["Message"]).unwrap());
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let sns = Router::new().route("/", post(publish));
    tokio::spawn(axum::serve(listener, sns).into_future());
    (Topic::new(url, "arn:topic".to_owned()).unwrap(), published)
}

async fn told(router: &Router, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::post(path).header("content-type", "application/json");
    call(router, request.body(body.to_string().into()).unwrap()).await
}

#[tokio::test]
async fn replies_and_receipts_are_published_as_aws_does() {
    let (topic, published) = topic().await;
    let router = provider(Some(topic));
    let (_, sent) = aws(&router, hello()).await;
    let receipt = json!({"provider_message_id": sent["MessageId"], "status": "DELIVERED"});
    assert_eq!(told(&router, "/receipts", receipt).await.0, StatusCode::NO_CONTENT);
    let (status, answer) = told(&router, "/replies", json!({"from": "+15551230001", "body": "STOP"})).await;
    assert_eq!(status, StatusCode::OK);
    let published = published.lock().unwrap();
    assert_eq!(published[0]["eventType"], "TEXT_DELIVERED");
    assert_eq!(published[0]["context"], json!({"message": "m-1"}));
    assert_eq!(published[1]["inboundMessageId"], answer["id"]);
    assert_eq!(published[1]["previousPublishedMessageId"], sent["MessageId"]);
    assert_eq!(published[1]["messageBody"], "STOP");
}

#[tokio::test]
async fn without_a_topic_or_a_text_nothing_is_published() {
    let router = provider(None);
    assert_eq!(told(&router, "/replies", json!({"from": "+1", "body": "x"})).await.0, StatusCode::CONFLICT);
    let receipt = json!({"provider_message_id": "x", "status": "DELIVERED"});
    assert_eq!(told(&router, "/receipts", receipt).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn both_providers_share_the_outbox() {
    let router = provider(None);
    let (status, sent) = aws(&router, hello()).await;
    assert_eq!(status, StatusCode::OK);
    let (status, created) = twilio(&router, HELLO).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(created["sid"].as_str().unwrap().starts_with("SM"));
    assert_eq!(created["sid"].as_str().unwrap().len(), 34);
    let (_, outbox) = get(&router, "/outbox").await;
    let entry = json!({"to": "+15551230001", "from": "pool-1", "body": "hello", "at": outbox[0]["at"],
        "provider_message_id": sent["MessageId"], "provider": "aws", "context": {"message": "m-1"},
        "time_to_live": 600});
    assert_eq!(outbox[0], entry);
    assert_eq!((&outbox[1]["provider_message_id"], &outbox[1]["from"]), (&created["sid"], &json!("MG1")));
    let empty = Request::delete("/outbox").body(Body::empty()).unwrap();
    assert_eq!(call(&router, empty).await.0, StatusCode::NO_CONTENT);
    assert_eq!(get(&router, "/outbox").await.1, json!([]));
}

#[tokio::test]
async fn a_dry_run_sends_nothing() {
    let router = provider(None);
    let mut request = hello();
    request["DryRun"] = json!(true);
    assert!(aws(&router, request).await.1["MessageId"].is_string());
    assert_eq!(get(&router, "/outbox").await.1, json!([]));
}

#[tokio::test]
async fn bad_requests_get_the_providers_own_errors() {
    let router = provider(None);
    let (status, error) = aws(&router, json!({"MessageBody": "hello"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let field = json!([{"Name": "DestinationPhoneNumber", "Message": "is required"}]);
    assert_eq!((&error["__type"], &error["Fields"]), (&json!("ValidationException"), &field));
    for (form, code) in [
        ("From=%2B15550000001&Body=x", 21604),
        ("To=%2B15551230001&Body=x", 21603),
        ("To=%2B15551230001&From=%2B15550000001", 21602),
        ("To=5551230001&From=%2B15550000001&Body=x", 21211),
        ("To=%2B15551230001&From=%2B15550000001&Body=x&ValidityPeriod=36001", 21624),
    ] {
        let (status, error) = twilio(&router, form).await;
        assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{form}");
    }
    let anonymous = Request::get(MESSAGES).body(Body::empty()).unwrap();
    let (status, error) = call(&router, anonymous).await;
    assert_eq!((status, &error["code"]), (StatusCode::UNAUTHORIZED, &json!(20003)));
    assert_eq!(get(&router, "/outbox").await.1, json!([]));
}

#[tokio::test]
async fn throttling_and_failures_leave_no_message() {
    let router = provider(None);
    fault(&router, json!({"kind": "throttle", "times": 2})).await;
    let (status, error) = aws(&router, hello()).await;
    assert_eq!((status, &error["__type"]), (StatusCode::BAD_REQUEST, &json!("ThrottlingException")));
    let (status, error) = twilio(&router, HELLO).await;
    assert_eq!((status, &error["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!(20429)));

    fault(&router, json!({"kind": "fail", "times": 2})).await;
    let (_, error) = aws(&router, hello()).await;
    let got = (&error["__type"], &error["Reason"]);
    assert_eq!(got, (&json!("ConflictException"), &json!("DESTINATION_PHONE_NUMBER_OPTED_OUT")));
    let (status, error) = twilio(&router, HELLO).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(21610)));

    fault(&router, json!({"kind": "fail", "code": "InternalServerException"})).await;
    assert_eq!(aws(&router, hello()).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    fault(&router, json!({"kind": "fail", "code": "21211", "to": "+15559999999"})).await;
    assert_eq!(twilio(&router, HELLO).await.0, StatusCode::CREATED);
    assert_eq!(get(&router, "/outbox").await.1.as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_silent_with_or_without_a_message() {
    let router = provider(None);
    for (kind, messages) in [("timeout_before_accept", 0), ("timeout_after_accept", 1)] {
        fault(&router, json!({"kind": kind})).await;
        let patience = Duration::from_secs(30);
        assert!(tokio::time::timeout(patience, aws(&router, hello())).await.is_err(), "{kind}");
        assert_eq!(get(&router, "/outbox").await.1.as_array().unwrap().len(), messages, "{kind}");
    }
    fault(&router, json!({"kind": "timeout_before_accept"})).await;
    assert_eq!(twilio(&router, HELLO).await.0, StatusCode::GATEWAY_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_an_answer() {
    let router = provider(None);
    let request = Request::put("/_sim/faults").header("content-type", "application/json");
    call(&router, request.body(r#"{"latency_ms": 7000}"#.into()).unwrap()).await;
    let asked = tokio::time::Instant::now();
    assert_eq!(aws(&router, hello()).await.0, StatusCode::OK);
    assert_eq!(asked.elapsed(), Duration::from_secs(7));
    let mend = Request::delete("/_sim/faults").body(Body::empty()).unwrap();
    call(&router, mend).await;
    assert_eq!(get(&router, "/_sim").await.1["faults"], json!({"next": [], "latency_ms": 0}));
}

#[tokio::test]
async fn twilio_lists_what_was_sent_newest_first() {
    let router = provider(None);
    aws(&router, hello()).await;
    for form in [HELLO, "To=%2B15551230002&From=%2B15550000001&Body=second", HELLO] {
        twilio(&router, form).await;
    }
    let (_, page) =
        get(&router, &format!("{MESSAGES}?To=%2B15551230002&DateSent%3E=2020-01-01T00:00:00Z")).await;
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&page["messages"][0]["body"], &page["messages"][0]["status"]),
        (&json!("second"), &json!("sent"))
    );
    let (_, none) = get(&router, &format!("{MESSAGES}?DateSent%3E=2999-01-01")).await;
    assert_eq!(none["messages"], json!([]));
    for (day, messages) in [(Clock::system().now().to_string(), 3), ("2026-01-01".to_owned(), 0)] {
        let (_, page) = get(&router, &format!("{MESSAGES}?DateSent={day}")).await;
        assert_eq!(page["messages"].as_array().unwrap().len(), messages, "{day}");
    }
    let (_, first) = get(&router, &format!("{MESSAGES}?PageSize=2")).await;
    assert_eq!(first["messages"].as_array().unwrap().len(), 2);
    let (_, second) = get(&router, first["next_page_uri"].as_str().unwrap()).await;
    assert_eq!(second["messages"].as_array().unwrap().len(), 1);
    assert_eq!((&second["next_page_uri"], &second["page"]), (&Value::Null, &json!(1)));
}
