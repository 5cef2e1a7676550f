use rechime_domain::{
    click::ClickClass,
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    ids::{MessageId, SenderId},
    link::LinkCode,
    message::{Bill, ClaimKey, MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject},
    phone::PhoneNumber,
    reason::Reason,
    reply::ReplyMeaning,
    trigger::Trigger,
};
use rechime_recharge::client::CustomerProfile;
use rechime_store::{
    buckets::Buckets,
    clicks::{Click, Clicks},
    consistency::Consistency,
    customer_cache::CustomerCache,
    holds::Holds,
    messages::Messages,
    parked::{Parked, ParkedId, ParkedKind, ParkedMessages},
    phones::Phones,
    received_replies::{Answer, ReceivedReplies, ReceivedReply},
    subscribers::Subscribers,
};
use serde_json::{Value, json};

use crate::testing::{Bench, demo_id, instant};

const PHONE: &str = "+14155552671";
const PEOPLE: &str = "/api/v1/stores/demo/people";

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164(PHONE).unwrap()
}

/// A message to Maya, the customer 9, about an event that came at a time.
fn message(trigger: Trigger, charge: u32, at: &str) -> PendingMessage {
    let subject = Subject::Charge(charge.to_string());
    let occurrence = Occurrence {
        customer: Some("9".to_owned()),
        phone: Phone::Known(phone()),
        ..rechime_testkit::occurrence(trigger, subject, instant(at))
    };
    rechime_testkit::pending(&demo_id(), occurrence)
}

fn row(message: &PendingMessage, state: MessageState, why: Vec<Reason>) -> MessageRecord {
    MessageRecord {
        state,
        why,
        phone: Some(phone()),
        body: Some("Oat & Ember: your order is on its way.".to_owned()),
        decided_at: message.decided_at,
        waits: message.waits_in_brief(),
        held_until: message.held_until,
        ..rechime_testkit::claim(message, "q-1", instant("2026-11-23T16:00:00Z"))
    }
}

/// Claims a message at a time, has the provider take it a second later, and receipts come.
async fn send(bench: &Bench, message: &PendingMessage, at: &str, receipts: &[MessageState]) {
    let claim = ClaimKey { claimed_by: "q-1".to_owned(), at: instant(at) };
    let row = row(message, claim.sending(), vec![Reason::Subscribed, Reason::WindowOpen]);
    bench.memory.claim(&row).await.unwrap();
    let accepted = MessageState::Accepted {
        provider_id: "SM1".to_owned(),
        at: instant(at) + jiff::SignedDuration::from_secs(1),
    };
    bench.memory.put_outcome(&demo_id(), &row.id, &claim, &accepted).await.unwrap();
    bench.memory.add_person(&demo_id(), &phone(), &row.id.person()).await.unwrap();
    for receipt in receipts {
        bench.memory.put_receipt(&demo_id(), &row.id, receipt, &Bill::default()).await.unwrap();
    }
}

fn delivered(at: &str) -> MessageState {
    MessageState::Delivered { provider_id: "SM1".to_owned(), at: instant(at) }
}

fn undelivered(at: &str) -> MessageState {
    let reason = "the phone is switched off (30003)".to_owned();
    MessageState::Undelivered { provider_id: "SM1".to_owned(), reason, at: instant(at) }
}

/// The messages of Maya's week that are told of.
struct Week {
    at_once: MessageId,
    held: MessageId,
    waiting: PendingMessage,
}

/// A week: a text at once with a tap, a text that waits over a night, is tried twice and is lost for an hour, a skip, a
/// question, and a STOP with its answer while another text waits. At last two events are found late, of one of which a
/// webhook told in time.
async fn seed_week(bench: &Bench) -> Week {
    let memory = &bench.memory;
    let yes =
        Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, instant("2026-11-16T15:00:00Z"));
    memory.put_consent(&demo_id(), &phone(), &yes.saying("Text me about my orders")).await.unwrap();
    let at_once =
        message(Trigger::ChargePaid, 1, "2026-11-16T16:00:00.5Z").decided(instant("2026-11-16T16:00:01Z"));
    send(bench, &at_once, "2026-11-16T16:00:02Z", &[delivered("2026-11-16T16:00:09Z")]).await;
    for (class, at) in
        [(ClickClass::Preview, "2026-11-16T16:00:10Z"), (ClickClass::Human, "2026-11-16T16:05:00Z")]
    {
        let click = Click {
            store: demo_id(),
            message: at_once.id.clone(),
            position: 0,
            code: LinkCode::parse("abcdefghij").unwrap(),
            class,
            at: instant(at),
            expires_at: instant("2027-02-16T16:00:00Z"),
        };
        memory.put_click(&click).await.unwrap();
    }
    let held = seed_night(bench).await;
    let skipped = message(Trigger::UpcomingOrder, 3, "2026-11-19T16:00:00Z");
    let skip = MessageState::Skipped { at: instant("2026-11-19T16:00:01Z") };
    memory.put_skip(&row(&skipped, skip, vec![Reason::HourlyCap { most: 5 }])).await.unwrap();
    let waiting =
        message(Trigger::OrderSkipped, 4, "2026-11-21T02:00:00Z").decided(instant("2026-11-21T02:00:01Z"));
    let until = Minute::at_or_after(instant("2026-11-24T14:02:00Z"));
    let why = [Reason::Subscribed, Reason::HeldForQuietHours { until: until.start() }];
    let waiting = waiting.waiting(instant("2026-11-21T02:00:01Z"), until, &why);
    memory.put_hold(&waiting, until).await.unwrap();
    memory.open_bucket(until).await.unwrap();
    seed_words(bench).await;
    let late = MessageState::Skipped { at: instant("2026-11-22T18:00:01Z") };
    let found_late = [
        message(Trigger::ChargeFailed, 5, "2026-11-22T18:00:00Z"),
        message(Trigger::ChargePaid, 1, "2026-11-22T18:00:00Z"),
    ];
    for message in found_late {
        let why = vec![Reason::Expired { from: instant("2026-11-20T18:00:00Z") }];
        memory.put_old_news(&row(&message, late.clone(), why)).await.unwrap();
    }
    let waiting = PendingMessage { held_until: Some(until), ..waiting };
    Week { at_once: at_once.id, held, waiting }
}

/// A text that waited from an evening to the morning, by a hold, and whose receipts came in the wrong order.
async fn seed_night(bench: &Bench) -> MessageId {
    let evening =
        message(Trigger::OrderProcessed, 2, "2026-11-18T02:00:00Z").decided(instant("2026-11-18T02:00:01Z"));
    let until = Minute::at_or_after(instant("2026-11-18T14:02:00Z"));
    let why = [Reason::Subscribed, Reason::HeldForQuietHours { until: until.start() }];
    let held = evening.waiting(instant("2026-11-18T02:00:01Z"), until, &why);
    bench.memory.put_hold(&held, until).await.unwrap();
    let released = PendingMessage { held_until: Some(until), ..held };
    let busy = ClaimKey { claimed_by: "q-0".to_owned(), at: instant("2026-11-18T14:02:00Z") };
    let given_back = MessageState::Due {
        reason: "The SMS provider is busy and asked to wait.".to_owned(),
        at: instant("2026-11-18T14:02:01Z"),
    };
    let first = row(&released, busy.sending(), vec![Reason::Subscribed, Reason::WindowOpen]);
    bench.memory.claim(&first).await.unwrap();
    bench.memory.put_outcome(&demo_id(), &first.id, &busy, &given_back).await.unwrap();
    let receipts = [delivered("2026-11-18T15:10:00Z"), undelivered("2026-11-18T14:10:00Z")];
    send(bench, &released, "2026-11-18T14:02:03Z", &receipts).await;
    released.id
}

async fn seed_words(bench: &Bench) {
    for (id, at, meaning, words) in [
        ("r-1", "2026-11-20T17:00:00Z", ReplyMeaning::Other, "Where is my coffee?"),
        ("r-2", "2026-11-22T17:00:00Z", ReplyMeaning::Stop, "STOP"),
    ] {
        let (id, words) = (id.to_owned(), Wording::cut(words));
        let reply = ReceivedReply { id, at: instant(at), meaning, words, answer: None };
        bench.memory.put_received_reply(&demo_id(), &phone(), &reply).await.unwrap();
        if meaning == ReplyMeaning::Stop {
            let text = "Oat & Ember: you get no more texts from us.".to_owned();
            let answer = Answer { at: instant("2026-11-22T17:00:01Z"), text };
            bench.memory.put_answer(&demo_id(), &phone(), &reply, &answer).await.unwrap();
        }
    }
    let at = instant("2026-11-22T17:00:00Z");
    bench.memory.put_opt_out(&phone(), Some(&SenderId::installation()), at, None).await.unwrap();
    let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, at).saying("STOP");
    bench.memory.put_consent(&demo_id(), &phone(), &stop).await.unwrap();
}

/// One event to a line, oldest first.
fn lines(timeline: &Value) -> String {
    let events = timeline["events"].as_array().unwrap();
    let line = |event: &Value| {
        let why: Vec<_> =
            event["why"].as_array().unwrap().iter().map(|why| why["code"].as_str().unwrap()).collect();
        let part = |name: &str| event[name].as_str().unwrap_or("-").to_owned();
        format!("{} {} {} {} [{}]", part("at"), part("kind"), part("what"), part("flow"), why.join(" "))
    };
    events.iter().rev().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_week_of_a_person_is_told_in_order_each_thing_with_its_why() {
    let bench = Bench::with_store().await;
    let week = seed_week(&bench).await;
    let timeline = bench.get(&format!("{PEOPLE}/{PHONE}/timeline")).await.json();
    insta::assert_snapshot!(lines(&timeline), @r"
    2026-11-16T15:00:00Z consent subscribed - [import]
    2026-11-16T16:00:00.5Z webhook received - [webhook]
    2026-11-16T16:00:01Z decision send charge_paid [planned]
    2026-11-16T16:00:03Z text accepted charge_paid [subscribed window_open]
    2026-11-16T16:00:09Z receipt delivered charge_paid [receipt]
    2026-11-16T16:00:10Z click preview - [preview]
    2026-11-16T16:05:00Z click human - [human]
    2026-11-18T02:00:00Z webhook received - [webhook]
    2026-11-18T02:00:01Z decision wait order_processed [held_for_quiet_hours]
    2026-11-18T02:00:01Z wait held order_processed [held_for_quiet_hours]
    2026-11-18T14:02:01Z text due order_processed [given_back]
    2026-11-18T14:02:04Z text accepted order_processed [subscribed window_open]
    2026-11-18T14:10:00Z receipt undelivered order_processed [receipt]
    2026-11-18T15:10:00Z receipt delivered order_processed [receipt]
    2026-11-19T16:00:00Z webhook received - [webhook]
    2026-11-19T16:00:01Z decision skipped upcoming_order [hourly_cap]
    2026-11-20T17:00:00Z reply other - [other]
    2026-11-21T02:00:00Z webhook received - [webhook]
    2026-11-21T02:00:01Z decision wait order_skipped [subscribed held_for_quiet_hours]
    2026-11-21T02:00:01Z wait held order_skipped [subscribed held_for_quiet_hours]
    2026-11-22T17:00:00Z reply stop - [stop]
    2026-11-22T17:00:00Z consent unsubscribed - [reply]
    2026-11-22T17:00:01Z answer answered - [answer]
    2026-11-22T18:00:00Z webhook received - [webhook]
    2026-11-22T18:00:01Z decision skipped charge_failed [expired]
    ");
    for event in timeline["events"].as_array().unwrap() {
        let text = event["text"].as_str().unwrap();
        assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{event}");
        assert_ne!(event["why"], json!([]), "{event}");
    }
    let person = week.at_once.person();
    assert_eq!((&timeline["phones"], &timeline["persons"]), (&json!([PHONE]), &json!([person])));
    let by_person = bench.get(&format!("{PEOPLE}/{person}/timeline")).await.json();
    assert_eq!(lines(&by_person), lines(&timeline), "a person is found by their id as well");
}

#[tokio::test]
async fn a_long_timeline_comes_in_pages() {
    let bench = Bench::with_store().await;
    for charge in 0..120 {
        let message = message(
            Trigger::ChargePaid,
            charge,
            &format!("2026-11-16T1{}:{:02}:00Z", charge / 60, charge % 60),
        );
        let skip = MessageState::Skipped { at: message.occurrence.received_at };
        bench.memory.put_skip(&row(&message, skip, vec![Reason::NoConsent])).await.unwrap();
        bench.memory.add_person(&demo_id(), &phone(), &message.id.person()).await.unwrap();
    }
    let (mut events, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = bench.get(&format!("{PEOPLE}/{PHONE}/timeline{cursor}")).await.json();
        events.extend(page["events"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("?cursor={next}");
    }
    assert_eq!(events.len(), 240, "a webhook and a decision each");
    assert!(events.is_sorted_by(|one, next| one["at"].as_str() >= next["at"].as_str()));
}

#[tokio::test]
async fn a_first_message_that_waits_is_found_by_the_phone_alone() {
    let bench = Bench::with_store().await;
    let until = Minute::at_or_after(instant("2026-11-24T14:02:00Z"));
    let first =
        message(Trigger::OrderSkipped, 4, "2026-11-21T02:00:00Z").decided(instant("2026-11-21T02:00:01Z"));
    let first = first.waiting(instant("2026-11-21T02:00:01Z"), until, &[Reason::CheckoutPhone]);
    bench.memory.put_hold(&first, until).await.unwrap();
    bench.memory.open_bucket(until).await.unwrap();
    let timeline = bench.get(&format!("{PEOPLE}/{PHONE}/timeline")).await.json();
    let kinds: Vec<_> = timeline["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["wait", "decision", "webhook"]);
    let erased = bench.delete(&format!("{PEOPLE}/{PHONE}")).await;
    assert_eq!((erased.status, &erased.json()["erased"]["waiting"]), (200, &json!(1)));
    assert_eq!(bench.memory.get_hold(until, &first.id, &demo_id()).await, Ok(None));
}

#[tokio::test]
async fn nobody_and_nonsense_are_refused() {
    let bench = Bench::with_store().await;
    for (name, status) in [(PHONE, 404), ("aaaaaaaaaaaaa", 404), ("12", 422), ("maya", 422)] {
        for what in ["timeline", "export"] {
            assert_eq!(bench.get(&format!("{PEOPLE}/{name}/{what}")).await.status, status, "{name} {what}");
        }
    }
    assert_eq!(bench.delete(&format!("{PEOPLE}/12")).await.status, 422);
    let nothing = bench.delete(&format!("{PEOPLE}/{PHONE}")).await;
    assert_eq!(
        (nothing.status, &nothing.json()["done"]),
        (200, &json!(true)),
        "nothing is kept: that is done"
    );
}

#[tokio::test]
async fn the_export_has_all_that_is_kept() {
    let bench = Bench::with_store().await;
    seed_week(&bench).await;
    park(&bench, "p-1", &json!({ "customer": { "id": 9, "email": "maya@example.com" } }).to_string()).await;
    let export = bench.get(&format!("{PEOPLE}/{PHONE}/export")).await.json();
    let count = |part: &str| export[part].as_array().unwrap().len();
    let parts = ["subscribers", "numbers", "consents", "replies", "messages", "waiting", "clicks", "parked"];
    assert_eq!(parts.map(count), [1, 1, 2, 2, 3, 1, 2, 1], "{export:#}");
    assert_eq!(
        export["messages"].as_array().unwrap().iter().filter(|row| row["body"].is_string()).count(),
        3
    );
}

async fn park(bench: &Bench, id: &str, payload: &str) {
    let at = instant("2026-11-22T18:00:00Z");
    let parked = Parked::new(
        ParkedId::new(at, id),
        ParkedKind::RechargeWebhook,
        "charge/paid".to_owned(),
        "unreadable".to_owned(),
        payload.to_owned(),
        at,
    );
    bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
}

#[tokio::test]
async fn an_erasure_leaves_nothing_but_the_opt_out() {
    let bench = Bench::with_store().await;
    let week = seed_week(&bench).await;
    let cached = CustomerProfile { first_name: Some("Maya".to_owned()), ..CustomerProfile::default() };
    bench.memory.put_customer(&demo_id(), "9", &cached, instant("2026-11-23T16:59:00Z")).await.unwrap();
    for (id, payload) in [
        ("p-1", json!({ "customer_id": 9 }).to_string()),
        ("p-2", json!({ "shipping_address": { "phone": "(415) 555-2671" } }).to_string()),
        ("p-3", json!({ "payload": json!({ "message": week.held }).to_string() }).to_string()),
        ("p-4", format!("{{\"cut\": \"{PHONE}")),
        ("other", json!({ "customer_id": 8, "phone": "+14155552672" }).to_string()),
    ] {
        park(&bench, id, &payload).await;
    }
    let erased = bench.delete(&format!("{PEOPLE}/{PHONE}")).await;
    insta::assert_snapshot!(erased, @r#"
    200
    {
      "done": true,
      "erased": {
        "messages": 3,
        "parked": 4,
        "phones": 1,
        "waiting": 1,
        "words": 4
      },
      "keeps_opt_out": true,
      "left": [],
      "shared_phones": []
    }
    "#);
    let left = bench.memory.list_parked(Some(&demo_id()), None).await.unwrap().items;
    assert_eq!(left.len(), 1, "what is about somebody else stays: {left:?}");
    assert_eq!(bench.memory.get_own_row(&demo_id(), &phone(), Consistency::Strong).await, Ok(None));
    assert_eq!(bench.memory.get_customer(&demo_id(), "9").await, Ok(None));
    for minute in week.waiting.waits.iter().map(|wait| wait.until) {
        assert_eq!(bench.memory.get_hold(minute, &week.waiting.id, &demo_id()).await, Ok(None));
    }
    for what in ["timeline", "export"] {
        let status = bench.get(&format!("{PEOPLE}/{PHONE}/{what}")).await.status;
        assert_eq!(
            status,
            if what == "timeline" { 404 } else { 200 },
            "the export tells of the opt-out that is kept"
        );
    }
    let consent = bench.memory.get_subscriber(&demo_id(), &phone(), Consistency::Strong).await.unwrap();
    assert_eq!(consent.unwrap().consent_status(), ConsentStatus::Unsubscribed);
    let audit = bench.get("/api/v1/stores/demo/audit").await.text;
    assert!(audit.contains("erase_person") && !audit.contains("5552671"), "{audit}");
    let again = bench.delete(&format!("{PEOPLE}/{PHONE}")).await.json();
    assert_eq!((&again["done"], &again["keeps_opt_out"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn an_erasure_that_is_cut_short_says_what_is_left_and_another_finishes_it() {
    for calls in 0.. {
        let bench = Bench::with_store().await;
        seed_week(&bench).await;
        let faulty = bench.faulty.clone();
        let bench = bench.with_app(|ports| ports.people = faulty);
        bench.faulty.fail_after(calls, rechime_store::Fault::Refused);
        let first = bench.delete(&format!("{PEOPLE}/{PHONE}")).await;
        if first.status == 202 {
            assert_ne!(first.json()["left"], json!([]), "after {calls} calls");
        }
        if bench.faulty.is_armed() {
            assert!(calls > 8, "{calls} calls");
            return;
        }
        let second = bench.delete(&format!("{PEOPLE}/{PHONE}")).await;
        assert_eq!(
            (second.status, &second.json()["left"]),
            (200, &json!([])),
            "after {calls} calls: {second}"
        );
        assert_eq!(bench.get(&format!("{PEOPLE}/{PHONE}/timeline")).await.status, 404, "after {calls} calls");
        let consent = bench.memory.get_subscriber(&demo_id(), &phone(), Consistency::Strong).await.unwrap();
        assert_eq!(consent.unwrap().consent_status(), ConsentStatus::Unsubscribed, "after {calls} calls");
    }
}

#[tokio::test]
async fn a_phone_that_somebody_else_uses_as_well_is_named_and_left() {
    let bench = Bench::with_store().await;
    let (shared, own) =
        (PhoneNumber::from_e164("+14155552672").unwrap(), PhoneNumber::from_e164("+14155552673").unwrap());
    let person = message(Trigger::ChargePaid, 1, "2026-11-16T16:00:00Z").id.person();
    let other = rechime_domain::ids::PersonId::of_customer(&demo_id(), "8");
    for (charge, phone) in [(1, &phone()), (2, &shared), (3, &own)] {
        let message = message(Trigger::ChargePaid, charge, "2026-11-16T16:00:00Z");
        let skip = MessageState::Skipped { at: instant("2026-11-16T16:00:01Z") };
        let row =
            MessageRecord { phone: Some(phone.clone()), ..row(&message, skip, vec![Reason::NoConsent]) };
        bench.memory.put_skip(&row).await.unwrap();
        bench.memory.add_person(&demo_id(), phone, &person).await.unwrap();
    }
    bench.memory.add_person(&demo_id(), &shared, &other).await.unwrap();
    let erased = bench.delete(&format!("{PEOPLE}/{PHONE}")).await.json();
    assert_eq!(erased["shared_phones"], json!(["+1415•••2672"]));
    for (phone, stays) in [(phone(), false), (shared, true), (own, false)] {
        let row = bench.memory.get_own_row(&demo_id(), &phone, Consistency::Strong).await.unwrap();
        assert_eq!(row.is_some(), stays, "{phone}");
    }
}
