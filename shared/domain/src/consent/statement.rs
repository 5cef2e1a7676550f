//! A statement of a subscriber's consent, and the one rule of whether it replaces the consent that stands.
//!
//! Every door asks [`Statement::ruling`]: the console, an import, Shopify, replies, receipts, and the provider's lists
//! of deactivated numbers. What each of them may overwrite is decided here and nowhere else.

use jiff::Timestamp;

use super::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Wording};

/// What is stated of a subscriber's consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Yes, no, void or unknown.
    pub status: ConsentStatus,
    /// Who states it.
    pub source: ConsentSource,
    /// When the subscriber said it, where that is told. A list without dates does not tell.
    pub said_at: Option<Timestamp>,
    /// When it is entered here.
    pub entered_at: Timestamp,
    /// Whether the subscriber confirmed an opt-in by a second act (Shopify's `confirmed_opt_in`).
    pub confirmed: bool,
    /// In which words, where that is told.
    pub wording: Option<Wording>,
}

/// What becomes of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It counts from now on, as this consent, and enters the ledger.
    Counts(Consent),
    /// What stands goes on counting, and the statement enters the ledger as evidence.
    Recorded,
    /// It says nothing new. Nothing is written.
    Unchanged,
    /// A consent that was given or ended later stands. Nothing is written.
    LaterStands,
    /// The subscriber opted out, and only they take that back. Nothing is written.
    OptedOut,
}

impl Statement {
    /// A statement that tells when it was said, entered then. Without words.
    #[must_use]
    pub const fn new(status: ConsentStatus, source: ConsentSource, said_at: Timestamp) -> Self {
        Self { status, source, said_at: Some(said_at), entered_at: said_at, confirmed: false, wording: None }
    }

    /// The same with as much of its words as is kept.
    #[must_use]
    pub fn saying(self, words: &str) -> Self {
        Self { wording: Wording::cut(words), ..self }
    }

    /// The consent that it states.
    #[must_use]
    pub fn consent(&self) -> Consent {
        let since = self.said_at.unwrap_or(self.entered_at);
        Consent { status: self.status, source: self.source, since }
    }

    /// Its line in the ledger by a ruling, where it enters the ledger at all.
    #[must_use]
    pub fn entry(&self, ruling: Ruling) -> Option<ConsentEntry> {
        let consent = match ruling {
            Ruling::Counts(consent) => consent,
            Ruling::Recorded => self.consent(),
            Ruling::Unchanged | Ruling::LaterStands | Ruling::OptedOut => return None,
        };
        Some(ConsentEntry { consent, wording: self.wording.clone() })
    }

    /// Whether it counts where `standing` is the consent that counted until now.
    ///
    /// - A later statement replaces an earlier one; at the same instant an opt-out wins.
    /// - An opt-out is the subscriber's own to take back: by START, or by an opt-in that they confirmed in Shopify. An
    ///   opt-out that Shopify told of can be taken back in Shopify.
    /// - A void ends a consent, and no opt-out. It is ended by a yes or a no of later, not by an undated list.
    /// - What a store notes for a subscriber changes nothing where it says the same, and keeps the earlier evidence.
    /// - A source counts only for what it can know: a provider for the end of a consent, a subscriber for yes and no.
    #[must_use]
    pub fn ruling(&self, standing: Option<&Consent>) -> Ruling {
        let stated = self.consent();
        match standing {
            _ if !can_state(stated.source, stated.status) => Ruling::Unchanged,
            None if stated.status == ConsentStatus::Unknown => Ruling::Unchanged,
            None => Ruling::Counts(stated),
            Some(standing) if *standing == stated => Ruling::Unchanged,
            Some(standing) => match self.source {
                ConsentSource::Provider if stated.status == ConsentStatus::Unknown => {
                    in_use(standing, stated)
                }
                ConsentSource::Reply | ConsentSource::Provider => by_time(standing, stated),
                ConsentSource::Shopify => self.told_by_shopify(standing, stated),
                ConsentSource::Merchant | ConsentSource::Api | ConsentSource::Import => {
                    self.noted(standing, stated)
                }
            },
        }
    }

    fn told_by_shopify(&self, standing: &Consent, stated: Consent) -> Ruling {
        let opted_out = standing.status == ConsentStatus::Unsubscribed;
        let elsewhere = standing.source != ConsentSource::Shopify;
        match stated.status {
            ConsentStatus::Unsubscribed if opted_out => Ruling::Unchanged,
            ConsentStatus::Subscribed if opted_out && elsewhere && !self.confirmed => Ruling::OptedOut,
            ConsentStatus::Subscribed if opted_out && elsewhere && stated.since <= standing.since => {
                Ruling::OptedOut
            }
            _ => by_time(standing, stated),
        }
    }

    fn noted(&self, standing: &Consent, stated: Consent) -> Ruling {
        match (standing.status, stated.status) {
            (before, after) if before == after => Ruling::Unchanged,
            (ConsentStatus::Unsubscribed, _) => Ruling::OptedOut,
            (ConsentStatus::Void, ConsentStatus::Unknown) => Ruling::Unchanged,
            (ConsentStatus::Void, ConsentStatus::Subscribed) if !self.is_later_than(standing) => {
                Ruling::Unchanged
            }
            _ if standing.since <= stated.since => Ruling::Counts(stated),
            // An opt-out of long ago outweighs a yes that was noted for the subscriber, and not their own START.
            (_, ConsentStatus::Unsubscribed) if standing.source.is_stated_by_store() => {
                Ruling::Counts(Consent { since: self.entered_at, ..stated })
            }
            _ => Ruling::LaterStands,
        }
    }

    fn is_later_than(&self, standing: &Consent) -> bool {
        self.said_at.is_some_and(|at| at > standing.since)
    }
}

const fn can_state(source: ConsentSource, status: ConsentStatus) -> bool {
    match source {
        ConsentSource::Merchant | ConsentSource::Api | ConsentSource::Import => true,
        ConsentSource::Reply | ConsentSource::Shopify => {
            matches!(status, ConsentStatus::Subscribed | ConsentStatus::Unsubscribed)
        }
        ConsentSource::Provider => !matches!(status, ConsentStatus::Subscribed),
    }
}

/// A provider that delivered a text knows the number to be in use. That ends what a provider said of the number before,
/// and nothing that a person or a store said.
fn in_use(standing: &Consent, stated: Consent) -> Ruling {
    let was_void = standing.status == ConsentStatus::Void && standing.source == ConsentSource::Provider;
    if was_void && standing.since < stated.since { Ruling::Counts(stated) } else { Ruling::Unchanged }
}

/// The later one counts; the other is evidence.
fn by_time(standing: &Consent, stated: Consent) -> Ruling {
    let counts = match stated.status {
        ConsentStatus::Unsubscribed => standing.since <= stated.since,
        ConsentStatus::Subscribed | ConsentStatus::Unknown => standing.since < stated.since,
        ConsentStatus::Void => {
            let can_end = matches!(standing.status, ConsentStatus::Subscribed | ConsentStatus::Unknown);
            can_end && standing.since < stated.since
        }
    };
    if counts { Ruling::Counts(stated) } else { Ruling::Recorded }
}

#[cfg(test)]
mod tests;
