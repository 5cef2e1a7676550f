//! A message's id is the same whoever derives it, and depends on nothing but what the payload and the flow say.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    default_flows::default_flow,
    flow::{Flows, Step},
    ids::{OccurrenceKey, SourceId},
    occurrence::{Phone, Subject},
    phone::PhoneNumber,
    place::Address,
    trigger::Trigger,
};

fn store() -> StoreId {
    StoreId::parse("demo").unwrap()
}

fn occurrence(charge: u32, customer: Option<u32>, attempt: Option<u64>) -> Occurrence {
    Occurrence {
        trigger: Some(Trigger::ChargeWillBeRetried),
        key: OccurrenceKey::new(format!("charge:{charge}:retry")),
        subject: Some(Subject::Charge(charge.to_string())),
        customer: customer.map(|id| id.to_string()),
        subscriptions: Vec::new(),
        attempt,
        at: Timestamp::UNIX_EPOCH,
        received_at: Timestamp::UNIX_EPOCH,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: crate::occurrence::Tags::new(),
    }
}

/// As Recharge would have it after it was asked for the customer, a day later.
fn enriched(occurrence: &Occurrence) -> Occurrence {
    let day = Timestamp::from_second(86_400).unwrap();
    Occurrence {
        received_at: day,
        stale_from: Some(day),
        old_from: None,
        phone: Phone::Known(PhoneNumber::from_e164("+14155552671").unwrap()),
        address: Address { country: Some("US".to_owned()), ..Address::default() },
        tags: std::iter::once(("first_name".to_owned(), "Maya".into())).collect(),
        ..occurrence.clone()
    }
}

fn flow(id: SourceId, numbers: &[u8], each_retry: bool) -> Flow {
    let step = |number: &u8| Step { id: Some(*number), ..Step::new(u32::from(*number), "Hi") };
    Flow {
        id,
        each_retry,
        steps: numbers.iter().map(step).collect(),
        ..default_flow(Trigger::ChargeWillBeRetried)
    }
}

fn ids(flow: &Flow, occurrence: &Occurrence) -> Vec<MessageId> {
    flow.messages(&store(), &Arc::new(occurrence.clone())).map(|message| message.id).collect()
}

prop_compose! {
    fn any_flow()(
        numbers in prop::collection::btree_set(any::<u8>(), 1..=10).prop_map(Vec::from_iter).prop_shuffle(),
        each_retry: bool,
        further in prop::option::of("[a-z0-9]{6}"),
    ) -> Flow {
        let default = SourceId::default_flow(Trigger::ChargeWillBeRetried);
        let id = further.map_or(default, |random| SourceId::further_flow(&random).unwrap());
        flow(id, &numbers, each_retry)
    }
}

prop_compose! {
    fn any_occurrence()(charge: u32, customer: Option<u32>, attempt in prop::option::of(1_u64..9)) -> Occurrence {
        occurrence(charge, customer, attempt)
    }
}

proptest! {
    #[test]
    fn enrichment_and_time_change_no_id(flow in any_flow(), occurrence in any_occurrence()) {
        prop_assert_eq!(ids(&flow, &enriched(&occurrence)), ids(&flow, &occurrence));
    }

    #[test]
    fn an_id_belongs_to_a_step_by_its_number_wherever_the_step_stands(flow in any_flow(), occurrence in any_occurrence()) {
        let mut moved = flow.clone();
        moved.steps.reverse();
        let mut before = ids(&flow, &occurrence);
        let after = ids(&moved, &occurrence);
        before.reverse();
        prop_assert_eq!(before, after);
    }

    #[test]
    fn every_step_of_every_flow_has_an_id_of_its_own(one in any_flow(), other in any_flow(), occurrence in any_occurrence()) {
        prop_assume!(one.id != other.id);
        let all: Vec<_> = ids(&one, &occurrence).into_iter().chain(ids(&other, &occurrence)).collect();
        let distinct: BTreeSet<_> = all.iter().collect();
        prop_assert_eq!(distinct.len(), all.len());
        let person = occurrence.person(&store());
        prop_assert!(all.iter().all(|id| id.person() == person), "all of them lie under their person");
    }

    #[test]
    fn tries_are_told_apart_only_where_the_flow_wants_it(flow in any_flow(), charge: u32, first in 1_u64..5, second in 5_u64..9) {
        let of_try = |attempt| ids(&flow, &occurrence(charge, Some(9), Some(attempt)));
        prop_assert_eq!(of_try(first) == of_try(second), !flow.each_retry);
        prop_assert_eq!(of_try(first), of_try(first));
    }

    #[test]
    fn another_customer_or_charge_has_other_messages(flow in any_flow(), charge: u32, other: u32) {
        prop_assume!(charge != other);
        let mine = ids(&flow, &occurrence(charge, Some(9), None));
        prop_assert_ne!(&ids(&flow, &occurrence(other, Some(9), None)), &mine);
        prop_assert_ne!(&ids(&flow, &occurrence(charge, Some(8), None)), &mine);
        prop_assert_ne!(&ids(&flow, &occurrence(charge, None, None)), &mine);
    }
}

#[test]
fn the_flows_of_a_trigger_share_the_occurrence() {
    let further = flow(SourceId::further_flow("second").unwrap(), &[0], false);
    let flows: Flows = [default_flow(Trigger::ChargeWillBeRetried), further].into_iter().collect();
    let occurrence = Arc::new(occurrence(1, Some(9), Some(2)));
    let messages: Vec<_> = flows
        .for_trigger(occurrence.trigger.unwrap())
        .flat_map(|flow| flow.messages(&store(), &occurrence).collect::<Vec<_>>())
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(messages.iter().all(|message| Arc::ptr_eq(&message.occurrence, &occurrence)));
}
