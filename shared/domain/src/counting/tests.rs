use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    consent::ConsentSource,
    ids::{MessageId, OccurrenceKey, StoreId},
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn source(id: &str) -> SourceId {
    SourceId::parse(id).unwrap()
}

const CLAIMED: &str = "2026-11-24T14:59:00Z";
/// In the next hour.
const LATER: &str = "2026-11-24T15:20:00Z";

fn row(state: MessageState) -> MessageRecord {
    MessageRecord {
        id: MessageId::parse("abcdefghijklmabcdefghijklmnopqrstuvwxyz").unwrap(),
        store: StoreId::parse("demo").unwrap(),
        source: source("order_processed"),
        step: 0,
        phone: None,
        body: None,
        parts: 2,
        price_micros: None,
        hour: Hour::containing(at(CLAIMED)),
        clicked_at: None,
        received_at: at(CLAIMED),
        occurrence: OccurrenceKey::new("order:1"),
        held_until: None,
        state,
        links: Vec::new(),
        decided_at: None,
        waits: Vec::new(),
        history: Vec::new(),
        why: vec![Reason::WindowOpen, Reason::NoConsent],
    }
}

fn states() -> Vec<MessageState> {
    let (provider_id, reason, at) = ("SM1".to_owned(), "no".to_owned(), at(LATER));
    vec![
        MessageState::Held { until: Minute::containing(at), at },
        MessageState::Due { reason: reason.clone(), at },
        MessageState::Sending { claimed_by: "q".to_owned(), at },
        MessageState::Accepted { provider_id: provider_id.clone(), at },
        MessageState::Delivered { provider_id: provider_id.clone(), at },
        MessageState::Undelivered { provider_id, reason: reason.clone(), at },
        MessageState::Failed { reason: reason.clone(), at },
        MessageState::Unknown { reason, at },
        MessageState::Skipped { at },
    ]
}

fn told(added: &Increments) -> String {
    let row = |row: &CountRow| match row {
        CountRow::Source { hour, source } => format!("{hour} {source}"),
        CountRow::Store { hour } => format!("{hour}"),
        CountRow::Forecast { hour } => format!("{hour} forecast"),
    };
    let counts = |counts: &Counts| {
        counts.iter().fold(String::new(), |told, (it, by)| told + &format!(" {} {by:+}", it.key()))
    };
    added.iter().map(|(it, by)| format!("{}:{}", row(it), counts(by))).collect::<Vec<_>>().join("\n")
}

fn change(before: Option<MessageRecord>, after: MessageRecord) -> String {
    told(&RowChange::Message { before: before.map(Box::new), after: Box::new(after) }.increments())
}

#[test]
fn each_state_says_what_it_is_counted_as() {
    let lines = states().into_iter().map(|state| format!("{:12}{}", state.name(), change(None, row(state))));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    held        
    due         
    sending     
    accepted    2026-11-24T14Z order_processed: sent +1 parts +2
    delivered   2026-11-24T14Z order_processed: sent +1 parts +2 delivered +1
    undelivered 2026-11-24T14Z order_processed: sent +1 parts +2 undelivered +1
    failed      2026-11-24T14Z order_processed: failed +1 failed_because_no +1
    unknown     2026-11-24T14Z order_processed: unknown +1
    skipped     2026-11-24T14Z order_processed: skipped_no_consent +1
    ");
}

#[test]
fn a_delivery_after_a_failure_to_deliver_takes_that_back() {
    let (delivered, undelivered) = (states().remove(4), states().remove(5));
    let after = MessageRecord { price_micros: Some(8_810), ..row(delivered) };
    insta::assert_snapshot!(
        change(Some(row(undelivered)), after),
        @"2026-11-24T14Z order_processed: delivered +1 undelivered -1 cost +8810"
    );
}

#[test]
fn a_text_besides_the_first_counts_for_itself_too() {
    let delivered = || states().remove(4);
    let record = |step, number| MessageRecord {
        step,
        clicked_at: Some(at(LATER)),
        why: vec![Reason::Alternative { number }, Reason::WindowOpen],
        ..row(delivered())
    };
    let lines = [(0, 0), (0, 1), (2, 0)].map(|(step, number)| change(None, record(step, number)));
    insta::assert_snapshot!(lines.join("\n"), @"
    2026-11-24T14Z order_processed: sent +1 parts +2 delivered +1 clicked +1
    2026-11-24T14Z order_processed: sent +1 parts +2 delivered +1 clicked +1 sent_of_0_1 +1 clicked_of_0_1 +1
    2026-11-24T14Z order_processed: sent +1 parts +2 delivered +1 clicked +1 sent_of_2_0 +1 clicked_of_2_0 +1
    ");
    for key in ["sent_of_0_1", "clicked_of_2_0"] {
        assert_eq!(Counter::parse(key).map(|counter| counter.key()).as_deref(), Some(key));
    }
    for key in ["sent_of_", "sent_of_1", "sent_of_1_x", "clicked_of_300_0"] {
        assert_eq!(Counter::parse(key), None, "{key}");
    }
}

#[test]
fn a_click_counts_once_in_the_hour_of_its_text() {
    let delivered = row(states().remove(4));
    let clicked = MessageRecord { clicked_at: Some(at("2026-11-25T09:00:00Z")), ..delivered.clone() };
    insta::assert_snapshot!(
        change(Some(delivered), clicked.clone()),
        @"2026-11-24T14Z order_processed: clicked +1"
    );
    assert_eq!(change(Some(clicked.clone()), clicked), "");
}

#[test]
fn a_forecast_counts_who_waits_and_forgets_who_does_no_more() {
    let minute = |text: &str| text.parse::<Minute>().unwrap();
    let hold = RowChange::Hold { until: minute("2026-11-24T14:03Z") };
    insta::assert_snapshot!(told(&hold.increments()), @"2026-11-24T14Z forecast: waiting_00 +1");
    let sending = states().remove(2);
    let held_until = Some(minute("2026-11-24T14:03Z"));
    let claimed = MessageRecord { held_until, ..row(sending.clone()) };
    insta::assert_snapshot!(change(None, claimed.clone()), @"2026-11-24T14Z forecast: waiting_00 -1");
    let given_back = MessageRecord { held_until, ..row(states().remove(1)) };
    assert_eq!(change(Some(claimed.clone()), given_back.clone()), "");
    assert_eq!(change(Some(given_back), claimed.clone()), "");
    let moved = MessageRecord { held_until: Some(minute("2026-11-24T15:58Z")), ..row(sending) };
    insta::assert_snapshot!(change(Some(claimed), moved), @"2026-11-24T15Z forecast: waiting_55 -1");
}

#[test]
fn planned_is_what_the_journal_says_last() {
    let sources = ["charge_paid", "charge_paid", "order_processed"].map(source).to_vec();
    let hour = Hour::containing(at(CLAIMED));
    let written = RowChange::Journal { hour, before: Vec::new(), after: sources.clone() };
    insta::assert_snapshot!(told(&written.increments()), @r"
    2026-11-24T14Z charge_paid: planned +2
    2026-11-24T14Z order_processed: planned +1
    ");
    let again = RowChange::Journal { hour, before: sources.clone(), after: sources[1..].to_vec() };
    insta::assert_snapshot!(told(&again.increments()), @"2026-11-24T14Z charge_paid: planned -1");
}

#[test]
fn an_opt_out_counts_where_the_subscriber_says_so_and_once() {
    let consent = |status, source| Consent { status, source, since: at(LATER) };
    let stop = consent(ConsentStatus::Unsubscribed, ConsentSource::Reply);
    let start = consent(ConsentStatus::Subscribed, ConsentSource::Reply);
    let counted = |before, after| told(&RowChange::Consent { before, after, last_text: None }.increments());
    assert_eq!(counted(Some(start), stop), "2026-11-24T15Z: opted_out +1");
    assert_eq!(counted(None, stop), "2026-11-24T15Z: opted_out +1");
    assert_eq!(counted(Some(stop), stop), "");
    assert_eq!(counted(Some(stop), start), "");
    assert_eq!(counted(None, consent(ConsentStatus::Unsubscribed, ConsentSource::Import)), "");
}

#[test]
fn an_opt_out_belongs_to_the_text_that_it_answers() {
    let counted = |source, since: &str| {
        let after = Consent { status: ConsentStatus::Unsubscribed, source, since: at(since) };
        let last_text = Some(LastText { source: super::tests::source("charge_paid"), at: at(CLAIMED) });
        told(&RowChange::Consent { before: None, after, last_text }.increments())
    };
    let by_reply = |since| counted(ConsentSource::Reply, since);
    let of_the_text = "2026-11-24T14Z charge_paid: opted_out +1";
    assert_eq!(by_reply(CLAIMED), of_the_text);
    assert_eq!(by_reply("2026-11-27T14:59:00Z"), of_the_text, "three days later");
    assert_eq!(by_reply("2026-11-27T14:59:01Z"), "2026-11-27T14Z: opted_out +1");
    assert_eq!(by_reply("2026-11-24T14:58:59Z"), "2026-11-24T14Z: opted_out +1", "said before the text");
    assert_eq!(counted(ConsentSource::Provider, LATER), "2026-11-24T15Z: opted_out +1");
    assert_eq!(counted(ConsentSource::Shopify, LATER), "2026-11-24T15Z: opted_out +1");
}

#[test]
fn counters_are_read_as_they_are_written() {
    let plain = [
        Counter::Planned,
        Counter::Sent,
        Counter::Parts,
        Counter::Delivered,
        Counter::Undelivered,
        Counter::Failed,
        Counter::Unknown,
        Counter::Clicked,
        Counter::OptedOut,
        Counter::Cost,
        Counter::Skipped("no_consent".to_owned()),
        Counter::Waiting(5),
    ];
    let keys: std::collections::BTreeSet<_> = plain.iter().map(Counter::key).collect();
    assert_eq!(keys.len(), plain.len());
    for counter in plain {
        assert_eq!(Counter::parse(&counter.key()), Some(counter));
    }
    assert_eq!(Counter::parse("expires_at"), None);
}

proptest! {
    /// Whatever states a row passes through, the counters say what it says at its end.
    #[test]
    fn the_changes_of_a_row_add_up_to_what_it_says_last(
        path in proptest::collection::vec((0_usize..9, proptest::bool::ANY, proptest::option::of(0_u64..9_999)), 1..9),
    ) {
        let mut sum = Counts::default();
        let mut before: Option<MessageRecord> = None;
        for (state, clicked, price_micros) in path {
            let clicked_at = clicked.then(|| at(LATER));
            let after = MessageRecord { price_micros, clicked_at, ..row(states().remove(state)) };
            let change = RowChange::Message {
                before: before.map(Box::new),
                after: Box::new(after.clone()),
            };
            for counts in change.increments().values() {
                sum.add_all(counts, 1);
            }
            before = Some(after);
        }
        prop_assert_eq!(sum, of_message(&before.unwrap()));
    }
}
