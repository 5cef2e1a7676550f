//! When something is old news.

use jiff::{SignedDuration, Timestamp};

use crate::{job::Proof, trigger::Trigger};

/// A webhook is tried for two days; with the third it has come by a way of its own.
const SIGNED: SignedDuration = SignedDuration::from_hours(3 * 24);

/// What no webhook brought is told within a day: after that a customer has seen the charge, the parcel or the card's
/// statement, and a text about it puzzles more than it helps.
const BACKFILLED: SignedDuration = SignedDuration::from_hours(24);

/// Where only the path key vouches, whoever knows the key chooses when Recharge is asked. What it then tells of the
/// last day can be news.
pub const KEY_ALONE: SignedDuration = SignedDuration::from_hours(24);

/// From when on something that happened `at` a moment is old news, by what vouches for it.
///
/// An announced order grows old when its own day begins: from then on it cannot be changed. A skip, which has no time of
/// its own, grows old by its day too.
#[must_use]
pub fn old_from(trigger: Trigger, at: Timestamp, proof: Proof) -> Option<Timestamp> {
    let news_for = match (trigger, proof) {
        (Trigger::UpcomingOrder | Trigger::OrderSkipped, _) => return None,
        (_, Proof::TimestampedSignature | Proof::LegacySignature) => SIGNED,
        (_, Proof::Backfill) => BACKFILLED,
        (_, Proof::PathKey) => KEY_ALONE,
    };
    at.saturating_add(news_for).ok()
}
