//! Which webhook an object stands for that changed while none came.
//!
//! An object tells its state and not its story. A pause (which leaves a subscription `active`), a skip, an unskip, a
//! swap and the reactivation of a canceled subscription cannot be told from any other change, and no list tells of an
//! activated customer: what was missed of these stays untold. An expiry, of which no topic tells, is found.

use jiff::{Timestamp, ToSpan, civil::Date};
use rechime_domain::truth::ObjectState;
use serde_json::value::RawValue;

use crate::{
    client::Listing,
    error_types::LAST_ATTEMPT_FAILED,
    payload::{
        PayloadError, charge::Charge, envelope::Envelope, order::Order, subscription::Subscription, time,
    },
    topic::HandledTopic,
};

/// How many days ahead Recharge announces an order, unless the store says otherwise.
const NOTICE_DAYS: i64 = 3;

/// What is looked back at.
#[derive(Clone, Copy, Debug)]
pub struct LookBackPeriod {
    /// From when on.
    pub since: Timestamp,
    /// Until when.
    pub now: Timestamp,
    /// Whether webhooks are known to have been missing. Only then are orders announced: an announcement changes
    /// nothing in an object, and a store may announce later than the usual three days ahead.
    pub after_a_gap: bool,
}

/// The webhooks that would have told of an object's present state, where it came to that within the period. `payload` is
/// an item of [`ObjectPage`](crate::client::ObjectPage).
pub fn missed_topics(
    listing: Listing,
    payload: &RawValue,
    period: &LookBackPeriod,
) -> Result<Vec<HandledTopic>, PayloadError> {
    let envelope = Envelope::parse(payload)?;
    let object = envelope.resource(listing.singular())?;
    Ok(match listing {
        Listing::Charges => charge(&Charge::read(&object)?, period).into_iter().collect(),
        Listing::Subscriptions => subscription(&Subscription::read(&object)?, period),
        Listing::Orders => order(&Order::read(&object)?, period).into_iter().collect(),
    })
}

fn charge(charge: &Charge, period: &LookBackPeriod) -> Option<HandledTopic> {
    match charge.status.as_deref()? {
        "success" => period.had(charge.processed_at.or(charge.updated_at), HandledTopic::ChargePaid),
        "error" => period.had(charge.last_attempt_at.or(charge.updated_at), failure(charge)),
        "refunded" => period.had(charge.updated_at, HandledTopic::ChargeRefunded),
        // Nothing that was announced of it stands any more, as if it had been deleted.
        "skipped" => period.had(charge.updated_at, HandledTopic::ChargeDeleted),
        "queued" => period.announced(charge.scheduled_on, HandledTopic::ChargeUpcoming),
        _ => None,
    }
}

fn failure(charge: &Charge) -> HandledTopic {
    let code = charge.error_type.as_deref().unwrap_or_default();
    if code.eq_ignore_ascii_case(LAST_ATTEMPT_FAILED) {
        HandledTopic::ChargeMaxRetriesReached
    } else {
        HandledTopic::ChargeFailed
    }
}

fn subscription(subscription: &Subscription, period: &LookBackPeriod) -> Vec<HandledTopic> {
    let canceled_at = subscription.cancelled_at.or(subscription.updated_at);
    let changed = HandledTopic::SubscriptionUpdated;
    match subscription.state() {
        ObjectState::Canceled => {
            period.had(canceled_at, HandledTopic::SubscriptionCancelled).into_iter().collect()
        }
        ObjectState::Active => {
            let created = period.had(subscription.created_at, HandledTopic::SubscriptionCreated);
            let is_as_created = created.is_some() && subscription.updated_at <= subscription.created_at;
            created.into_iter().chain((!is_as_created).then_some(changed)).collect()
        }
        // No topic tells of an expiry; whichever carries the status does.
        ObjectState::Expired => vec![changed],
        _ => Vec::new(),
    }
}

fn order(order: &Order, period: &LookBackPeriod) -> Option<HandledTopic> {
    match order.status.as_deref()? {
        "success" => period.had(order.processed_at.or(order.updated_at), HandledTopic::OrderProcessed),
        "cancelled" => period.had(order.updated_at, HandledTopic::OrderCancelled),
        "queued" if order.is_prepaid => period.announced(order.scheduled_on, HandledTopic::OrderUpcoming),
        _ => None,
    }
}

impl LookBackPeriod {
    /// The topic, if that was within the period.
    fn had(&self, at: Option<Timestamp>, topic: HandledTopic) -> Option<HandledTopic> {
        at.is_some_and(|at| at >= self.since).then_some(topic)
    }

    /// The topic, if Recharge has announced by now what is planned for that day.
    fn announced(&self, day: Option<Date>, topic: HandledTopic) -> Option<HandledTopic> {
        let today = time::day_of(self.now);
        let last = today.saturating_add(NOTICE_DAYS.days());
        let is_near = day.is_some_and(|day| (today..=last).contains(&day));
        (self.after_a_gap && is_near).then_some(topic)
    }
}

#[cfg(test)]
mod tests;
