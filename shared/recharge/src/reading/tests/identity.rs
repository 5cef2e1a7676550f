//! A message's id is the same by webhook, dry run and backfill.

use std::sync::Arc;

use proptest::{prelude::*, sample::Index};
use rechime_domain::{
    default_flows::default_flow,
    flow::{Flow, Flows, Step},
    ids::{MessageId, SourceId, StoreId},
    job::Proof,
    trigger::Trigger,
};

use super::{recorded::handled, *};
use crate::payload::customer::CustomerProfile;

/// The ids of the messages that the flows of its trigger make of what a payload tells.
fn ids(flows: &Flows, reading: Reading) -> Vec<MessageId> {
    let store = StoreId::parse("demo").unwrap();
    let Some(occurrence) = reading.into_occurrence().map(Arc::new) else { return Vec::new() };
    let of_trigger = flows.for_trigger(occurrence.trigger.unwrap());
    of_trigger
        .flat_map(|flow| flow.messages(&store, &occurrence).collect::<Vec<_>>())
        .map(|it| it.id)
        .collect()
}

/// Two flows for a trigger, with their steps numbered in any way, that tell of each try or not.
fn flows(trigger: Trigger, numbers: [&[u8]; 2], each_retry: [bool; 2]) -> Flows {
    let steps = |numbers: &[u8]| {
        numbers.iter().map(|number| Step { id: Some(*number), ..Step::new(0, "Hi") }).collect()
    };
    let ids = [SourceId::default_flow(trigger), SourceId::further_flow("second").unwrap()];
    let flow = |((id, numbers), each_retry): ((SourceId, &[u8]), bool)| Flow {
        id,
        each_retry,
        steps: steps(numbers),
        ..default_flow(trigger)
    };
    ids.into_iter().zip(numbers).zip(each_retry).map(flow).collect()
}

/// What Recharge tells of a customer when it is asked.
fn profile() -> CustomerProfile {
    CustomerProfile {
        phone: Some("+14155552671".to_owned()),
        first_name: Some("Zoë".to_owned()),
        ..Default::default()
    }
}

fn numbers() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::btree_set(any::<u8>(), 1..=4).prop_map(Vec::from_iter).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn webhook_dry_run_and_backfill_name_a_message_alike(
        payload: Index, first in numbers(), second in numbers(), each_retry: [bool; 2], late in 0_i64..172_800,
    ) {
        let rows: Vec<_> = handled().collect();
        let row = payload.get(&rows);
        let webhook = row.read(row.received_at).unwrap();
        let Some(trigger) = webhook.occurrence().map(|occurrence| occurrence.trigger) else { return Ok(()) };
        let flows = flows(trigger.unwrap(), [&first, &second], each_retry);
        let later = (time(row.received_at) + jiff::SignedDuration::from_secs(late)).to_string();
        let dry_run = row.read(&later).unwrap();
        let backfill = row.read(&later).unwrap().vouched_by(Proof::Backfill);
        let mut enriched = row.read(row.received_at).unwrap();
        enriched.enrich(&profile(), "US");
        let expected = ids(&flows, webhook);
        prop_assert_eq!(expected.len(), first.len() + second.len());
        for reading in [dry_run, backfill, enriched] {
            prop_assert_eq!(&ids(&flows, reading), &expected, "{} as {}", row.file, row.topic);
        }
    }
}
