//! Things to store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rechime_domain::{
    default_flows::default_flow,
    flow::{Flow, Step},
    ids::{MessageId, StoreId},
    message::{MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::{Address, Occurrence, OccurrenceKey, Phone, Subject},
    phone::PhoneNumber,
    reason::Reason,
    settings::{ConsentMode, StoreSettings},
    trigger::Trigger,
    zone::ZoneSource,
};
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

pub(crate) fn config(id: &str) -> StoreConfig {
    StoreConfig { profile: profile(), settings: settings(id), flows: flows() }
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

fn flows() -> BTreeMap<Trigger, Flow> {
    let flow = |trigger| Flow {
        steps: vec![Step::new(0, format!("Hi {{{{ first_name }}}}: {trigger}"))],
        ..default_flow(trigger)
    };
    Trigger::ALL.into_iter().map(|trigger| (trigger, flow(trigger))).collect()
}

pub(crate) fn pending(id: &StoreId, charge: u64) -> PendingMessage {
    let key = OccurrenceKey::new(format!("charge:{charge}:failed"));
    let tags = BTreeMap::from([
        ("first_name".to_owned(), json!("Zoë")),
        ("attempts".to_owned(), json!(3)),
        ("prepaid".to_owned(), json!(false)),
        ("price".to_owned(), json!(null)),
    ]);
    let occurrence = Occurrence {
        trigger: Trigger::ChargeFailed,
        key: key.clone(),
        subject: Subject::Charge(charge.to_string()),
        at: at(0),
        received_at: at(2),
        stale_from: Some(at(86_400)),
        charge_on: None,
        phone: Phone::Known(phone()),
        address: Address { country: Some("US".to_owned()), province: Some("CA".to_owned()), zip: None },
        tags,
    };
    let message = MessageId::derive(id, Trigger::ChargeFailed, 0, &key);
    PendingMessage { id: message, store: id.clone(), step: 0, occurrence, held_until: None, why: Vec::new() }
}

pub(crate) fn record(message: &PendingMessage, state: MessageState) -> MessageRecord {
    MessageRecord {
        id: message.id.clone(),
        store: message.store.clone(),
        flow: message.occurrence.trigger,
        step: message.step,
        phone: Some(phone()),
        body: Some("Oat & Ember: your payment failed.".to_owned()),
        segments: 1,
        received_at: message.occurrence.received_at,
        occurrence: message.occurrence.key.as_str().to_owned(),
        held_until: Some(minute(1)),
        state,
        why: vec![
            Reason::CheckoutPhone,
            Reason::TimeZone { zones: vec!["America/Los_Angeles".to_owned()], source: ZoneSource::Address },
            Reason::Delayed { minutes: 30 },
            Reason::HeldForQuietHours { until: at(60) },
            Reason::WindowOpen,
        ],
    }
}

pub(crate) fn sending(claimed_by: &str) -> MessageState {
    MessageState::Sending { claimed_by: claimed_by.to_owned(), at: at(60) }
}
