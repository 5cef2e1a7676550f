//! The console's pages over a table in memory, to look at while one works on them. No stack is needed:
//!
//! ```sh
//! cargo run --profile local --workspace --example pages
//! ```
//!
//! The first address has a store with sample texts, the second an installation without stores. The admin key is
//! `key`. Recharge takes any API key; `partial` has only some of the permissions.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for those who work on the pages: what fails must be seen"
)]

use std::sync::Arc;

use console::{AdminKey, App, Queues, Surroundings, router};
use jiff::SignedDuration;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    counting::{CountRow, Counter, Counts, FlowText},
    hour::Hour,
    ids::SourceId,
    link::LinkBase,
    message::{MessageState, PendingMessage},
    minute::Minute,
    occurrence::Subject,
    path_key::PathKeys,
    phone::PhoneNumber,
    profile::Profile,
    reason::Reason,
    reply::ReplyMeaning,
    trigger::Trigger,
    zone::ZoneSource,
};
use rechime_platform::queue::MemoryQueue;
use rechime_store::{
    counters::{Counters, Position, SequenceNumber, Shard},
    holds::Holds,
    journal::{Journal, JournalDecision, JournalEntry},
    messages::Messages,
    parked::{Parked, ParkedId, ParkedKind, ParkedMessages},
    received_replies::{ReceivedReplies, ReceivedReply},
    subscribers::SubscriberEditor,
};
use rechime_testkit::{World, claim, demo, occurrence, pending};
use tokio::net::TcpListener;

/// Half past eight in the evening in New York: quiet hours there, and not yet in Los Angeles.
const EVENING: &str = "2026-11-25T01:30:00Z";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let filled = World::empty(EVENING);
    filled.create_store("demo").await;
    fill(&filled).await;
    count(&filled).await;
    let one = serve(filled, 4180);
    let other = serve(World::empty(EVENING), 4181);
    tokio::join!(one, other);
}

async fn serve(world: World, port: u16) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let address = format!("http://127.0.0.1:{port}");
    println!("{address}");
    let [events, sends, feedback, clicks, audience] = [(); 5].map(|()| Arc::new(MemoryQueue::default()));
    let surroundings = Surroundings {
        path_keys: PathKeys::new(b"the installation's key"),
        admin_key: AdminKey::new(&"key".into()),
        operator_alerts: world.operator_alerts.clone(),
        link_base: LinkBase::new(&format!("{address}/l")),
        public_url: address,
        clock: world.clock.clone(),
        schedules: world.schedules.clone(),
        queues: Queues { events, sends, feedback, clicks, audience },
        secrets: world.secrets.clone(),
        own_sender: rechime_testkit::own_sender(),
        sender_secrets: world.sender_secrets.clone(),
        sender_check: world.sender_check.clone(),
        recharge: world.recharge.clone(),
    };
    let app = App::new(&Arc::new(world.table.clone()), surroundings);
    axum::serve(listener, router(app)).await.unwrap();
}

/// Texts of the last days in each state, subscribers, and an event that could not be handled.
async fn fill(world: &World) {
    let endings =
        ["delivered", "accepted", "held", "skipped", "undelivered", "delivered", "failed", "unknown"];
    for (number, trigger) in Trigger::ALL.into_iter().cycle().take(30).enumerate() {
        let ending = endings.get(number % endings.len()).unwrap();
        add_message(world, trigger, number, ending).await;
    }
    for number in 0..12 {
        let phone = PhoneNumber::from_e164(&format!("+1415555{:04}", 2_600 + number)).unwrap();
        let status = if number % 4 == 3 { ConsentStatus::Unsubscribed } else { ConsentStatus::Subscribed };
        let said = Statement::new(
            status,
            ConsentSource::Shopify,
            world.now() - SignedDuration::from_hours(number * 40),
        );
        world.table.put_subscriber(&demo(), &phone, &Profile::default(), Some(&said)).await.unwrap();
    }
    let said = [
        ("Please STOP", ReplyMeaning::Stop),
        ("START", ReplyMeaning::Start),
        ("HELP", ReplyMeaning::Help),
        (
            "When does it ship? I am away from the second of December on, and nobody can take the parcel in.",
            ReplyMeaning::Other,
        ),
    ];
    for (hours, (words, meaning)) in (1..).zip(said) {
        let phone = PhoneNumber::from_e164("+14155552600").unwrap();
        let at = world.now() - SignedDuration::from_hours(hours * 9);
        let reply =
            ReceivedReply { id: hours.to_string(), at, meaning, words: Wording::cut(words), answer: None };
        world.table.put_received_reply(&demo(), &phone, &reply).await.unwrap();
    }
    let parked = Parked::new(
        ParkedId::new(world.now(), "one"),
        ParkedKind::RechargeWebhook,
        "charge/paid".to_owned(),
        "Recharge refused the API key: it was deleted or replaced there.".to_owned(),
        r#"{"charge":{"id":91965724,"status":"success","note":"<script>alert(1)</script>"}}"#.to_owned(),
        world.now(),
    );
    world.table.park(Some(&demo()), &parked).await.unwrap();
}

/// A month of counters, and a night of texts that wait.
async fn count(world: &World) {
    let today = Hour::containing(world.now());
    for hour in (0..30 * 24).filter(|hour| hour % 24 < 12) {
        for (place, trigger) in (0..).zip(Trigger::ALL) {
            let sent = (hour * 7 + place * 13) % 11 - place;
            if sent > 0 {
                let row =
                    CountRow::Source { hour: today.plus(-hour), source: SourceId::default_flow(trigger) };
                let skipped = [("no_consent", sent / 4), ("superseded", sent % 3), ("no_phone", sent / 7)];
                let skipped = skipped.map(|(code, count)| (Counter::Skipped(code.to_owned()), count));
                let counters = [
                    (Counter::Planned, sent * 2),
                    (Counter::Sent, sent),
                    (Counter::Parts, sent * 3 / 2),
                    (Counter::Delivered, sent - sent / 6),
                    (Counter::Undelivered, sent / 8),
                    (Counter::Failed, sent / 9),
                    (Counter::Clicked, sent / 5),
                    (Counter::OptedOut, sent / 10),
                    (Counter::Cost, sent * 8_810),
                    (Counter::SentOf(FlowText { step: 0, alternative: 1 }), sent / 2),
                    (Counter::ClickedOf(FlowText { step: 0, alternative: 1 }), sent / 7),
                ];
                add_counts(world, row, counters.into_iter().chain(skipped).collect()).await;
            }
        }
    }
    for (minutes, held) in [(0, 30), (5, 181), (60, 2), (120, 1), (180, 14), (185, 3)] {
        let until = Minute::at_or_after("2026-11-25T14:00:00Z".parse().unwrap()).plus(minutes);
        let row = CountRow::Forecast { hour: Hour::containing(until.start()) };
        add_counts(world, row, Counts::from_iter([(Counter::waiting_until(until), held)])).await;
    }
}

async fn add_counts(world: &World, row: CountRow, counts: Counts) {
    let shard = Shard::named(&format!("{row:?}{counts:?}"));
    let position = Position { shard, sequence: SequenceNumber::parse("1").unwrap() };
    world.table.add_counts(&demo(), &row, &counts, &position).await.unwrap();
}

async fn add_message(world: &World, trigger: Trigger, number: usize, ending: &str) {
    let minutes = i64::try_from(number).unwrap() * 47;
    let at = world.now() - SignedDuration::from_mins(minutes);
    let message = pending(&demo(), occurrence(trigger, Subject::Subscription(number.to_string()), at));
    let opening = Minute::at_or_after("2026-11-25T14:02:00Z".parse().unwrap());
    let zone = Reason::TimeZone { zones: vec!["America/New_York".to_owned()], source: ZoneSource::Address };
    let held = Reason::HeldForQuietHours { until: opening.start() };
    let decision = match ending {
        "held" => JournalDecision::Wait { until: opening },
        "skipped" => JournalDecision::Skip { code: "no_consent".to_owned() },
        _ => JournalDecision::Send,
    };
    let entry = JournalEntry {
        message: message.id.clone(),
        source: message.source.clone(),
        step: 0,
        occurrence: message.occurrence.key.hash(),
        phone: Some("+1212•••1234".to_owned()),
        decision,
    };
    world.table.put_entries(&demo(), at, &number.to_string(), &[entry]).await.unwrap();
    if ending == "held" {
        let waiting = message.waiting(at, opening, &[Reason::CheckoutPhone, zone, held]);
        return world.table.put_hold(&waiting, opening).await.unwrap();
    }
    put_row(world, &message, at, ending, zone).await;
}

async fn put_row(world: &World, message: &PendingMessage, at: jiff::Timestamp, ending: &str, zone: Reason) {
    let mut row = claim(message, "sample", at);
    row.why = vec![Reason::CheckoutPhone, zone, Reason::WindowOpen];
    row.body =
        Some("Oat & Ember: Got it, we skipped your House Blend order. The next one is due Dec 1.".to_owned());
    if ending == "skipped" {
        row.state = MessageState::Skipped { at };
        row.why = vec![Reason::NoConsent];
        row.body = None;
        world.table.put_skip(&row).await.unwrap();
        return;
    }
    world.table.claim(&row).await.unwrap();
    let (provider_id, reason) = ("SM0123".to_owned(), "the phone is switched off (30003)".to_owned());
    let state = match ending {
        "accepted" => MessageState::Accepted { provider_id, at },
        "undelivered" => MessageState::Undelivered { provider_id, reason, at },
        "failed" => MessageState::Failed { reason: "the number cannot get texts (21614)".to_owned(), at },
        "unknown" => MessageState::Unknown { reason: "Twilio did not answer in time".to_owned(), at },
        _ => MessageState::Delivered { provider_id, at },
    };
    let claimed = row.state.claim().unwrap();
    world.table.put_outcome(&demo(), &message.id, &claimed, &state).await.unwrap();
}
