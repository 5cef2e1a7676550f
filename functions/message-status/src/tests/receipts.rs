//! What becomes of a receipt.

use jiff::SignedDuration;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    ids::MessageId,
    message::{Bill, MessageRecord},
    occurrence::Subject,
    phone::PhoneNumber,
    trigger::Trigger,
};
use rechime_sms::feedback::{Feedback, Progress, Receipt};
use rechime_store::{consistency::Consistency, messages::Messages, subscribers::Subscribers};
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

/// The event of some minutes later.
fn event_at(kind: &str, minute: i64) -> String {
    let mut event = sms::receipt(PHONE, kind, "", [MESSAGE, "demo"]);
    event["eventTimestamp"] = (1_795_528_800_000_i64 + minute * 60_000).into();
    event.to_string()
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

/// `subscribed by import`, or `nothing`.
async fn consent(world: &World) -> String {
    let subscriber = world.table.get_subscriber(&id("demo"), &phone(), Consistency::Strong).await.unwrap();
    subscriber.and_then(|subscriber| subscriber.consent).map_or_else(
        || "nothing".to_owned(),
        |consent| format!("{} by {:?}", consent.status.key(), consent.source).to_lowercase(),
    )
}

/// A phone that has the text is in use, whatever else is reported of it, and in whichever order. 30006 is told of carriers
/// that cannot be reached for a while, too.
#[tokio::test]
async fn a_delivery_proves_the_number() {
    use ConsentStatus::{Subscribed, Unsubscribed};
    for (before, after) in [
        (Some(Subscribed), "subscribed by import"),
        (None, "unknown by provider"),
        (Some(Unsubscribed), "unsubscribed by import"),
    ] {
        for [first, second] in [["TEXT_INVALID", "TEXT_DELIVERED"], ["TEXT_DELIVERED", "TEXT_INVALID"]] {
            let world = World::new().await;
            sent(&world).await;
            world.knows("demo", 20, before).await;
            for (minute, kind) in (0..).zip([first, second]) {
                for delivery in 1..=2 {
                    assert!(world.comes("q-1", delivery, &event_at(kind, minute)).await);
                }
            }
            let expected = if before.is_none() && first == "TEXT_DELIVERED" { "nothing" } else { after };
            assert_eq!(consent(&world).await, expected, "{before:?}, {first} first");
            assert_eq!(state(&world).await, "delivered");
        }
    }
}

/// Who gets a number that was given up gets its texts as well, and agreed to nothing.
#[tokio::test]
async fn a_delivery_does_not_end_a_void_that_has_another_cause() {
    let world = World::new().await;
    sent(&world).await;
    world.knows("demo", 20, Some(ConsentStatus::Subscribed)).await;
    assert!(world.comes("q-1", 1, &event("TEXT_UNREACHABLE", "")).await);
    let gone = Statement::new(ConsentStatus::Void, ConsentSource::Provider, instant("2026-11-24T01:00:00Z"));
    world.table.put_consent(&id("demo"), &phone(), &gone).await.unwrap();
    assert!(world.comes("q-2", 1, &event_at("TEXT_DELIVERED", 1)).await);
    assert_eq!(consent(&world).await, "void by provider");
}

/// A receipt as Twilio tells it: without a time, and of a phone.
fn untimed(to: &str, progress: Progress, opted_out: bool) -> String {
    let receipt = Receipt {
        store: id("demo"),
        message: MessageId::parse(MESSAGE).unwrap(),
        to: PhoneNumber::from_e164(to).ok(),
        provider_id: "SM1".to_owned(),
        progress,
        opted_out,
        invalid_number: !opted_out,
        bill: Bill::default(),
        at: None,
    };
    serde_json::to_string(&Feedback::Receipt(receipt)).unwrap()
}

fn undelivered() -> Progress {
    Progress::Undelivered { reason: "Twilio reports undelivered".to_owned() }
}

/// The attack: a receipt that somebody kept, or that comes late, says again what was so before the customer came back.
#[tokio::test]
async fn a_receipt_without_a_time_never_outranks_a_later_consent() {
    for opted_out in [true, false] {
        let world = World::new().await;
        sent(&world).await;
        world.knows("demo", 20, Some(ConsentStatus::Subscribed)).await;
        assert!(world.comes("q-1", 1, &untimed(PHONE, undelivered(), opted_out)).await);
        assert_ne!(world.consent("demo").await, ConsentStatus::Subscribed);
        world.clock.advance(SignedDuration::from_hours(1));
        assert!(world.says("r-1", "START").await);
        assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
        for (number, hours) in [(2, 1), (3, 24)] {
            world.clock.advance(SignedDuration::from_hours(hours));
            let again = untimed(PHONE, undelivered(), opted_out);
            assert!(world.comes(&format!("q-{number}"), 1, &again).await);
        }
        assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed, "opted out: {opted_out}");
    }
}

/// The first receipt may be the one that is late.
#[tokio::test]
async fn a_late_receipt_counts_from_when_its_text_was_handed_over() {
    let world = World::new().await;
    sent(&world).await;
    world.knows("demo", 20, Some(ConsentStatus::Subscribed)).await;
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(world.says("r-1", "START").await);
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(world.comes("q-1", 1, &untimed(PHONE, undelivered(), true)).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
    assert_eq!(state(&world).await, "undelivered");
}

/// The attack: the receipt of one's own text, made over to name somebody else's phone.
#[tokio::test]
async fn a_receipt_says_nothing_of_a_phone_that_its_text_did_not_go_to() {
    let world = World::new().await;
    sent(&world).await;
    let other = PhoneNumber::from_e164("+14155550000").unwrap();
    let yes =
        Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
    world.table.put_consent(&id("demo"), &other, &yes).await.unwrap();
    assert!(world.comes("q-1", 1, &untimed(other.as_str(), undelivered(), true)).await);
    let found = world.table.get_subscriber(&id("demo"), &other, Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(found.consent_status(), ConsentStatus::Subscribed);
}

#[tokio::test]
async fn a_delivery_without_a_time_ends_the_void_of_its_own_text() {
    let world = World::new().await;
    sent(&world).await;
    world.knows("demo", 20, Some(ConsentStatus::Subscribed)).await;
    assert!(world.comes("q-1", 1, &untimed(PHONE, undelivered(), false)).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Void);
    world.clock.advance(SignedDuration::from_mins(1));
    assert!(world.comes("q-2", 1, &untimed(PHONE, Progress::Delivered, false)).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Subscribed);
}
