//! Occurrences and messages.

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{
    default_flows::default_flow,
    hour::Hour,
    ids::{OccurrenceKey, StoreId},
    message::{MessageRecord, MessageState, PendingMessage},
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    trigger::Trigger,
};

use crate::samples::phone;

/// What happened to a subject at a time, and came at once: to the customer `maya`, whose phone is [`phone`].
#[must_use]
pub fn occurrence(trigger: Trigger, subject: Subject, at: Timestamp) -> Occurrence {
    Occurrence {
        trigger: Some(trigger),
        key: OccurrenceKey::new(format!("{}:{trigger}", subject.key())),
        subject: Some(subject),
        customer: Some("maya".to_owned()),
        subscriptions: Vec::new(),
        attempt: None,
        at,
        received_at: at,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Known(phone()),
        address: Address::default(),
        tags: Tags::new(),
    }
}

/// The first message that a store's default flow makes of it.
#[must_use]
pub fn pending(store: &StoreId, occurrence: Occurrence) -> PendingMessage {
    default_flow(occurrence.trigger.unwrap()).messages(store, &Arc::new(occurrence)).next().unwrap()
}

/// The row of a message that a queue message claimed at a time.
#[must_use]
pub fn claim(message: &PendingMessage, claimed_by: &str, at: Timestamp) -> MessageRecord {
    MessageRecord {
        id: message.id.clone(),
        store: message.store.clone(),
        source: message.source.clone(),
        step: message.step,
        phone: Some(phone()),
        body: Some("As it was handed over.".to_owned()),
        parts: 1,
        price_micros: None,
        hour: Hour::containing(at),
        clicked_at: None,
        received_at: message.occurrence.received_at,
        occurrence: message.occurrence.key.clone(),
        held_until: None,
        state: MessageState::Sending { claimed_by: claimed_by.to_owned(), at },
        links: Vec::new(),
        why: Vec::new(),
        decided_at: None,
        waits: Vec::new(),
        history: Vec::new(),
    }
}
