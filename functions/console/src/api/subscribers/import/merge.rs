//! What becomes of a person whom an imported line speaks of.

use jiff::Timestamp;
use rechime_domain::subscriber::{Consent, ConsentSource, ConsentStatus, Subscriber};

use super::line::Line;

/// What a line did to the store's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The person is new, or something is known of them that was not.
    Imported,
    /// All of it was known.
    Unchanged,
    /// The line says that they agreed; they opted out, and that stands.
    OptedOutKept,
}

/// The person as they will be, and what that changes. What the line leaves out stays.
pub(super) fn merge(known: Option<&Subscriber>, line: &Line, now: Timestamp) -> (Subscriber, Effect) {
    let before = known.cloned().unwrap_or_else(|| Subscriber::new(line.phone.clone()));
    let merged = Subscriber {
        consent: consent(&before, line, now),
        time_zone: line.time_zone.clone().or_else(|| before.time_zone.clone()),
        address: line.address.clone().unwrap_or_else(|| before.address.clone()),
        ..before.clone()
    };
    let resubscribes = before.consent_status() == ConsentStatus::Unsubscribed
        && line.consent == Some(ConsentStatus::Subscribed);
    let effect = if resubscribes {
        Effect::OptedOutKept
    } else if known == Some(&merged) {
        Effect::Unchanged
    } else {
        Effect::Imported
    };
    (merged, effect)
}

/// The consent that will stand. An opt-out is the person's own to take back, and a status that does not change
/// keeps its evidence. A number that changed hands is agreed to by nobody unless the list says that it was since.
fn consent(before: &Subscriber, line: &Line, now: Timestamp) -> Option<Consent> {
    let Some(status) = line.consent.filter(|status| *status != before.consent_status()) else {
        return before.consent;
    };
    let stated = Consent { status, source: ConsentSource::Import, since: line.consent_at.unwrap_or(now) };
    match before.consent {
        Some(standing) if standing.status == ConsentStatus::Unsubscribed => Some(standing),
        Some(standing) if is_old_yes(standing, line) => Some(standing),
        Some(standing) if standing.since > stated.since => Some(later(standing, stated, now)),
        _ => Some(stated),
    }
}

fn is_old_yes(standing: Consent, line: &Line) -> bool {
    standing.status == ConsentStatus::Void
        && line.consent == Some(ConsentStatus::Subscribed)
        && line.consent_at.is_none_or(|at| at <= standing.since)
}

/// A consent that stands is later than what the line states. Only one that the person gave in their own words
/// outweighs an opt-out; one that was noted for them, as by an import of today, does not.
fn later(standing: Consent, stated: Consent, now: Timestamp) -> Consent {
    match (stated.status, standing.source) {
        (
            ConsentStatus::Unsubscribed,
            ConsentSource::Merchant | ConsentSource::Api | ConsentSource::Import,
        ) => Consent { since: now, ..stated },
        _ => standing,
    }
}
