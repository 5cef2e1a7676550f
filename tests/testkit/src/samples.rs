//! Times, a customer and a store.

use std::num::NonZeroU32;

use jiff::Timestamp;
use payloads::Person;
use rechime_domain::{
    ids::StoreId,
    link::{LinkBase, LinkKey},
    path_key::PathKeys,
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
    settings::{ConsentMode, StoreSettings},
};
use rechime_platform::secrets::{RechargeSecrets, SigningSecrets};
use rechime_recharge::FakeRecharge;
use rechime_store::audit::{Actor, AuditAction, AuditEntry};

/// Noon in New York, on a Tuesday.
pub const DAY: &str = "2026-11-24T17:00:00Z";
/// Eleven in the evening of that day.
pub const NIGHT: &str = "2026-11-25T04:00:00Z";
/// When quiet hours end after [`NIGHT`]: nine in the morning in New York.
pub const MORNING: &str = "2026-11-25T14:00:00Z";

/// A customer's phone, of New York.
pub const PHONE: &str = "+12125551234";
/// Another's, of San Francisco.
pub const PHONE_OF_SAN_FRANCISCO: &str = "+14155552671";

/// A time, as RFC 3339 writes it.
#[must_use]
pub fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// [`PHONE`].
#[must_use]
pub fn phone() -> PhoneNumber {
    PhoneNumber::from_e164(PHONE).unwrap()
}

/// The customer 9, Zoë, with [`PHONE`].
#[must_use]
pub fn zoe() -> Person {
    Person { name: "Zoë".to_owned(), phone: PHONE.to_owned(), id: 9, state: None }
}

/// The store's id in most tests.
#[must_use]
pub fn demo() -> StoreId {
    store_id("demo")
}

/// Any store's id.
#[must_use]
pub fn store_id(id: &str) -> StoreId {
    StoreId::parse(id).unwrap()
}

/// The settings of a store in New York that takes checkout phones as consent.
#[must_use]
pub fn settings(id: &str) -> StoreSettings {
    StoreSettings {
        consent_mode: ConsentMode::CheckoutPhones,
        ..StoreSettings::new(store_id(id), "Oat & Ember", "America/New_York")
    }
}

/// A store's secrets: the token that the fake Recharge knows, and the path key `key`.
#[must_use]
pub fn secrets() -> RechargeSecrets {
    let signing = SigningSecrets {
        client_secret: None,
        previous_client_secret: None,
        path_key: "key".into(),
        shopify_secret: None,
        timestamped: false,
    };
    RechargeSecrets { api_token: FakeRecharge::TOKEN.into(), signing }
}

/// An entry of the audit, for changes of which it does not matter who made them.
#[must_use]
pub fn audit_entry() -> AuditEntry {
    AuditEntry {
        uniq: "testkit".to_owned(),
        at: at(DAY),
        by: Actor::AdminKey,
        action: AuditAction::ChangeFlow,
        object: None,
        changes: Vec::new(),
    }
}

/// The installation's own sender: a number of AWS's.
#[must_use]
pub fn own_sender() -> Sender {
    let rate = NonZeroU32::new(10).unwrap();
    Sender::of_installation(ProviderName::Aws, None, Some("+18005551212".to_owned()), rate)
}

/// A sender of a store's own: a number of a Twilio subaccount. `digit` tells two of them apart.
#[must_use]
pub fn twilio_sender(digit: u8) -> Sender {
    let account = format!("AC{}", digit.to_string().repeat(32));
    let rate = NonZeroU32::new(10).unwrap();
    Sender::new(ProviderName::Twilio, Some(account), format!("+1800555130{digit}"), rate)
}

/// The installation's own sender, which may send so many parts a second.
#[must_use]
pub fn installation_sender(parts_per_second: u32) -> Sender {
    let rate = NonZeroU32::new(parts_per_second).unwrap();
    Sender::of_installation(ProviderName::Aws, None, None, rate)
}

/// The installation's address of short links.
#[must_use]
pub fn link_base() -> LinkBase {
    LinkBase::new("https://txt.example")
}

/// What names short links.
#[must_use]
pub fn link_key() -> LinkKey {
    LinkKey::new(b"the installation's key")
}

/// What makes the keys in the addresses of webhooks.
#[must_use]
pub fn path_keys() -> PathKeys {
    PathKeys::new(b"the installation's key")
}
