use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use rechime_domain::consent::{ConsentSource, ConsentStatus, Statement};
use rechime_platform::{batch::Record, queue::DeadLettersError};
use rechime_store::{
    Fault,
    consistency::Consistency,
    parked::{Parked as ParkedMessage, ParkedKind, ParkedMessages},
    replies::Replies,
};
use rechime_testkit::{DAY, PHONE, at, demo, payloads::sms, phone, store_id};

use super::*;

/// A dead-letter queue in memory: what is handed out comes again after the run, if it is not deleted.
#[derive(Default)]
struct Letters {
    left: Mutex<Vec<DeadLetter>>,
    handed_out: Mutex<Vec<DeadLetter>>,
}

impl Letters {
    fn add(&self, id: &str, body: String) {
        let sent_at = Some(at(DAY));
        let record = Record { message_id: id.to_owned(), body, receive_count: 31, sent_at };
        self.left.lock().unwrap().push(DeadLetter { record, receipt: id.to_owned() });
    }

    fn is_empty(&self) -> bool {
        self.left.lock().unwrap().is_empty() && self.handed_out.lock().unwrap().is_empty()
    }

    fn make_visible(&self) {
        self.left.lock().unwrap().append(&mut self.handed_out.lock().unwrap());
    }
}

#[async_trait]
impl DeadLetters for Letters {
    async fn receive(&self) -> Result<Vec<DeadLetter>, DeadLettersError> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let count = left.len().min(10);
        let letters: Vec<_> = left.drain(..count).collect();
        self.handed_out.lock().unwrap().extend(letters.clone());
        Ok(letters)
    }

    async fn delete(&self, letter: &DeadLetter) -> Result<(), DeadLettersError> {
        self.handed_out.lock().unwrap().retain(|other| other.receipt != letter.receipt);
        Ok(())
    }
}

struct World {
    kit: rechime_testkit::World,
    letters: Vec<Arc<Letters>>,
    sweep: DeadLetterSweep,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

const KINDS: [ParkedKind; 7] = [
    ParkedKind::Feedback,
    ParkedKind::Event,
    ParkedKind::Send,
    ParkedKind::Click,
    ParkedKind::Audience,
    ParkedKind::Release,
    ParkedKind::Change,
];

impl World {
    async fn new() -> Self {
        let kit = rechime_testkit::World::new().await;
        let letters: Vec<_> = KINDS.iter().map(|_| Arc::new(Letters::default())).collect();
        let queues = letters.iter().zip(KINDS).map(|(letters, kind)| match kind {
            ParkedKind::Change => DeadLetterQueue::of_changes(letters.clone(), kit.parking(kind)),
            _ => DeadLetterQueue::new(letters.clone(), kit.parking(kind)),
        });
        let sweep = DeadLetterSweep {
            queues: queues.collect(),
            stores: kit.faulty.clone(),
            phones: kit.faulty.clone(),
            subscribers: kit.faulty.clone(),
            replies: kit.faulty.clone(),
            operator_alerts: kit.operator_alerts.clone(),
            clock: kit.clock.clone(),
        };
        Self { kit, letters, sweep }
    }

    fn is_dead(&self, kind: ParkedKind, id: &str, body: impl Into<String>) {
        let place = KINDS.iter().position(|other| *other == kind).unwrap();
        self.letters[place].add(id, body.into());
    }

    async fn parked(&self) -> Vec<ParkedMessage> {
        self.parked_under(Some(&demo())).await
    }

    async fn subscribe(&self, store: &str) {
        let said =
            Statement::new(ConsentStatus::Subscribed, ConsentSource::Merchant, at("2026-11-01T00:00:00Z"));
        self.table.put_consent(&store_id(store), &phone(), &said).await.unwrap();
    }

    async fn consent(&self, store: &str) -> ConsentStatus {
        let found = self.table.get_subscriber(&store_id(store), &phone(), Consistency::Strong).await.unwrap();
        found.map_or(ConsentStatus::Unknown, |subscriber| subscriber.consent_status())
    }
}

fn stop() -> String {
    sms::reply(PHONE, "Stop", "r-1").to_string()
}

#[tokio::test]
async fn what_lies_in_any_dead_letter_queue_is_parked_where_the_merchant_sees_it() {
    let world = World::new().await;
    let webhook = r#"{"type":"recharge_webhook.v1","store":"demo","topic":"charge/paid","proof":"timestamped_signature","received_at":"2026-11-24T17:00:00Z","payload":{"a": 1}}"#;
    let released =
        r#"{"version":"1.0","requestPayload":{"type":"release.v1","minute":7},"responsePayload":{}}"#;
    world.is_dead(ParkedKind::Event, "m-1", webhook);
    world.is_dead(ParkedKind::Send, "m-2", r#"{"type":"send.v1","message":{"store":"demo"}}"#);
    world.is_dead(ParkedKind::Click, "m-3", r#"{"type":"click.v1","store":"demo"}"#);
    world.is_dead(ParkedKind::Release, "m-4", released);
    world.is_dead(ParkedKind::Release, "m-5", r#"{"type":"review.v1","store":"demo"}"#);
    world.is_dead(ParkedKind::Feedback, "m-6", sms::reply(PHONE, "Thanks!", "r-1").to_string());
    world.sweep.handle().await.unwrap();
    let found: Vec<_> = world.parked().await.into_iter().map(|it| (it.kind, it.topic)).collect();
    let expected = [
        (ParkedKind::RechargeWebhook, "charge/paid"),
        (ParkedKind::Send, "send.v1"),
        (ParkedKind::Click, "click.v1"),
        (ParkedKind::Release, "release.v1"),
        (ParkedKind::Release, "review.v1"),
        (ParkedKind::Feedback, "unknown"),
    ];
    assert_eq!(found, expected.map(|(kind, topic)| (kind, topic.to_owned())));
    assert!(world.letters.iter().all(|letters| letters.is_empty()));
    assert_eq!(world.parked().await[3].payload, r#"{"type":"release.v1","minute":7}"#);
}

#[tokio::test]
async fn what_could_not_be_counted_is_shown_with_what_it_means() {
    let world = World::new().await;
    let senseless = r#"{"type":"uncounted.v1","shard":"s-1","sequence_number":"7","problem":"no state"}"#;
    let too_old = r#"{"DDBStreamBatchInfo":{"shardId":"s-1","startSequenceNumber":"8","batchSize":1000}}"#;
    world.is_dead(ParkedKind::Change, "m-1", senseless);
    world.is_dead(ParkedKind::Change, "m-2", too_old);
    world.sweep.handle().await.unwrap();
    let parked = world.parked().await;
    let told: Vec<_> = parked.iter().map(|it| (it.kind, it.topic.as_str(), it.payload.as_str())).collect();
    let (kind, unknown) = (ParkedKind::Change, "unknown");
    assert_eq!(told, [(kind, "uncounted.v1", senseless), (kind, unknown, too_old)]);
    assert!(parked.iter().all(|it| it.given_up && it.reason.contains("reports may be wrong")));
    assert_eq!(world.operator_alerts.sent().len(), 1);
}

#[tokio::test]
async fn a_stop_that_lies_dead_counts_in_every_store_that_knows_the_phone() {
    let world = World::new().await;
    world.create_store("second").await;
    world.subscribe("demo").await;
    world.subscribe("second").await;
    world.is_dead(ParkedKind::Feedback, "m-1", stop());
    world.sweep.handle().await.unwrap();
    for store in ["demo", "second"] {
        assert_eq!(world.consent(store).await, ConsentStatus::Unsubscribed, "{store}");
    }
    assert_eq!(world.parked_under(None).await.len(), 1);
    assert_eq!(world.table.claim_answer("r-1", "m-1/1").await, Ok(false), "nobody confirms it late");
    let [alert] = world.operator_alerts.sent().try_into().unwrap();
    assert!(alert.reason.contains("1 of them say STOP: they count"), "{}", alert.reason);
    assert!(!alert.reason.contains("1212"), "{}", alert.reason);
}

#[tokio::test]
async fn a_stop_that_cannot_be_entered_stays_until_it_is_and_holds_up_no_other() {
    let world = World::new().await;
    world.subscribe("demo").await;
    world.is_dead(ParkedKind::Feedback, "m-1", stop());
    world.is_dead(ParkedKind::Send, "m-2", r#"{"type":"send.v1","message":{"store":"demo"}}"#);
    world.faulty.fail_after(0, Fault::Refused);
    assert!(world.sweep.handle().await.is_err());
    assert_eq!(world.parked().await.len(), 1);
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
    world.letters[0].make_visible();
    world.sweep.handle().await.unwrap();
    assert_eq!((world.parked().await.len(), world.consent("demo").await), (2, ConsentStatus::Unsubscribed));
}

#[tokio::test]
async fn a_start_that_came_after_the_stop_stands() {
    let world = World::new().await;
    world.subscribe("demo").await;
    let later = at(DAY) + jiff::SignedDuration::from_mins(5);
    let said = Statement::new(ConsentStatus::Subscribed, ConsentSource::Reply, later);
    world.table.put_consent(&demo(), &phone(), &said).await.unwrap();
    world.clock.set(later);
    world.is_dead(ParkedKind::Feedback, "m-1", stop());
    world.sweep.handle().await.unwrap();
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
}

#[tokio::test]
async fn a_reply_that_is_tried_again_came_when_it_came() {
    let world = World::new().await;
    let later = at(DAY) + jiff::SignedDuration::from_hours(5);
    world.clock.set(later);
    world.is_dead(ParkedKind::Feedback, "m-1", sms::reply(PHONE, "Start", "r-1").to_string());
    world.sweep.handle().await.unwrap();
    let again = world.table.put_reply("r-1", &phone(), "Start", later).await;
    assert_eq!(again, Ok(Some(at(DAY))), "a STOP that came in between is the later word");
}

#[tokio::test]
async fn a_stop_under_the_name_of_another_reply_does_not_count() {
    let world = World::new().await;
    world.subscribe("demo").await;
    world.table.put_reply("r-1", &phone(), "Thanks!", at(DAY)).await.unwrap();
    world.is_dead(ParkedKind::Feedback, "m-1", stop());
    world.sweep.handle().await.unwrap();
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
    assert_eq!(world.parked().await.len(), 1);
}

#[tokio::test]
async fn a_thousand_dead_letters_are_one_alert_and_parking_them_twice_parks_them_once() {
    let world = World::new().await;
    for run in 0..2 {
        for number in 0..1_000 {
            world.is_dead(
                ParkedKind::Send,
                &format!("m-{number}"),
                r#"{"type":"send.v1","message":{"store":"demo"}}"#,
            );
        }
        world.sweep.handle().await.unwrap();
        let alerts = world.operator_alerts.sent();
        assert_eq!(alerts.len(), run + 1);
        assert!(alerts[run].reason.starts_with("1000 queue messages were given up"));
    }
    let (mut count, mut from) = (0, None);
    loop {
        let page = world.table.list_parked(Some(&demo()), from.as_ref()).await.unwrap();
        count += page.items.len();
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(count, 1_000);
}
