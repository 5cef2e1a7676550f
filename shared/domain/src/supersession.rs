//! What makes a message untrue while it waits.

use crate::{
    facts::{FactKind, Facts},
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

/// The first change since the occurrence that makes its message untrue, if there is one.
#[must_use]
pub fn superseded(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    undone_by(occurrence.trigger).iter().find_map(|kind| {
        let later = facts
            .moment(*kind)
            .filter(|moment| (moment.at, moment.received_at) > (occurrence.at, occurrence.received_at))?;
        Some(Reason::Superseded { by: *kind, at: later.at })
    })
}
