//! Entries of the consent ledger: what was agreed to or ended, and in which words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Consent, ConsentSource, ConsentStatus, Statement};

/// The longest wording that is kept, in characters.
const LONGEST: usize = 500;

/// What a subscriber said, or what they were shown when they agreed: 1 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Wording(String);

/// Why a text is not a [`Wording`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a wording has 1 to 500 characters; quote the sentence that counts")]
pub struct InvalidWording;

impl Wording {
    /// Takes a text that is short enough as it is.
    pub fn parse(text: &str) -> Result<Self, InvalidWording> {
        let kept = Self::cut(text).ok_or(InvalidWording)?;
        if kept.0 == text.trim() { Ok(kept) } else { Err(InvalidWording) }
    }

    /// As much of a text as fits; `None` where it says nothing.
    #[must_use]
    pub fn cut(text: &str) -> Option<Self> {
        let kept: String = text.trim().chars().take(LONGEST).collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Wording {
    type Error = InvalidWording;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Wording> for String {
    fn from(wording: Wording) -> Self {
        wording.0
    }
}

/// A line of a subscriber's ledger. Entered once, never changed or deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEntry {
    /// Yes or no, from where, since when.
    #[serde(flatten)]
    pub consent: Consent,
    /// The words: a reply's own, the provider's error, what the subscriber agreed to. Absent where nobody told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
}

impl ConsentEntry {
    /// A consent with as much of its words as is kept.
    #[must_use]
    pub fn saying(consent: Consent, words: &str) -> Self {
        Self { consent, wording: Wording::cut(words) }
    }
}

/// The opt-out that ended the consent: the first of those that no opt-in came between. `None` where an opt-in came last, or
/// nothing was said. `ledger` is the phone's, oldest first.
#[must_use]
pub fn ending_opt_out(ledger: &[ConsentEntry]) -> Option<Consent> {
    let said = ledger.iter().rev().map(|entry| entry.consent);
    let said = said.filter(|it| matches!(it.status, ConsentStatus::Subscribed | ConsentStatus::Unsubscribed));
    said.take_while(|consent| consent.status == ConsentStatus::Unsubscribed).last()
}

/// What a text that arrived states after its number was reported as gone (`void`): the number is in use, so what counted
/// before counts again. `ledger` is the phone's.
#[must_use]
pub fn proven_in_use(ledger: &[ConsentEntry], void: &Consent, arrived_at: Timestamp) -> Statement {
    let earlier = ledger.iter().map(|entry| entry.consent).filter(|consent| {
        consent.since <= void.since
            && matches!(consent.status, ConsentStatus::Subscribed | ConsentStatus::Unknown)
    });
    let before =
        earlier.max_by_key(|consent| consent.since).filter(|it| it.status == ConsentStatus::Subscribed);
    let (status, source) =
        before.map_or((ConsentStatus::Unknown, ConsentSource::Provider), |it| (it.status, it.source));
    Statement::new(status, source, arrived_at).saying("a text arrived, so the number is in use")
}

/// A consent of which no words are known.
impl From<Consent> for ConsentEntry {
    fn from(consent: Consent) -> Self {
        Self { consent, wording: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_short_and_says_something() {
        assert_eq!(Wording::parse(" Stop please! ").unwrap().as_str(), "Stop please!");
        assert!(Wording::parse(&"é".repeat(500)).is_ok());
        for bad in ["", " \n", &"é".repeat(501)] {
            assert_eq!(Wording::parse(bad), Err(InvalidWording), "{bad}");
        }
        assert_eq!(Wording::cut(&"é".repeat(501)), Wording::parse(&"é".repeat(500)).ok());
        assert_eq!(Wording::cut(" "), None);
    }

    #[test]
    fn a_consent_is_ended_by_the_first_opt_out_since_the_last_opt_in() {
        use ConsentSource::{Import, Provider, Reply, Shopify};
        use ConsentStatus::{Subscribed, Unsubscribed, Void};
        for (lines, ended_by) in [
            (vec![], None),
            (vec![(Unsubscribed, Reply), (Subscribed, Reply)], None),
            (vec![(Subscribed, Import), (Unsubscribed, Reply)], Some(1)),
            (vec![(Unsubscribed, Import), (Unsubscribed, Reply)], Some(0)),
            (vec![(Unsubscribed, Shopify), (Void, Provider), (Unsubscribed, Reply)], Some(0)),
            (vec![(Unsubscribed, Import), (Subscribed, Reply), (Unsubscribed, Reply)], Some(2)),
            (vec![(Unsubscribed, Reply), (Unsubscribed, Import), (Unsubscribed, Reply)], Some(0)),
        ] {
            let since = |second| Timestamp::from_second(second).unwrap();
            let line = |(place, (status, source))| Consent { status, source, since: since(place) };
            let ledger: Vec<ConsentEntry> = (0..).zip(lines).map(|it| line(it).into()).collect();
            let expected = ended_by.map(|place: usize| ledger[place].consent);
            assert_eq!(ending_opt_out(&ledger), expected, "{ledger:?}");
        }
    }

    #[test]
    fn an_entry_of_before_there_were_wordings_still_decodes() {
        let old = r#"{"status":"unsubscribed","source":"reply","since":"2026-11-24T14:03:00Z"}"#;
        let entry: ConsentEntry = serde_json::from_str(old).unwrap();
        assert_eq!(entry.wording, None);
        assert_eq!(serde_json::to_string(&entry).unwrap(), old);
    }
}
