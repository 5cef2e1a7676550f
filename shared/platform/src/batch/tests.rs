use aws_lambda_events::sqs::SqsMessage;

use super::*;

fn message(id: &str, body: &str) -> SqsMessage {
    let mut message = SqsMessage::default();
    message.message_id = Some(id.to_owned());
    message.body = Some(body.to_owned());
    message.attributes.insert("ApproximateReceiveCount".to_owned(), "3".to_owned());
    message
}

fn batch(messages: impl IntoIterator<Item = SqsMessage>) -> SqsEvent {
    let mut event = SqsEvent::default();
    event.records = messages.into_iter().collect();
    event
}

/// Does as the body says.
async fn obey(record: Record) -> Result<String, JobError> {
    match record.body.as_str() {
        "panic" => panic!("told to"),
        "retry" => Err(JobError::retry("busy")),
        "fail" => Err(JobError::fail("nonsense")),
        "slow" => {
            tokio::time::sleep(std::time::Duration::from_mins(1)).await;
            Ok(record.body)
        }
        _ => Ok(record.body),
    }
}

#[tokio::test]
async fn each_record_ends_on_its_own() {
    let event =
        batch(["fine", "panic", "retry", "fail", "good"].map(|body| message(&format!("id-{body}"), body)));
    let mut lifted = lift(event, obey).await;
    assert_eq!(
        lifted.done,
        [("id-fine".to_owned(), "fine".to_owned()), ("id-good".to_owned(), "good".to_owned())]
    );
    assert_eq!(lifted.failed, ["id-panic", "id-retry"]);

    lifted.fail("id-good");
    lifted.fail("id-good");
    let response = serde_json::to_string(&lifted.into_response()).unwrap();
    insta::assert_snapshot!(response, @r#"{"batchItemFailures":[{"itemIdentifier":"id-panic"},{"itemIdentifier":"id-retry"},{"itemIdentifier":"id-good"}]}"#);
}

#[tokio::test(start_paused = true)]
async fn records_run_at_once_and_are_told_in_order() {
    let began = tokio::time::Instant::now();
    let lifted = lift(batch([message("a", "slow"), message("b", "quick"), message("c", "slow")]), obey).await;
    assert_eq!(began.elapsed().as_secs(), 60);
    let ids: Vec<_> = lifted.done.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_panic_before_the_first_await_is_one_failed_record_too() {
    let lifted = lift(batch([message("a", "")]), |record: Record| {
        assert!(!record.body.is_empty(), "no body");
        async move { Ok(record.body) }
    });
    assert_eq!(lifted.await.failed, ["a"]);
}

#[tokio::test]
async fn a_record_without_an_id_never_becomes_an_empty_failure() {
    let mut nameless = message("", "retry");
    let lifted = lift(batch([nameless.clone()]), obey).await;
    assert!(lifted.failed.is_empty());
    nameless.message_id = None;
    let lifted = lift(batch([nameless, message("b", "retry")]), obey).await;
    assert_eq!(lifted.failed, ["b"]);
}

#[tokio::test]
async fn the_handler_is_told_which_delivery_it_is() {
    let lifted = lift(batch([message("a", "x")]), |record: Record| async move { Ok(record) }).await;
    let record = Record { message_id: "a".to_owned(), body: "x".to_owned(), receive_count: 3 };
    assert_eq!(lifted.done, [("a".to_owned(), record)]);
}
