//! A store's settings.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    contact::Contact, frequency::USUAL_TEXTS_PER_HOUR, ids::StoreId, link::LinkForm,
    message_kind::MessageKind, quiet_hours::QuietHours,
};

/// Where a store's consent to be texted comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentMode {
    /// Only from the store's own list: no row that says "subscribed", no message.
    OwnList,
    /// The merchant takes a phone given at checkout as consent to transactional notices (and to nothing else).
    CheckoutPhones,
}

/// Which messages keep to the hours of the law, see [`crate::law`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LawScope {
    /// Those that sell something.
    #[default]
    Promotional,
    /// All of them.
    All,
}

/// What the rules need to know of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreSettings {
    /// Its id.
    pub id: StoreId,
    /// The brand, as it signs its texts. 1 to 40 characters.
    pub name: String,
    /// IANA zone of the store, the last resort for a customer whose place is unknown.
    pub time_zone: String,
    /// Country whose customs a phone number without a country code follows (ISO 3166).
    pub country: String,
    /// When customers are left in peace.
    pub quiet_hours: QuietHours,
    /// Which messages also keep to the hours of the law.
    #[serde(default)]
    pub law_scope: LawScope,
    /// Laws about calls that the merchant keeps to as well, by jurisdiction (`US-RI`).
    #[serde(default)]
    pub voice_laws: BTreeSet<String>,
    /// For how many hours after a promotional message a subscriber gets no other; 0 to 168.
    #[serde(default)]
    pub smart_sending_hours: u8,
    /// How many texts of any kind a subscriber gets within an hour at most; 1 to 10.
    #[serde(default = "usual_texts_per_hour")]
    pub max_texts_per_hour: u8,
    /// Whom a customer can turn to, which the answer to HELP tells. Carriers ask for one.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// Where consent comes from.
    pub consent_mode: ConsentMode,
    /// Typographic look-alikes (curly quotes, dashes) are folded to GSM-7 so that a text stays short.
    pub fold_typography: bool,
    /// How the links of its texts are written.
    #[serde(default)]
    pub links: LinkForm,
    /// The site of its short links, where it has one of its own: its name leads to the link API. Otherwise they are those
    /// of the installation.
    #[serde(default)]
    pub link_host: Option<String>,
    /// Where a customer manages a subscription; `{hash}` stands for the customer's Recharge hash.
    pub portal_url: Option<String>,
    /// Whether any subscriber of this store has a stated time zone: only then must the subscriber be read
    /// before a message is held.
    #[serde(default)]
    pub has_stated_zones: bool,
    /// Counts edits, from 1.
    pub version: u64,
}

const fn usual_texts_per_hour() -> u8 {
    USUAL_TEXTS_PER_HOUR
}

impl StoreSettings {
    /// The settings of a new store: default quiet hours, in the United States, its own list of subscribers.
    pub fn new(id: StoreId, name: impl Into<String>, time_zone: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            time_zone: time_zone.into(),
            country: "US".to_owned(),
            quiet_hours: QuietHours::default(),
            law_scope: LawScope::default(),
            voice_laws: BTreeSet::new(),
            smart_sending_hours: 0,
            max_texts_per_hour: USUAL_TEXTS_PER_HOUR,
            contact: None,
            consent_mode: ConsentMode::OwnList,
            fold_typography: true,
            links: LinkForm::default(),
            link_host: None,
            portal_url: None,
            has_stated_zones: false,
            version: 1,
        }
    }

    /// The store's zone. UTC stands in where no name is known, which only data from before a zone was removed can bring
    /// about.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether messages of this kind keep to the hours of the law.
    #[must_use]
    pub fn law_covers(&self, kind: MessageKind) -> bool {
        kind == MessageKind::Promotional || self.law_scope == LawScope::All
    }

    /// Whether a subscriber's own row can change when, or whether, a message should wait. Where it cannot,
    /// nothing is read until the last look.
    #[must_use]
    pub fn subscriber_row_decides(&self) -> bool {
        self.has_stated_zones || self.consent_mode == ConsentMode::OwnList
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A store as most are.
    pub(crate) fn sample() -> StoreSettings {
        let id = StoreId::parse("demo").unwrap();
        let settings = StoreSettings::new(id, "Oat & Ember", "America/Los_Angeles");
        StoreSettings { consent_mode: ConsentMode::CheckoutPhones, ..settings }
    }

    #[test]
    fn settings_from_before_a_field_was_added_are_read() {
        let mut old = serde_json::to_value(sample()).unwrap();
        for added in [
            "law_scope",
            "voice_laws",
            "smart_sending_hours",
            "max_texts_per_hour",
            "contact",
            "links",
            "link_host",
            "has_stated_zones",
        ] {
            old.as_object_mut().unwrap().remove(added);
        }
        assert_eq!(serde_json::from_value::<StoreSettings>(old).unwrap(), sample());
    }
}
