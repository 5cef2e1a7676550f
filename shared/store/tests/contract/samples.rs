//! Things to store.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use rechime_domain::{
    default_flows::default_flow,
    flow::{Flow, Flows, Step},
    hour::Hour,
    ids::{OccurrenceKey, StoreId},
    message::{ClaimKey, MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject},
    phone::PhoneNumber,
    place::Address,
    reason::Reason,
    segment::Segments,
    settings::{ConsentMode, StoreSettings},
    trigger::Trigger,
    zone::ZoneSource,
};
use rechime_store::audit::{Actor, AuditAction, AuditEntry, FieldChange};
use rechime_store::configs::{Connection, ConnectionState, StoreConfig, StoreProfile};
use serde_json::json;

pub(crate) fn store(name: &str) -> StoreId {
    StoreId::parse(name).unwrap()
}

pub(crate) fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+14155552671").unwrap()
}

/// A time of the present, so that nothing has expired, with all its nanoseconds.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::new(1_795_000_000 + second, 123_456_789).unwrap()
}

pub(crate) fn minute(number: i64) -> Minute {
    Minute::containing(at(60 * number))
}

pub(crate) fn entry() -> AuditEntry {
    let change = FieldChange { field: "version".to_owned(), before: Some(json!(1)), after: Some(json!(2)) };
    AuditEntry {
        uniq: "x".to_owned(),
        at: at(0),
        by: Actor::AdminKey,
        action: AuditAction::ChangeFlow,
        object: Some("charge_paid".to_owned()),
        changes: vec![change],
    }
}

pub(crate) fn store_config(id: &str) -> StoreConfig {
    StoreConfig {
        profile: profile(),
        settings: settings(id),
        flows: flows(),
        segments: Segments::default(),
        sender: None,
    }
}

fn profile() -> StoreProfile {
    let connection = Connection {
        state: ConnectionState::Live,
        shop_domain: Some("oat-and-ember.myshopify.com".to_owned()),
        has_client_secret: true,
        scopes: vec!["read_orders".to_owned(), "read_subscriptions".to_owned()],
        webhooks: 17,
        connected_at: Some(at(5)),
    };
    StoreProfile { created_at: at(0), connection }
}

fn settings(id: &str) -> StoreSettings {
    StoreSettings {
        consent_mode: ConsentMode::CheckoutPhones,
        ..StoreSettings::new(store(id), "Oat & Ember", "America/New_York")
    }
}

fn flows() -> Flows {
    let flow = |trigger| Flow {
        steps: vec![Step::new(0, format!("Hi {{{{ first_name }}}}: {trigger}"))],
        ..default_flow(trigger)
    };
    Trigger::ALL.into_iter().map(flow).collect()
}

/// A message to the customer that most samples are about.
pub(crate) fn pending(id: &StoreId, charge: u64) -> PendingMessage {
    pending_of(id, "9", charge)
}

/// A message to a customer, about a charge.
pub(crate) fn pending_of(id: &StoreId, customer: &str, charge: u64) -> PendingMessage {
    let tags = BTreeMap::from([
        ("first_name".to_owned(), json!("Zoë")),
        ("attempts".to_owned(), json!(3)),
        ("prepaid".to_owned(), json!(false)),
        ("price".to_owned(), json!(null)),
    ]);
    let occurrence = Occurrence {
        trigger: Some(Trigger::ChargeFailed),
        key: OccurrenceKey::new(format!("charge:{charge}:failed")),
        subject: Some(Subject::Charge(charge.to_string())),
        customer: Some(customer.to_owned()),
        subscriptions: Vec::new(),
        attempt: Some(3),
        at: at(0),
        received_at: at(2),
        stale_from: Some(at(86_400)),
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Known(phone()),
        address: Address { country: Some("US".to_owned()), province: Some("CA".to_owned()), zip: None },
        tags,
    };
    default_flow(Trigger::ChargeFailed).messages(id, &Arc::new(occurrence)).next().unwrap()
}

pub(crate) fn record(message: &PendingMessage, state: MessageState) -> MessageRecord {
    MessageRecord {
        id: message.id.clone(),
        store: message.store.clone(),
        source: message.source.clone(),
        step: message.step,
        phone: Some(phone()),
        body: Some("Oat & Ember: your payment failed.".to_owned()),
        parts: 1,
        price_micros: None,
        hour: Hour::containing(state.at()),
        clicked_at: None,
        received_at: message.occurrence.received_at,
        occurrence: message.occurrence.key.clone(),
        held_until: Some(minute(1)),
        state,
        links: Vec::new(),
        why: vec![
            Reason::CheckoutPhone,
            Reason::TimeZone { zones: vec!["America/Los_Angeles".to_owned()], source: ZoneSource::Address },
            Reason::Delayed { minutes: 30 },
            Reason::HeldForQuietHours { until: at(60) },
            Reason::WindowOpen,
        ],
        decided_at: None,
        waits: Vec::new(),
        history: Vec::new(),
    }
}

pub(crate) fn sending(claimed_by: &str) -> MessageState {
    claim_of(claimed_by).sending()
}

/// The claim of [`sending`].
pub(crate) fn claim_of(claimed_by: &str) -> ClaimKey {
    ClaimKey { claimed_by: claimed_by.to_owned(), at: at(60) }
}
