//! How often a subscriber may be sold something: a store's own pause between promotions, and what laws allow a day.
//!
//! Notices about a customer's own orders count as nothing here and are held up by nothing here.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{ids::MessageId, law::Law, reason::Reason};

/// The longest pause a store can set, in hours: one week.
pub const LONGEST_PAUSE_HOURS: u8 = 168;

/// So long a promotion is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(LONGEST_PAUSE_HOURS as i64);

/// The span of the laws that count messages.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A promotional message that a subscriber got, or is about to get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promotion {
    /// The message.
    pub message: MessageId,
    /// When it went.
    pub at: Timestamp,
}

/// Whether another promotion may go at `at`, `pause_hours` after the one before at the earliest; else why not. What
/// `message` itself left behind, at an attempt whose end is unknown, does not count against it.
pub fn check(
    pause_hours: u8,
    laws: &[&Law],
    earlier: &[Promotion],
    message: &MessageId,
    at: Timestamp,
) -> Result<(), Reason> {
    let others: Vec<Timestamp> = earlier
        .iter()
        .filter(|promotion| promotion.message != *message)
        .map(|promotion| promotion.at)
        .collect();
    let since = |span: SignedDuration| others.iter().filter(move |other| at.duration_since(**other) < span);
    let pause = SignedDuration::from_hours(i64::from(pause_hours));
    if let Some(last) = since(pause).max() {
        return Err(Reason::TextedRecently { at: *last, hours: pause_hours });
    }
    let in_a_day = since(DAY).count();
    let reached = |law: &&&Law| law.most_a_day.is_some_and(|most| in_a_day >= usize::from(most));
    match laws.iter().find(reached).and_then(|law| Some((law, law.most_a_day?))) {
        Some((law, most)) => Err(Reason::DailyCap { law: law.name.clone(), most }),
        None => Ok(()),
    }
}

/// What is remembered of a subscriber once one more promotion goes: oldest first, and nothing that no rule asks for.
#[must_use]
pub fn with(earlier: &[Promotion], next: Promotion) -> Vec<Promotion> {
    let still_counts = |promotion: &&Promotion| {
        promotion.message != next.message && next.at.duration_since(promotion.at) < REMEMBERED
    };
    let mut promotions: Vec<_> = earlier.iter().filter(still_counts).cloned().collect();
    promotions.push(next);
    promotions
}

#[cfg(test)]
mod tests;
