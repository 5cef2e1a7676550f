//! What a merchant may say of a subscriber.

use jiff::Timestamp;
use rechime_domain::{
    occurrence::Address,
    phone::PhoneNumber,
    subscriber::{Consent, ConsentSource, ConsentStatus, Subscriber, Wording},
    zone,
};
use serde::Deserialize;

use super::SubscriberError;

/// A person as the merchant wants them to be. What is left out is forgotten.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubscriberEdit {
    consent: ConsentStatus,
    #[serde(default)]
    consent_source: StatedSource,
    consent_wording: Option<Wording>,
    time_zone: Option<String>,
    address: Option<EditedAddress>,
}

/// The sources that can be stated. Replies and providers speak for themselves.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StatedSource {
    #[default]
    Merchant,
    Api,
    Import,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditedAddress {
    country: Option<String>,
    province: Option<String>,
    zip: Option<String>,
}

impl SubscriberEdit {
    /// The person as they will be, and the words of their consent where it changes.
    pub(super) fn apply(
        self,
        known: Option<&Subscriber>,
        phone: &PhoneNumber,
        now: Timestamp,
    ) -> Result<(Subscriber, Option<Wording>), SubscriberError> {
        if let Some(unknown) = self.time_zone.as_ref().filter(|name| !zone::is_known(name)) {
            return Err(SubscriberError::TimeZone(unknown.clone()));
        }
        let stated = Consent { status: self.consent, source: self.consent_source.into(), since: now };
        let consent = consent(known, stated)?;
        let wording = self.consent_wording.filter(|_| consent == Some(stated));
        let known = known.cloned().unwrap_or_else(|| Subscriber::new(phone.clone()));
        let address = self.address.map(Address::from).unwrap_or_default();
        Ok((Subscriber { consent, time_zone: self.time_zone, address, ..known }, wording))
    }
}

/// The consent that will stand. One that does not change keeps its evidence; an opt-out is the person's own to
/// take back, and a number that changed hands needs a yes or a no, not an unknown.
fn consent(known: Option<&Subscriber>, stated: Consent) -> Result<Option<Consent>, SubscriberError> {
    let stands = known.map_or(ConsentStatus::Unknown, Subscriber::consent_status);
    match stands {
        _ if stands == stated.status => Ok(known.and_then(|person| person.consent)),
        ConsentStatus::Unsubscribed => Err(SubscriberError::OptedOut),
        ConsentStatus::Void if stated.status == ConsentStatus::Unknown => {
            Ok(known.and_then(|person| person.consent))
        }
        ConsentStatus::Subscribed | ConsentStatus::Void | ConsentStatus::Unknown => Ok(Some(stated)),
    }
}

impl From<StatedSource> for ConsentSource {
    fn from(source: StatedSource) -> Self {
        match source {
            StatedSource::Merchant => Self::Merchant,
            StatedSource::Api => Self::Api,
            StatedSource::Import => Self::Import,
        }
    }
}

impl From<EditedAddress> for Address {
    fn from(address: EditedAddress) -> Self {
        let country = address.country.map(|code| code.trim().to_ascii_uppercase());
        Self { country, province: address.province, zip: address.zip }
    }
}
