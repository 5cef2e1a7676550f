//! Who followed a link, and what is written down of it.

use jiff::{SignedDuration, Timestamp, civil::date};
use rechime_domain::{
    click::{ClickClass, Signals},
    condition::Condition,
    job::{ClickJob, FollowedLink},
    message::{MessageRecord, MessageState},
    occurrence::Subject,
    subscriber::Subscriber,
    text_notes::NoteKey,
    trigger::Trigger,
};
use rechime_store::{
    Fault,
    clicks::{ClickRecord, Clicks},
    consistency::Consistency,
    messages::Messages,
    subscribers::Subscribers,
};
use rechime_testkit::{claim, link_key, occurrence, pending};
use serde_json::json;

use super::world::{World, id, instant, phone};

const SENT: &str = "2026-11-24T15:00:00Z";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const IMESSAGE: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0";

fn row() -> MessageRecord {
    let charge = occurrence(Trigger::ChargePaid, Subject::Charge("1".to_owned()), instant(SENT));
    let row = claim(&pending(&id("demo"), charge), "s-1", instant(SENT));
    MessageRecord { phone: Some(phone()), ..row }
}

/// A store, and a text with links that the phone got.
async fn texted() -> World {
    let world = World::new().await;
    world.texted("demo", SENT).await;
    let state = MessageState::Delivered { provider_id: "SM1".to_owned(), at: instant(SENT) };
    let row = MessageRecord { state, ..row() };
    world.table.claim(&row).await.unwrap();
    world
}

fn after(seconds: i64) -> Timestamp {
    instant(SENT) + SignedDuration::from_secs(seconds)
}

fn hit(position: u8, agent: &str, seconds: i64) -> String {
    let message = row().id;
    let followed = FollowedLink {
        store: id("demo"),
        position,
        code: link_key().code(&message, position),
        message,
        expires_at: instant("2027-02-22T15:00:00Z"),
        at: after(seconds),
        signals: Signals { agent: agent.to_owned(), prefetch: false, language: true },
    };
    serde_json::to_string(&ClickJob::V1(followed)).unwrap()
}

async fn clicks(world: &World) -> Vec<ClickRecord> {
    world.table.list_clicks(&id("demo"), &row().id).await.unwrap()
}

async fn clicked_at(world: &World) -> Option<Timestamp> {
    world.table.get_message(&id("demo"), &row().id).await.unwrap().unwrap().clicked_at
}

async fn subscriber(world: &World) -> Subscriber {
    world.table.get_own_row(&id("demo"), &phone(), Consistency::Strong).await.unwrap().unwrap()
}

fn holds(subscriber: &Subscriber, condition: serde_json::Value) -> bool {
    let condition: Condition = serde_json::from_value(condition).unwrap();
    condition.describes(subscriber, after(86_400))
}

#[tokio::test]
async fn a_persons_click_is_kept_and_counts_for_message_and_subscriber() {
    let world = texted().await;
    let conditions = [
        json!({ "engagement": { "did": "click", "within_days": 2 } }),
        json!({ "segment": "clicked_recharge" }),
    ];
    let before = subscriber(&world).await;
    assert!(conditions.iter().all(|condition| !holds(&before, condition.clone())));
    assert!(world.comes("c-1", 1, &hit(0, IPHONE, 60)).await);
    let [kept] = clicks(&world).await.try_into().unwrap();
    assert_eq!(kept.first, [(ClickClass::Human, after(60))].into());
    assert_eq!(clicked_at(&world).await, Some(after(60)));
    let subscriber = subscriber(&world).await;
    assert_eq!(subscriber.clicked_recharge_on, Some(date(2026, 11, 24)));
    assert_eq!(subscriber.clicked, [NoteKey::of(&row().id)].into());
    assert!(subscriber.got.get(&NoteKey::of(&row().id)).unwrap().is_of(&row().source));
    assert!(conditions.iter().all(|condition| holds(&subscriber, condition.clone())));
}

#[tokio::test]
async fn two_taps_are_one_click_whatever_comes_again_or_first() {
    let world = texted().await;
    for (name, seconds) in [("c-1", 60), ("c-2", 90), ("c-1", 60), ("c-3", 70)] {
        assert!(world.comes(name, 1, &hit(0, IPHONE, seconds)).await);
    }
    let [kept] = clicks(&world).await.try_into().unwrap();
    assert_eq!(kept.first, [(ClickClass::Human, after(60))].into());
    assert!(world.comes("c-4", 1, &hit(1, IPHONE, 120)).await);
    assert_eq!(clicks(&world).await.len(), 2, "another link of the message");
    assert_eq!(clicked_at(&world).await, Some(after(60)), "the message was clicked in before");
}

#[tokio::test]
async fn programs_are_kept_and_count_for_nobody() {
    let world = texted().await;
    for (agent, seconds) in [(IMESSAGE, 60), (IPHONE, 1), ("curl/8.5.0", 70), (IPHONE, -5), ("", 90)] {
        assert!(world.comes("c-1", 1, &hit(0, agent, seconds)).await);
    }
    let [kept] = clicks(&world).await.try_into().unwrap();
    assert_eq!(kept.first, [(ClickClass::Preview, after(60)), (ClickClass::Scanner, after(1))].into());
    assert_eq!(clicked_at(&world).await, None);
    assert_eq!(subscriber(&world).await.clicked_recharge_on, None);
}

#[tokio::test]
async fn a_click_of_a_test_text_or_of_somebody_erased_leaves_nothing() {
    let world = World::new().await;
    assert!(world.comes("c-1", 1, &hit(0, IPHONE, 60)).await);
    assert_eq!((clicks(&world).await, world.parked().await.len()), (Vec::new(), 0));
}

#[tokio::test]
async fn whichever_call_fails_the_click_comes_again_and_is_one() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for calls in 0.. {
            let world = texted().await;
            world.faulty.fail_after(calls, fault);
            let done = world.comes("c-1", 1, &hit(0, IPHONE, 60)).await;
            if world.faulty.is_armed() {
                assert_eq!(calls, 4, "message, click, message, subscriber");
                break;
            }
            assert!(!done, "{fault:?} at call {calls}");
            assert!(world.comes("c-1", 2, &hit(0, IPHONE, 60)).await);
            assert_eq!(clicked_at(&world).await, Some(after(60)));
            assert_eq!(subscriber(&world).await.clicked.len(), 1);
            assert_eq!(clicks(&world).await[0].first.len(), 1);
        }
    }
}

#[tokio::test]
async fn what_only_looks_like_a_click_is_parked() {
    let world = World::new().await;
    for (name, message) in
        [("c-1", r#"{"type":"click.v1"}"#), ("c-2", r#"{"type":"click.v9","store":"demo"}"#)]
    {
        assert!(world.comes(name, 1, message).await);
    }
    let stores = [None, Some(id("demo"))];
    for store in &stores {
        assert_eq!(world.parked_under(store.as_ref()).await.len(), 1, "{store:?}");
    }
}
