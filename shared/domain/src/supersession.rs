//! What makes a message untrue while it waits.

use jiff::Timestamp;

use crate::{
    facts::{FactKind, Facts},
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

/// What can be heard of the subscription or charge that starts a flow, and so can end it early.
#[must_use]
pub const fn can_end(trigger: Trigger) -> &'static [FactKind] {
    use FactKind::{Canceled, Expired, Failed, Paid, Paused, Resumed, Retrying, Unskipped, Updated};
    match trigger {
        Trigger::SubscriptionStarted
        | Trigger::SubscriptionPaused
        | Trigger::SubscriptionResumed
        | Trigger::SubscriptionCanceled
        | Trigger::SubscriptionExpired
        | Trigger::OrderSkipped
        | Trigger::UpcomingOrder => &[Updated, Paused, Resumed, Canceled, Expired, Unskipped],
        Trigger::ChargeWillBeRetried | Trigger::ChargeFailed | Trigger::ChargePaid => {
            &[Retrying, Failed, Paid]
        }
        Trigger::OrderProcessed | Trigger::CustomerAccountActivation => &[],
    }
}

/// The first change since the occurrence that makes its message untrue, if there is one.
#[must_use]
pub fn superseded(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    first_since(occurrence, undone_by(occurrence.trigger), facts)
        .map(|(by, at)| Reason::Superseded { by, at })
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
    let happened = (occurrence.at, occurrence.received_at);
    kinds.into_iter().find_map(|kind| {
        let later = facts.moment(*kind).filter(|moment| (moment.at, moment.received_at) > happened)?;
        Some((*kind, later.at))
    })
}
