//! What makes a message untrue while it waits.

use crate::{
    facts::{FactKind, Facts, Moment},
    occurrence::Occurrence,
    reason::Reason,
    trigger::Trigger,
};

/// The later changes of the same subscription or charge that make a message about `trigger` untrue.
#[must_use]
pub const fn undone_by(trigger: Trigger) -> &'static [FactKind] {
    use FactKind::{Canceled, Expired, Failed, Paid, Paused, Resumed, Unskipped};
    match trigger {
        Trigger::SubscriptionStarted => &[Canceled, Expired],
        Trigger::SubscriptionPaused => &[Resumed, Canceled, Expired],
        Trigger::SubscriptionResumed => &[Paused, Canceled, Expired],
        Trigger::SubscriptionCanceled | Trigger::SubscriptionExpired => &[Resumed],
        Trigger::UpcomingOrder => &[Paused, Canceled, Expired, Paid],
        Trigger::OrderSkipped => &[Unskipped, Canceled, Expired],
        Trigger::ChargeWillBeRetried => &[Paid, Failed],
        Trigger::ChargeFailed => &[Paid],
        Trigger::OrderProcessed | Trigger::ChargePaid | Trigger::CustomerAccountActivation => &[],
    }
}

/// The first thing since the occurrence that makes its message untrue, if there is one.
#[must_use]
pub fn superseded(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    undone(occurrence, facts).or_else(|| moved(occurrence, facts))
}

fn undone(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    undone_by(occurrence.trigger).iter().find_map(|kind| {
        let later = facts.moment(*kind).filter(|moment| is_later(*moment, occurrence))?;
        Some(Reason::Superseded { by: *kind, at: later.at })
    })
}

/// Whether the date that was announced is no longer the subscription's: its order was moved, or skipped. An order that
/// was skipped and taken back is planned for its day again, and its announcement is true.
fn moved(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let announced = occurrence.charge_on?;
    let newest = facts.newest().filter(|told| is_later(told.moment, occurrence))?;
    (newest.next_charge_on != Some(announced)).then_some(Reason::DateMoved { to: newest.next_charge_on })
}

fn is_later(moment: Moment, occurrence: &Occurrence) -> bool {
    (moment.at, moment.received_at) > (occurrence.at, occurrence.received_at)
}

#[cfg(test)]
mod tests;
