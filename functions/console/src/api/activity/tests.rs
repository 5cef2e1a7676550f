mod again;

use std::sync::Arc;

use rechime_domain::{
    click::ClickClass,
    default_flows::default_flow,
    flow::Flow,
    hour::Hour,
    ids::{MessageId, OccurrenceKey, SourceId},
    link::Destination,
    message::{ClaimKey, MessageRecord, MessageState},
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject},
    phone::PhoneNumber,
    reason::Reason,
    trigger::Trigger,
};
use rechime_store::{
    clicks::{Click, Clicks},
    journal::{Journal, JournalDecision, JournalEntry},
    links::{Links, NewLink},
    messages::Messages,
};
use serde_json::Value;

use crate::testing::{Bench, demo_id, instant};

const ACTIVITY: &str = "/api/v1/stores/demo/activity";

fn occurrence(trigger: Trigger) -> Occurrence {
    let at = instant("2026-11-23T16:00:00Z");
    let charge = rechime_testkit::occurrence(trigger, Subject::Charge("1".to_owned()), at);
    Occurrence { customer: Some("9".to_owned()), phone: Phone::Known(phone()), ..charge }
}

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+14155552671").unwrap()
}

/// A journal entry for the first message of a flow.
fn decided_by(flow: &Flow, decision: JournalDecision) -> JournalEntry {
    let occurrence = Arc::new(occurrence(flow.trigger));
    let message = flow.messages(&demo_id(), &occurrence).next().unwrap();
    let phone = Some(phone().masked());
    JournalEntry {
        message: message.id,
        source: message.source,
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone,
        decision,
    }
}

/// The same for the default flow of a trigger.
fn decided(trigger: Trigger, decision: JournalDecision) -> JournalEntry {
    decided_by(&default_flow(trigger), decision)
}

/// A row of the message that the entry plans.
fn row(entry: &JournalEntry, state: MessageState) -> MessageRecord {
    MessageRecord {
        id: entry.message.clone(),
        store: demo_id(),
        source: entry.source.clone(),
        step: 0,
        phone: Some(phone()),
        body: Some("Oat & Ember: paid.".to_owned()),
        parts: 1,
        price_micros: None,
        hour: Hour::containing(state.at()),
        clicked_at: None,
        received_at: instant("2026-11-23T16:00:00Z"),
        occurrence: OccurrenceKey::new("charge:1"),
        held_until: None,
        state,
        links: Vec::new(),
        why: vec![Reason::CheckoutPhone, Reason::WindowOpen],
        decided_at: None,
        waits: Vec::new(),
        history: Vec::new(),
    }
}

#[tokio::test]
async fn what_was_planned_is_joined_with_how_it_went() {
    let bench = Bench::with_store().await;
    let until = Minute::at_or_after(instant("2026-11-24T14:03:00Z"));
    let entries = [
        decided(Trigger::ChargePaid, JournalDecision::Send),
        decided(Trigger::OrderSkipped, JournalDecision::Wait { until }),
        decided(Trigger::ChargeFailed, JournalDecision::Skip { code: "no_consent".to_owned() }),
        decided(Trigger::OrderProcessed, JournalDecision::Skip { code: "opted_out".to_owned() }),
        decided(Trigger::UpcomingOrder, JournalDecision::Send),
    ];
    bench.memory.put_entries(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", &entries).await.unwrap();
    bench.memory.put_entries(&demo_id(), instant("2026-11-23T16:05:00Z"), "b", &entries[..1]).await.unwrap();
    let at = instant("2026-11-23T16:00:01Z");
    let claim = ClaimKey { claimed_by: "m-1".to_owned(), at };
    let claimed = row(&entries[0], claim.sending());
    bench.memory.claim(&claimed).await.unwrap();
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at };
    bench.memory.put_outcome(&demo_id(), &claimed.id, &claim, &accepted).await.unwrap();
    let activity = bench.get(ACTIVITY).await.json()["activity"].clone();
    insta::assert_snapshot!(format!("{:#}", activity[0]), @r#"
    {
      "at": "2026-11-23T16:05:00Z",
      "at_local": "2026-11-23T11:05:00-05:00",
      "body": "Oat & Ember: paid.",
      "can_be_sent_again": false,
      "clicked_at": null,
      "flow": "charge_paid",
      "held_until": null,
      "held_until_local": null,
      "id": "ewjfqtudi3ixan64dxgm3i4mg337nhbjx7os2ot",
      "phone": "+1415•••2671",
      "problem": null,
      "provider_id": "SM1",
      "segments": 1,
      "state": "accepted",
      "step": 0,
      "why": [
        {
          "code": "checkout_phone",
          "text": "The customer gave this phone at checkout, which the store takes as consent to notices about their own orders."
        },
        {
          "code": "window_open",
          "text": "It is outside quiet hours where the customer is."
        }
      ]
    }
    "#);
    insta::assert_snapshot!(states(&activity), @r#"
    "charge_paid" "accepted" null "The customer gave this phone at checkout, which the store takes as consent to notices about their own orders." "It is outside quiet hours where the customer is."
    "order_skipped" "held" "2026-11-24T14:03:00Z" "The message waits until Nov 24, 2026 at 9:03 AM EST."
    "charge_failed" "skipped" null "The customer has not agreed to get texts from this store."
    "order_processed" "skipped" null "The customer opted out."
    "upcoming_order" "due" null
    "#);
}

/// Flow, state and reasons of each entry, one to a line.
fn states(activity: &Value) -> String {
    let line = |entry: &Value| {
        let why: Vec<_> =
            entry["why"].as_array().unwrap().iter().map(|why| why["text"].to_string()).collect();
        format!("{} {} {} {}", entry["flow"], entry["state"], entry["held_until"], why.join(" "))
    };
    activity.as_array().unwrap().iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_waited_is_due_once_its_minute_came() {
    let bench = Bench::with_store().await;
    let until = Minute::at_or_after(instant("2026-11-24T14:03:00Z"));
    let entry = decided(Trigger::OrderSkipped, JournalDecision::Wait { until });
    bench.memory.put_entries(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", &[entry]).await.unwrap();
    bench.clock.set(until.start());
    assert_eq!(bench.get(ACTIVITY).await.json()["activity"][0]["state"], "due");
}

#[tokio::test]
async fn it_comes_in_pages() {
    let bench = Bench::with_store().await;
    for minute in 0..3 {
        let entry = decided(Trigger::ALL[minute], JournalDecision::Send);
        let at = instant(&format!("2026-11-23T16:0{minute}:00Z"));
        bench.memory.put_entries(&demo_id(), at, "a", &[entry]).await.unwrap();
    }
    let first = bench.get(&format!("{ACTIVITY}?limit=2")).await.json();
    let flows: Vec<_> =
        first["activity"].as_array().unwrap().iter().map(|entry| entry["flow"].clone()).collect();
    assert_eq!(flows, ["subscription_resumed", "subscription_paused"]);
    let cursor = first["next_cursor"].as_str().unwrap().replace('#', "%23");
    let rest = bench.get(&format!("{ACTIVITY}?limit=2&cursor={cursor}")).await.json();
    assert_eq!(rest["activity"][0]["flow"], "subscription_started");
    insta::assert_snapshot!(bench.get(&format!("{ACTIVITY}?limit=many")).await, @r#"
    400
    {
      "detail": "Change the query string: limit: invalid digit found in string.",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn one_message_is_shown_whole() {
    let bench = Bench::with_store().await;
    let entry = decided(Trigger::ChargePaid, JournalDecision::Send);
    let skipped = row(&entry, MessageState::Skipped { at: instant("2026-11-23T16:00:01Z") });
    bench.memory.put_skip(&skipped).await.unwrap();
    let path = |id: &MessageId| format!("/api/v1/stores/demo/messages/{id}");
    let shown = bench.get(&path(&skipped.id)).await.json();
    assert_eq!((&shown["state"], &shown["phone"]), (&"skipped".into(), &"+1415•••2671".into()));
    let other = decided(Trigger::ChargeFailed, JournalDecision::Send).message;
    insta::assert_snapshot!(bench.get(&path(&other)).await, @r#"
    404
    {
      "detail": "No message of this id was sent or skipped. One that still waits is in the store's activity.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
    assert_eq!(bench.get("/api/v1/stores/demo/messages/nonsense").await.status, 404);
}

#[tokio::test]
async fn the_message_of_a_further_flow_shows_that_flows_key() {
    let bench = Bench::with_store().await;
    let id = SourceId::further_flow("7k2m9x").unwrap();
    let further = Flow { id, ..default_flow(Trigger::ChargePaid) };
    let entries =
        [decided(Trigger::ChargePaid, JournalDecision::Send), decided_by(&further, JournalDecision::Send)];
    bench.memory.put_entries(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", &entries).await.unwrap();
    let skipped = row(&entries[1], MessageState::Skipped { at: instant("2026-11-23T16:00:01Z") });
    bench.memory.put_skip(&skipped).await.unwrap();
    let activity = bench.get(ACTIVITY).await.json()["activity"].clone();
    let flows: Vec<_> = activity.as_array().unwrap().iter().map(|entry| &entry["flow"]).collect();
    assert_eq!(flows, ["charge_paid", "flow-7k2m9x"], "one event, a message of each flow");
    let message = bench.get(&format!("/api/v1/stores/demo/messages/{}", skipped.id)).await.json();
    assert_eq!(message["flow"], "flow-7k2m9x");
}

#[tokio::test]
async fn a_text_that_was_planned_to_go_and_waits_shows_how_long_and_why() {
    let bench = Bench::with_store().await;
    let entry = decided(Trigger::OrderSkipped, JournalDecision::Send);
    bench
        .memory
        .put_entries(&demo_id(), instant("2026-11-24T00:59:00Z"), "a", std::slice::from_ref(&entry))
        .await
        .unwrap();
    let at = instant("2026-11-24T01:00:10Z");
    let until = Minute::at_or_after(instant("2026-11-24T14:03:00Z"));
    let held = row(&entry, MessageState::Held { until, at });
    let why = vec![Reason::CheckoutPhone, Reason::HeldForQuietHours { until: until.start() }];
    bench.memory.put_held(&MessageRecord { why, ..held }).await.unwrap();
    bench.clock.set(instant("2026-11-24T02:00:00Z"));
    let shown = bench.get(ACTIVITY).await.json()["activity"][0].clone();
    insta::assert_snapshot!(format!("{shown:#}"), @r#"
    {
      "at": "2026-11-24T00:59:00Z",
      "at_local": "2026-11-23T19:59:00-05:00",
      "body": "Oat & Ember: paid.",
      "can_be_sent_again": false,
      "clicked_at": null,
      "flow": "order_skipped",
      "held_until": "2026-11-24T14:03:00Z",
      "held_until_local": "2026-11-24T09:03:00-05:00",
      "id": "ewjfqtudi3ixazkbhplar4en7vsio53jsxnm3cc",
      "phone": "+1415•••2671",
      "problem": null,
      "provider_id": null,
      "segments": 1,
      "state": "held",
      "step": 0,
      "why": [
        {
          "code": "checkout_phone",
          "text": "The customer gave this phone at checkout, which the store takes as consent to notices about their own orders."
        },
        {
          "code": "held_for_quiet_hours",
          "text": "It is quiet hours where the customer is. The message waits until Nov 24, 2026 at 9:03 AM EST."
        }
      ]
    }
    "#);
    bench.clock.set(until.start());
    assert_eq!(bench.get(ACTIVITY).await.json()["activity"][0]["state"], "due");
}

#[tokio::test]
async fn a_text_that_the_provider_does_not_take_shows_why() {
    let bench = Bench::with_store().await;
    let entry = decided(Trigger::ChargePaid, JournalDecision::Send);
    bench
        .memory
        .put_entries(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", std::slice::from_ref(&entry))
        .await
        .unwrap();
    let at = instant("2026-11-23T16:00:01Z");
    let claim = ClaimKey { claimed_by: "m-1".to_owned(), at };
    let claimed = row(&entry, claim.sending());
    bench.memory.claim(&claimed).await.unwrap();
    let reason = "The SMS provider is not set up: check TwilioAccountSid.".to_owned();
    bench
        .memory
        .put_outcome(&demo_id(), &claimed.id, &claim, &MessageState::Due { reason: reason.clone(), at })
        .await
        .unwrap();
    let shown = bench.get(ACTIVITY).await.json()["activity"][0].clone();
    assert_eq!((&shown["state"], &shown["problem"]), (&"due".into(), &reason.into()));
}

#[tokio::test]
async fn a_messages_links_are_shown_with_who_followed_them_until_they_are_revoked() {
    let bench = Bench::with_store().await;
    let entry = decided(Trigger::ChargePaid, JournalDecision::Send);
    let at = instant("2026-11-23T16:00:00Z");
    let codes = [0, 1].map(|position| rechime_testkit::link_key().code(&entry.message, position));
    let sending = MessageState::Sending { claimed_by: "q".to_owned(), at };
    let claimed = MessageRecord { links: codes.to_vec(), ..row(&entry, sending) };
    bench.memory.claim(&claimed).await.unwrap();
    let destination = Destination::parse("https://shop.example/a").unwrap();
    let links = [0, 1].map(|position| NewLink {
        code: codes[usize::from(position)].clone(),
        store: demo_id(),
        message: claimed.id.clone(),
        position,
        destination: destination.clone(),
    });
    bench.memory.put_links(&links, at).await.unwrap();
    for class in [ClickClass::Preview, ClickClass::Human] {
        let [_, code] = codes.clone();
        let (store, message) = (demo_id(), claimed.id.clone());
        let click = Click { store, message, position: 1, code, class, at, expires_at: at };
        bench.memory.put_click(&click).await.unwrap();
    }
    let path = format!("/api/v1/stores/demo/messages/{}/links", claimed.id);
    insta::assert_snapshot!(bench.get(&path).await, @r#"
    200
    {
      "links": [
        {
          "destination": "https://shop.example/a",
          "first_followed": {}
        },
        {
          "destination": "https://shop.example/a",
          "first_followed": {
            "human": "2026-11-23T16:00:00Z",
            "preview": "2026-11-23T16:00:00Z"
          }
        }
      ]
    }
    "#);
    assert_eq!(bench.delete(&path).await.status, 204);
    assert_eq!(bench.delete(&path).await.status, 204, "twice is fine");
    assert_eq!(bench.memory.get_link(&codes[0]).await.unwrap(), None);
    assert_eq!(bench.get(&path).await.json()["links"][0]["destination"], Value::Null);
    let audit = bench.get("/api/v1/stores/demo/audit").await.json();
    let entries = audit["audit"].as_array().unwrap();
    assert_eq!(entries.iter().filter(|entry| entry["action"] == "revoke_links").count(), 2);
    let unknown = format!("/api/v1/stores/demo/messages/{}/links", "a".repeat(39));
    assert_eq!(bench.get(&unknown).await.status, 404);
}

#[tokio::test]
async fn a_text_whose_person_was_erased_is_not_on_its_way() {
    let bench = Bench::with_store().await;
    let until = Minute::at_or_after(instant("2026-11-20T14:03:00Z"));
    let entries = [
        decided(Trigger::ChargePaid, JournalDecision::Send),
        decided(Trigger::OrderSkipped, JournalDecision::Wait { until }),
        decided(Trigger::ChargeFailed, JournalDecision::Skip { code: "no_consent".to_owned() }),
    ];
    bench.memory.put_entries(&demo_id(), instant("2026-11-20T02:00:00Z"), "a", &entries).await.unwrap();
    let activity = bench.get(ACTIVITY).await.json()["activity"].clone();
    let states: Vec<_> = activity.as_array().unwrap().iter().map(|entry| &entry["state"]).collect();
    assert_eq!(states, ["erased", "erased", "skipped"]);
}
