//! A store and its messages.

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{
    default_flows::{default_flow, default_flows},
    flow::{Flow, FlowStatus},
    ids::{OccurrenceKey, StoreId},
    message::{MessageRecord, MessageState, PendingMessage},
    occurrence::{Occurrence, Phone, Subject, Tags},
    phone::PhoneNumber,
    place::Address,
    settings::{ConsentMode, StoreSettings},
    trigger::Trigger,
};
use rechime_store::configs::{Connection, ConnectionState, StoreConfig, StoreProfile};

/// Noon in New York.
pub(super) const DAY: &str = "2026-11-24T17:00:00Z";
/// Eleven in the evening in New York.
pub(super) const NIGHT: &str = "2026-11-25T04:00:00Z";

/// A message to Maya that became known an hour before noon.
pub(super) fn message(trigger: Trigger, subject: Subject) -> PendingMessage {
    message_to("maya", trigger, subject)
}

/// The same to any customer; all of them gave the same phone.
pub(super) fn message_to(customer: &str, trigger: Trigger, subject: Subject) -> PendingMessage {
    let received_at = at("2026-11-24T16:00:00Z");
    let occurrence = Occurrence {
        trigger,
        key: OccurrenceKey::new(format!("{}:{trigger}", subject.key())),
        subject,
        customer: Some(customer.to_owned()),
        attempt: None,
        at: received_at,
        received_at,
        stale_from: None,
        old_from: None,
        charge_on: None,
        phone: Phone::Known(phone()),
        address: Address::default(),
        tags: Tags::new(),
    };
    default_flow(trigger).messages(&demo(), &Arc::new(occurrence)).next().unwrap()
}

/// Of a flow that sends anyway.
pub(super) fn paid(charge: u32) -> PendingMessage {
    message(Trigger::ChargePaid, Subject::Charge(charge.to_string()))
}

/// Of a flow that holds.
pub(super) fn skipped() -> PendingMessage {
    message(Trigger::OrderSkipped, Subject::Subscription("7".to_owned()))
}

/// The row of a message that a queue message claimed.
pub(super) fn claim(message: &PendingMessage, claimed_by: &str, at: Timestamp) -> MessageRecord {
    MessageRecord {
        id: message.id.clone(),
        store: message.store.clone(),
        source: message.source.clone(),
        step: message.step,
        phone: Some(phone()),
        body: Some("As it was handed over.".to_owned()),
        parts: 1,
        received_at: message.occurrence.received_at,
        occurrence: message.occurrence.key.clone(),
        held_until: None,
        state: MessageState::Sending { claimed_by: claimed_by.to_owned(), at },
        why: Vec::new(),
    }
}

pub(super) fn demo() -> StoreId {
    StoreId::parse("demo").unwrap()
}

/// Of New York.
pub(super) fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+12125551234").unwrap()
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// The store `demo` of New York, all of whose default flows are active.
pub(super) fn store_config() -> StoreConfig {
    let connection = Connection {
        state: ConnectionState::Live,
        shop_domain: None,
        has_client_secret: true,
        scopes: Vec::new(),
        webhooks: 16,
        connected_at: None,
    };
    let settings = StoreSettings {
        consent_mode: ConsentMode::CheckoutPhones,
        ..StoreSettings::new(demo(), "Oat & Ember", "America/New_York")
    };
    let flows = default_flows().into_iter().map(|flow| Flow { status: FlowStatus::Active, ..flow }).collect();
    let profile = StoreProfile { created_at: at(DAY), connection };
    StoreConfig { profile, settings, flows }
}
