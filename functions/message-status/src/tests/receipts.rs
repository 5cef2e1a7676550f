//! What becomes of a receipt.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus},
    ids::MessageId,
    message::MessageRecord,
    occurrence::Subject,
    trigger::Trigger,
};
use rechime_store::messages::Messages;
use rechime_testkit::{claim, occurrence, payloads::sms, pending};

use super::world::{NIGHT, PHONE, World, id, instant, phone};

const MESSAGE: &str = "abcdefghijklmabcdefghijklmnopqrstuvwxyz";

async fn sent(world: &World) {
    let charge = occurrence(Trigger::ChargePaid, Subject::Charge("1".to_owned()), instant(NIGHT));
    let row = claim(&pending(&id("demo"), charge), "s-1", instant(NIGHT));
    let row = MessageRecord { id: MessageId::parse(MESSAGE).unwrap(), phone: Some(phone()), ..row };
    world.table.claim(&row).await.unwrap();
}

fn event(kind: &str, description: &str) -> String {
    sms::receipt(PHONE, kind, description, [MESSAGE, "demo"]).to_string()
}

async fn state(world: &World) -> &'static str {
    let row = world.table.get_message(&id("demo"), &MessageId::parse(MESSAGE).unwrap()).await.unwrap();
    row.map_or("no row", |row| row.state.name())
}

#[tokio::test]
async fn receipts_move_a_text_forward_only() {
    let world = World::new().await;
    assert!(world.comes("q-0", 1, &event("TEXT_DELIVERED", "ok")).await);
    assert_eq!(state(&world).await, "no row", "an answer, or a text of long ago");
    sent(&world).await;
    for (kind, stands) in [
        ("TEXT_QUEUED", "accepted"),
        ("TEXT_UNREACHABLE", "undelivered"),
        ("TEXT_SENT", "undelivered"),
        ("TEXT_DELIVERED", "delivered"),
        ("TEXT_UNREACHABLE", "delivered"),
        ("TEXT_UNKNOWN", "delivered"),
    ] {
        for delivery in 1..=2 {
            assert!(world.comes("q-1", delivery, &event(kind, "ok")).await);
        }
        assert_eq!(state(&world).await, stands, "{kind}");
    }
}

#[tokio::test]
async fn an_opt_out_that_a_receipt_tells_of_ends_the_consent() {
    let world = World::new().await;
    sent(&world).await;
    assert!(world.comes("q-1", 1, &event("TEXT_BLOCKED", "Phone number is opted out")).await);
    let [entry] = world.ledger("demo").await.try_into().unwrap();
    assert_eq!(entry.consent.status, ConsentStatus::Unsubscribed);
    assert_eq!(entry.consent.source, ConsentSource::Provider);
    assert_eq!(entry.consent.since, instant("2026-11-24T14:00:00Z"));
    assert_eq!(entry.wording.unwrap().as_str(), "AWS reports BLOCKED");
    assert_eq!(state(&world).await, "undelivered");
}

#[tokio::test]
async fn a_number_that_is_gone_voids_the_consent_and_one_out_of_reach_does_not() {
    let world = World::new().await;
    sent(&world).await;
    world.knows("demo", 20, Some(ConsentStatus::Subscribed)).await;
    assert!(world.comes("q-1", 1, &event("TEXT_UNREACHABLE", "Phone is unreachable")).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
    for delivery in 1..=2 {
        assert!(world.comes("q-2", delivery, &event("TEXT_INVALID", "Invalid phone number")).await);
    }
    assert_eq!(state(&world).await, "undelivered");
    assert_eq!(world.consent("demo").await, ConsentStatus::Void);
    let [_, void] = world.ledger("demo").await.try_into().unwrap();
    assert_eq!(void.consent.source, ConsentSource::Provider);
    assert_eq!(void.wording.unwrap().as_str(), "AWS reports INVALID");
}

#[tokio::test]
async fn an_opt_out_stays_one_when_the_number_is_gone() {
    let world = World::new().await;
    sent(&world).await;
    world.knows("demo", 20, Some(ConsentStatus::Unsubscribed)).await;
    assert!(world.comes("q-1", 1, &event("TEXT_INVALID", "Invalid phone number")).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
}
