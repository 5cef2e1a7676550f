//! A subscriber who need not exist.

use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    occurrence::{Occurrence, Phone},
    phone::PhoneNumber,
    place::Address,
    profile::Profile,
    subscriber::Subscriber,
    zone,
};
use serde::Deserialize;

/// What is to be assumed of the subscriber. What is left out is as the payload and the store's list say.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Hypothesis {
    pub(crate) phone: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) zip: Option<String>,
    pub(crate) consent: Option<Assumed>,
}

/// An assumed consent, in whichever words the asker has for it.
#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(untagged)]
pub(crate) enum Assumed {
    Answer(bool),
    Status(Status),
}

#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = AssumedConsent))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    #[serde(alias = "opted_in", alias = "given", alias = "granted")]
    Subscribed,
    #[serde(alias = "opted_out", alias = "stopped", alias = "revoked")]
    Unsubscribed,
    Void,
    #[serde(alias = "none")]
    Unknown,
}

impl From<Assumed> for ConsentStatus {
    fn from(assumed: Assumed) -> Self {
        match assumed {
            Assumed::Answer(true) | Assumed::Status(Status::Subscribed) => Self::Subscribed,
            Assumed::Answer(false) | Assumed::Status(Status::Unsubscribed) => Self::Unsubscribed,
            Assumed::Status(Status::Void) => Self::Void,
            Assumed::Status(Status::Unknown) => Self::Unknown,
        }
    }
}

/// The zone that is to be assumed does not exist.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no IANA time zone; use a name such as America/New_York in `subscriber.time_zone`.")]
pub(crate) struct UnknownZone(pub(crate) String);

impl Hypothesis {
    /// Whether it can be assumed at all.
    pub(super) fn check(&self) -> Result<(), UnknownZone> {
        match self.time_zone.as_deref().filter(|name| !zone::is_known(name)) {
            Some(unknown) => Err(UnknownZone(unknown.to_owned())),
            None => Ok(()),
        }
    }

    /// Whether it says how the subscriber consented.
    pub(super) const fn states_consent(&self) -> bool {
        self.consent.is_some()
    }

    /// Puts the assumed address and phone in the place of the payload's. A phone that is none becomes what a
    /// webhook's would: unusable.
    pub(super) fn adjust(&self, occurrence: &mut Occurrence, store_country: &str) {
        if self.states_a_place() {
            let told = occurrence.address.country.clone();
            occurrence.address = self.address(told.as_deref().unwrap_or(store_country));
        }
        if let Some(phone) = &self.phone {
            let country = occurrence.address.country.as_deref().unwrap_or(store_country);
            occurrence.phone = PhoneNumber::parse(phone, country).map_or(Phone::Unusable, Phone::Known);
        }
    }

    const fn states_a_place(&self) -> bool {
        self.country.is_some() || self.state.is_some() || self.zip.is_some()
    }

    /// An address is replaced as a whole: a New York state with the payload's Californian zip would be nowhere.
    fn address(&self, country: &str) -> Address {
        let country = self.country.as_deref().unwrap_or(country);
        Address::read(Some(country), self.state.as_deref(), self.zip.as_deref())
    }

    /// The listed subscriber, with what is assumed of them. Where a place is assumed nothing that is listed of another
    /// counts.
    pub(super) fn subscriber(&self, mut listed: Subscriber, now: Timestamp) -> Subscriber {
        if self.states_a_place() {
            listed.profile = Profile::default();
        }
        if let Some(zone) = &self.time_zone {
            listed.profile.time_zone = Some(zone.clone());
        }
        if let Some(status) = self.consent.map(ConsentStatus::from) {
            listed.consent = Some(Consent { status, source: ConsentSource::Merchant, since: now });
        }
        listed
    }
}
