use serde_json::{Value, json};

use super::*;
use crate::{
    aws::{SCHEDULER, SQS},
    testing::{Answer, Asked, HttpStub},
};

fn done() -> Answer {
    Answer::json(200, r#"{"MessageId":"m-1"}"#)
}

async fn send(answers: impl IntoIterator<Item = Answer>) -> (Result<Value, CallError>, Vec<Asked>) {
    let stub = HttpStub::start(answers).unwrap();
    let client = Client::new(&stub.aws(), &SQS);
    (client.call("SendMessage", &json!({ "MessageBody": "hello" })).await, stub.asked())
}

#[tokio::test]
async fn a_call_names_its_operation_and_is_signed() {
    let (sent, asked) = send([done()]).await;
    assert_eq!(sent.unwrap(), json!({ "MessageId": "m-1" }));
    let header = |name: &str| asked[0].headers.iter().find_map(|it| it.strip_prefix(&format!("{name}: ")));
    assert_eq!((asked[0].line.as_str(), asked[0].body.as_str()), ("POST /", r#"{"MessageBody":"hello"}"#));
    assert_eq!(header("x-amz-target"), Some("AmazonSQS.SendMessage"));
    assert_eq!(header("content-type"), Some("application/x-amz-json-1.0"));
    assert!(header("user-agent").is_some_and(|agent| agent.starts_with("rechime/")));
    let signed =
        "/us-east-1/sqs/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=";
    assert!(header("authorization").is_some_and(|value| value.contains(signed)), "{asked:?}");
    assert_eq!(asked[0].headers.iter().filter(|header| header.starts_with("host: ")).count(), 1);
}

#[tokio::test]
async fn a_path_may_name_the_operation() {
    let stub = HttpStub::start([Answer::json(200, "")]).unwrap();
    let client = Client::new(&stub.aws(), &SCHEDULER);
    let answer: Value = client.post("/schedules/release-1", &json!({})).await.unwrap();
    assert_eq!(answer, json!({}), "an answer without a body says nothing");
    assert_eq!(stub.asked()[0].line, "POST /schedules/release-1");
    assert!(!stub.asked()[0].headers.iter().any(|header| header.starts_with("x-amz-target")));
}

#[tokio::test]
async fn what_passes_is_tried_three_times() {
    let busy = || Answer::json(500, r#"{"__type":"InternalServerError"}"#);
    let (sent, asked) = send([busy(), Answer::HangsUp, done()]).await;
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(asked.len(), 3);
    let (sent, asked) = send([busy(), busy(), busy(), done()]).await;
    assert!(sent.unwrap_err().is("InternalServerError"));
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn what_stays_is_tried_once() {
    let refusal = Answer::json(400, r#"{"__type":"AccessDeniedException"}"#);
    let (sent, asked) = send([refusal, done()]).await;
    assert!(sent.unwrap_err().is("AccessDeniedException"));
    assert_eq!(asked.len(), 1);
    let (sent, asked) = send([Answer::json(200, "no JSON"), done()]).await;
    assert!(matches!(sent, Err(CallError::Unreadable)), "{sent:?}");
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn what_must_not_be_done_twice_is_tried_once() {
    for answer in [Answer::HangsUp, Answer::json(500, "{}"), Answer::json(400, r#"{"__type":"Throttling"}"#)]
    {
        let stub = HttpStub::start([answer, done()]).unwrap();
        let client = Client::new(&stub.aws(), &SQS).trying_once(Duration::from_secs(2));
        client.call::<Value>("SendMessage", &json!({})).await.unwrap_err();
        assert_eq!(stub.asked().len(), 1);
    }
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit() {
    // It listens and never answers.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = crate::testing::aws_at(&format!("http://{}", listener.local_addr().unwrap()));
    let client = Client::new(&config, &SQS).trying_once(Duration::from_millis(50));
    let sent = client.call::<Value>("SendMessage", &json!({})).await;
    assert!(matches!(sent, Err(CallError::TimedOut)), "{sent:?}");
}
