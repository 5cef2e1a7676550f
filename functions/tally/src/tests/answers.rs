//! What Lambda is answered.

use std::sync::Arc;

use rechime_domain::{
    counting::Counter, hour::Hour, message::MessageState, occurrence::Subject, trigger::Trigger,
};
use rechime_platform::{clock::FakeClock, queue::MemoryQueue};
use rechime_store::{
    Fault, Faulty, Memory,
    counters::Counters,
    stream::{StreamRecord, written::Row},
};
use rechime_testkit::{at, claim, demo, occurrence, pending};
use serde_json::json;

use crate::{EventRecord, StreamEvent, Tally, TallyError, Uncounted};

const NOON: &str = "2026-11-24T12:00:00Z";

struct World {
    table: Memory,
    faulty: Arc<Faulty>,
    dead_letters: Arc<MemoryQueue<Uncounted>>,
    tally: Tally,
}

impl World {
    fn new() -> Self {
        let table = Memory::default();
        let (faulty, dead_letters) =
            (Arc::new(Faulty::over(table.clone())), Arc::new(MemoryQueue::default()));
        let clock = Arc::new(FakeClock::at(at(NOON)));
        let tally = Tally { counters: faulty.clone(), dead_letters: dead_letters.clone(), clock };
        Self { table, faulty, dead_letters, tally }
    }

    /// What is answered to records of one shard.
    async fn answer(&self, records: Vec<StreamRecord>) -> String {
        let records = records.into_iter().map(|dynamodb| EventRecord { dynamodb }).collect();
        let event = StreamEvent { records, shard: Some("shardId-1".to_owned()) };
        serde_json::to_string(&self.tally.handle(event).await.unwrap()).unwrap()
    }

    async fn sent(&self) -> i64 {
        let hour = Hour::containing(at(NOON));
        let rows = self.table.list_counts(&demo(), hour, hour).await.unwrap();
        rows.iter().map(|row| row.counts.get(&Counter::Sent)).sum()
    }
}

/// A text that the provider has.
fn sent(charge: &str, number: &str) -> StreamRecord {
    let message =
        pending(&demo(), occurrence(Trigger::ChargePaid, Subject::Charge(charge.to_owned()), at(NOON)));
    let mut record = claim(&message, "q-1", at(NOON));
    record.state = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(NOON) };
    Row::of_message(&record).unwrap().record(None, number)
}

fn senseless(number: &str) -> StreamRecord {
    let key = json!({ "pk": { "S": "STORE#demo#PERSON#abcdefghijklm" }, "sk": { "S": "MESSAGE#a" } });
    let record = json!({ "Keys": key, "NewImage": key, "SequenceNumber": number });
    serde_json::from_value(record).unwrap()
}

#[tokio::test]
async fn what_is_counted_does_not_come_again() {
    let world = World::new();
    let answer = world.answer(vec![sent("1", "0011"), sent("2", "0012")]).await;
    assert_eq!(answer, r#"{"state":{},"batchItemFailures":[]}"#);
    assert_eq!(world.sent().await, 2);
}

#[tokio::test]
async fn what_the_table_does_not_take_comes_again_from_its_first_record() {
    let world = World::new();
    world.faulty.fail_after(0, Fault::Refused);
    let records = vec![senseless("0009"), sent("1", "0011"), sent("2", "0012")];
    let answer = world.answer(records).await;
    assert_eq!(answer, r#"{"state":{},"batchItemFailures":[{"itemIdentifier":"0011"}]}"#);
    assert_eq!(world.sent().await, 0);
}

#[tokio::test]
async fn a_record_that_makes_no_sense_is_kept_and_the_others_count() {
    let world = World::new();
    let answer = world.answer(vec![senseless("0010"), sent("1", "0011")]).await;
    assert_eq!(answer, r#"{"state":{},"batchItemFailures":[]}"#);
    assert_eq!(world.sent().await, 1);
    let [kept] = world.dead_letters.take().try_into().unwrap();
    let kept = serde_json::to_value(&kept.job).unwrap();
    assert_eq!((&kept["type"], &kept["sequence_number"]), (&json!("uncounted.v1"), &json!("0010")));
    world.dead_letters.refuse(true);
    let answer = world.answer(vec![sent("2", "0012"), senseless("0013")]).await;
    assert_eq!(answer, r#"{"state":{},"batchItemFailures":[{"itemIdentifier":"0012"}]}"#);
}

#[tokio::test]
async fn the_end_of_a_window_is_answered_with_a_state() {
    let event = json!({
        "Records": [], "window": { "start": "2026-11-24T12:00:00Z", "end": "2026-11-24T12:01:00Z" }, "state": {},
        "shardId": "shardId-1", "isFinalInvokeForWindow": true, "isWindowTerminatedEarly": false
    });
    let answer = World::new().tally.handle(serde_json::from_value(event).unwrap()).await.unwrap();
    assert_eq!(serde_json::to_string(&answer).unwrap(), r#"{"state":{},"batchItemFailures":[]}"#);
}

#[tokio::test]
async fn without_the_name_of_the_shard_nothing_is_counted() {
    let world = World::new();
    let records = vec![EventRecord { dynamodb: sent("1", "11") }];
    let refused = world.tally.handle(StreamEvent { records, shard: None }).await;
    assert!(matches!(refused, Err(TallyError::NoShard)));
    assert_eq!(world.sent().await, 0);
}

/// A window is what makes Lambda name the shard.
#[test]
fn the_template_gives_the_stream_a_window() {
    let template = include_str!("../../../../template.yaml");
    let stream = template.split("Stream: !GetAtt Table.StreamArn").nth(1).unwrap();
    let source = &stream[..stream.find("TallyRole:").unwrap()];
    assert!(source.contains("TumblingWindowInSeconds: "));
    assert!(
        !source.contains("ParallelizationFactor"),
        "two batches of a shard at once would overtake each other"
    );
}
