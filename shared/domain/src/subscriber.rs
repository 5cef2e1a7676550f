//! A subscriber: a phone on a store's list, and what the store knows of its owner.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    consent::{Consent, ConsentStatus},
    frequency::{SentText, SentTexts},
    ids::{PersonId, SenderId, SourceId},
    phone::PhoneNumber,
    profile::Profile,
    text_notes::{NoteKey, TextNotes},
};

/// A phone on a store's list, and what the store knows of its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// The phone, by which the store knows them.
    pub phone: PhoneNumber,
    /// Consent, where it was ever given or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// What the store's own list says of them.
    #[serde(default)]
    pub profile: Profile,
    /// Whose messages went to this phone: a customer of Recharge each.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub persons: BTreeSet<PersonId>,
    /// The day (UTC) on which a message of a Recharge flow last reached the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_recharge_on: Option<Date>,
    /// The day (UTC) on which a link in one was last clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clicked_recharge_on: Option<Date>,
    /// Notes of the texts of Recharge flows of the last months.
    #[serde(default, skip_serializing_if = "TextNotes::is_empty")]
    pub got: TextNotes,
    /// In which of these a link was clicked by a person.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub clicked: BTreeSet<NoteKey>,
    /// The flow of the last text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_source: Option<SourceId>,
    /// The texts that count when the next one is about to go, oldest first; see [`SentTexts`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent_texts: Vec<SentText>,
    /// What the last of them was sent from, if not from the installation's own sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texted_from: Option<SenderId>,
}

impl Subscriber {
    /// A subscriber of whom only the phone is known.
    #[must_use]
    pub fn new(phone: PhoneNumber) -> Self {
        Self {
            phone,
            consent: None,
            profile: Profile::default(),
            persons: BTreeSet::new(),
            received_recharge_on: None,
            clicked_recharge_on: None,
            got: TextNotes::default(),
            clicked: BTreeSet::new(),
            last_source: None,
            recent_texts: Vec::new(),
            texted_from: None,
        }
    }

    /// What the row says of the texts that they got.
    #[must_use]
    pub fn sent_texts(&self) -> SentTexts {
        SentTexts {
            recent: self.recent_texts.clone(),
            last_day: self.received_recharge_on,
            last_source: self.last_source.clone(),
            got: self.got.clone(),
        }
    }

    /// What the store texted them from last; `None` where it never did.
    #[must_use]
    pub fn last_sender(&self) -> Option<SenderId> {
        let was_texted = !self.recent_texts.is_empty() || self.received_recharge_on.is_some();
        was_texted.then(|| self.texted_from.clone().unwrap_or_else(SenderId::installation))
    }

    /// The status of consent; unknown where nothing was ever said.
    #[must_use]
    pub fn consent_status(&self) -> ConsentStatus {
        self.consent.map_or(ConsentStatus::Unknown, |consent| consent.status)
    }
}
