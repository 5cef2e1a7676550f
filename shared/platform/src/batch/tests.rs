use std::sync::Mutex;

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
        "park" => Err(JobError::park("nonsense")),
        "slow" => {
            tokio::time::sleep(std::time::Duration::from_mins(1)).await;
            Ok(record.body)
        }
        _ => Ok(record.body),
    }
}

/// Keeps what is parked, unless it is full.
#[derive(Default)]
struct Lot {
    is_full: bool,
    parked: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl Parking for Lot {
    async fn park(&self, record: &Record, reason: &str) -> Result<(), Cause> {
        if self.is_full {
            return Err("no room".into());
        }
        self.parked.lock().unwrap().push((record.body.clone(), reason.to_owned()));
        Ok(())
    }
}

async fn answer<T>(lifted: Lifted<T>, lot: &Lot) -> String {
    serde_json::to_string(&lifted.settle(lot).await).unwrap()
}

#[tokio::test]
async fn each_record_ends_on_its_own() {
    let event =
        batch(["fine", "panic", "retry", "park", "good"].map(|body| message(&format!("id-{body}"), body)));
    let mut lifted = lift(event, obey).await;
    assert_eq!(
        lifted.done,
        [("id-fine".to_owned(), "fine".to_owned()), ("id-good".to_owned(), "good".to_owned())]
    );
    assert_eq!(lifted.failed, ["id-panic", "id-retry"]);

    lifted.fail("id-good");
    lifted.fail("id-good");
    let lot = Lot::default();
    insta::assert_snapshot!(answer(lifted, &lot).await, @r#"{"batchItemFailures":[{"itemIdentifier":"id-panic"},{"itemIdentifier":"id-retry"},{"itemIdentifier":"id-good"}]}"#);
    assert_eq!(*lot.parked.lock().unwrap(), [("park".to_owned(), "nonsense".to_owned())]);
}

#[tokio::test]
async fn what_cannot_even_be_parked_comes_again() {
    let lot = Lot { is_full: true, ..Lot::default() };
    let lifted = lift(batch([message("a", "park"), message("b", "fine")]), obey).await;
    insta::assert_snapshot!(answer(lifted, &lot).await, @r#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#);
}

#[tokio::test]
async fn a_second_step_takes_only_what_is_done_and_ends_each_record_on_its_own() {
    let first = lift(
        batch(["retry", "park", "fine", "panic", "good"].map(|body| message(&format!("id-{body}"), body))),
        obey,
    );
    let second = first.await.and_then(|body: String| async move {
        match body.as_str() {
            "fine" => Err(JobError::park("not that fine")),
            _ => Ok(body.len()),
        }
    });
    let second = second.await;
    assert_eq!(second.done, [("id-good".to_owned(), 4)]);
    assert_eq!(second.failed, ["id-retry", "id-panic"]);
    let parked: Vec<_> = second.parked.iter().map(|(record, _)| record.body.as_str()).collect();
    assert_eq!(parked, ["park", "fine"]);
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
    let record = Record { message_id: "a".to_owned(), body: "x".to_owned(), receive_count: 3, sent_at: None };
    assert_eq!(lifted.done, [("a".to_owned(), record)]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_does_not_wait_for_one_record_beyond_its_share() {
    let deadline = crate::deadline::Deadline::after(std::time::Duration::from_secs(6));
    let started = tokio::time::Instant::now();
    let event = batch([message("a", "slow"), message("b", "fine")]);
    let lifted = lift(event, |record| deadline.cut(obey(record))).await;
    assert_eq!(started.elapsed().as_secs(), 6);
    assert_eq!(lifted.done, [("b".to_owned(), "fine".to_owned())]);
    let lot = Lot::default();
    insta::assert_snapshot!(answer(lifted, &lot).await, @r#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#);
}
