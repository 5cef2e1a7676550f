use rechime_domain::{
    ids::MessageId,
    message::{MessageRecord, MessageState},
    minute::Minute,
    occurrence::OccurrenceKey,
    phone::PhoneNumber,
    reason::Reason,
    trigger::Trigger,
};
use rechime_store::{
    journal::{Journal, JournalEntry, Planned},
    messages::Messages,
};

use serde_json::Value;

use crate::testing::{Bench, demo_id, instant};

const ACTIVITY: &str = "/api/v1/stores/demo/activity";

fn planned(flow: Trigger, planned: Planned) -> JournalEntry {
    let phone = Some("+1415•••2671".to_owned());
    JournalEntry { flow, step: 0, occurrence: OccurrenceKey::new(format!("charge:1:{flow}")), phone, planned }
}

/// A row of the message that the entry plans.
fn row(entry: &JournalEntry, state: MessageState) -> MessageRecord {
    MessageRecord {
        id: entry.message(&demo_id()),
        store: demo_id(),
        flow: entry.flow,
        step: 0,
        phone: PhoneNumber::from_e164("+14155552671").ok(),
        body: Some("Oat & Ember: paid.".to_owned()),
        segments: 1,
        received_at: instant("2026-11-23T16:00:00Z"),
        occurrence: entry.occurrence.as_str().to_owned(),
        held_until: None,
        state,
        why: vec![Reason::CheckoutPhone, Reason::WindowOpen],
    }
}

#[tokio::test]
async fn what_was_planned_is_joined_with_how_it_went() {
    let bench = Bench::with_store().await;
    let until = Minute::at_or_after(instant("2026-11-24T14:03:00Z"));
    let entries = [
        planned(Trigger::ChargePaid, Planned::Send),
        planned(Trigger::OrderSkipped, Planned::Wait { until }),
        planned(Trigger::ChargeFailed, Planned::Skip { code: "no_consent".to_owned() }),
        planned(Trigger::OrderProcessed, Planned::Skip { code: "opted_out".to_owned() }),
        planned(Trigger::UpcomingOrder, Planned::Send),
    ];
    bench.memory.write(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", &entries).await.unwrap();
    bench.memory.write(&demo_id(), instant("2026-11-23T16:05:00Z"), "b", &entries[..1]).await.unwrap();
    let at = instant("2026-11-23T16:00:01Z");
    let claimed = row(&entries[0], MessageState::Sending { claimed_by: "m-1".to_owned(), at });
    bench.memory.claim(&claimed).await.unwrap();
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at };
    bench.memory.conclude(&demo_id(), &claimed.id, "m-1", &accepted).await.unwrap();
    let activity = bench.get(ACTIVITY).await.json()["activity"].clone();
    insta::assert_snapshot!(format!("{:#}", activity[0]), @r#"
    {
      "at": "2026-11-23T16:05:00Z",
      "body": "Oat & Ember: paid.",
      "flow": "charge_paid",
      "held_until": null,
      "id": "ybzw53r3f3ipeg7cfkxsbftjj7",
      "phone": "+1415•••2671",
      "problem": null,
      "provider_id": "SM1",
      "segments": 1,
      "state": "accepted",
      "step": 0,
      "why": [
        {
          "code": "checkout_phone",
          "text": "The store takes phones given at checkout as consent to notices about the customer's own orders."
        },
        {
          "code": "window_open",
          "text": "It is outside quiet hours where the customer is."
        }
      ]
    }
    "#);
    insta::assert_snapshot!(states(&activity), @r#"
    "charge_paid" "accepted" null "The store takes phones given at checkout as consent to notices about the customer's own orders." "It is outside quiet hours where the customer is."
    "order_skipped" "held" "2026-11-24T14:03:00Z" "The message waits until 2026-11-24T14:03:00Z."
    "charge_failed" "skipped" null "The customer has not agreed to be texted by this store."
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
    let entry = planned(Trigger::OrderSkipped, Planned::Wait { until });
    bench.memory.write(&demo_id(), instant("2026-11-23T16:00:00Z"), "a", &[entry]).await.unwrap();
    bench.clock.set(until.start());
    assert_eq!(bench.get(ACTIVITY).await.json()["activity"][0]["state"], "due");
}

#[tokio::test]
async fn it_comes_in_pages() {
    let bench = Bench::with_store().await;
    for minute in 0..3 {
        let entry = planned(Trigger::ALL[minute], Planned::Send);
        let at = instant(&format!("2026-11-23T16:0{minute}:00Z"));
        bench.memory.write(&demo_id(), at, "a", &[entry]).await.unwrap();
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
    let entry = planned(Trigger::ChargePaid, Planned::Send);
    let skipped = row(&entry, MessageState::Skipped { at: instant("2026-11-23T16:00:01Z") });
    bench.memory.skip(&skipped).await.unwrap();
    let path = |id: &MessageId| format!("/api/v1/stores/demo/messages/{id}");
    let shown = bench.get(&path(&skipped.id)).await.json();
    assert_eq!((&shown["state"], &shown["phone"]), (&"skipped".into(), &"+1415•••2671".into()));
    let other = planned(Trigger::ChargeFailed, Planned::Send).message(&demo_id());
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
