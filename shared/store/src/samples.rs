//! Messages for the tests of this crate, with ids as long as Recharge's are by now.

use std::sync::Arc;

use rechime_domain::{
    default_flows::default_flow,
    flow::Flow,
    ids::{OccurrenceKey, StoreId},
    message::PendingMessage,
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    trigger::Trigger,
};

/// What happened to a charge, of which nothing more is known.
pub(crate) fn occurrence(trigger: Trigger, charge: u64) -> Occurrence {
    let at = "2026-11-25T04:00:00Z".parse().unwrap();
    Occurrence {
        trigger: Some(trigger),
        key: OccurrenceKey::new(format!("charge:{charge}:{trigger}")),
        subject: Some(Subject::Charge(charge.to_string())),
        customer: Some("191965724".to_owned()),
        subscriptions: Vec::new(),
        attempt: None,
        at,
        received_at: at,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: Tags::new(),
    }
}

/// The message that a flow makes of it.
pub(crate) fn message_of(flow: &Flow, store: &StoreId, occurrence: Occurrence) -> PendingMessage {
    flow.messages(store, &Arc::new(occurrence)).next().unwrap()
}

/// The message that its trigger's default flow makes of it.
pub(crate) fn message(store: &StoreId, occurrence: Occurrence) -> PendingMessage {
    message_of(&default_flow(occurrence.trigger.unwrap()), store, occurrence)
}
