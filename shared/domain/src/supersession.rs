//! What makes a message untrue while it waits.

use jiff::Timestamp;

use crate::{
    facts::{FactKind, Facts, Moment},
    flow::Flow,
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

/// What can be heard of the subscription or charge that starts a flow, besides that which starts it: it can end the
/// flow early.
#[must_use]
pub const fn can_end(trigger: Trigger) -> &'static [FactKind] {
    use FactKind::{Canceled, Expired, Failed, Paid, Paused, Resumed, Unskipped, Updated};
    match trigger {
        Trigger::SubscriptionStarted | Trigger::UpcomingOrder => {
            &[Updated, Paused, Resumed, Canceled, Expired, Unskipped]
        }
        Trigger::SubscriptionPaused => &[Updated, Resumed, Canceled, Expired, Unskipped],
        Trigger::SubscriptionResumed => &[Updated, Paused, Canceled, Expired, Unskipped],
        Trigger::SubscriptionCanceled => &[Updated, Paused, Resumed, Expired, Unskipped],
        Trigger::SubscriptionExpired => &[Updated, Paused, Resumed, Canceled, Unskipped],
        // A skip is remembered as an update.
        Trigger::OrderSkipped => &[Paused, Resumed, Canceled, Expired, Unskipped],
        Trigger::ChargeWillBeRetried => &[Failed, Paid],
        Trigger::ChargeFailed => &[Paid],
        Trigger::OrderProcessed | Trigger::ChargePaid | Trigger::CustomerAccountActivation => &[],
    }
}

/// The first thing since the occurrence that makes its message untrue, if there is one.
#[must_use]
pub fn superseded(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let undone = first_since(occurrence, undone_by(occurrence.trigger), facts);
    undone.map(|(by, at)| Reason::Superseded { by, at }).or_else(|| moved(occurrence, facts))
}

/// The first change since the occurrence that ends the flow for its customer, if there is one.
#[must_use]
pub fn exited(occurrence: &Occurrence, flow: &Flow, facts: &Facts) -> Option<Reason> {
    first_since(occurrence, &flow.exit_on, facts).map(|(by, at)| Reason::LeftFlow { by, at })
}

fn first_since<'a>(
    occurrence: &Occurrence,
    kinds: impl IntoIterator<Item = &'a FactKind>,
    facts: &Facts,
) -> Option<(FactKind, Timestamp)> {
    kinds.into_iter().find_map(|kind| {
        let later = facts.moment(*kind).filter(|moment| is_later(*moment, occurrence))?;
        Some((*kind, later.at))
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
