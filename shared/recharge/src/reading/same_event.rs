//! Several webhooks that tell of one thing a customer did, and so make one message.
//!
//! Recharge sends one webhook for each subscription: a checkout of three products is three of them, and so is a
//! skipped order of three. Their occurrences get one key, of ids and dates of the payload alone. People who share an
//! address are kept apart by the message's id, which has the customer in it. The message has the tags of whichever
//! webhook came first.

use jiff::Timestamp;
use rechime_domain::{ids::OccurrenceKey, minute::Minute};

use super::payload_context::{PayloadContext, day_part};
use crate::payload::subscription::Subscription;

/// Subscriptions of one checkout are created within seconds. Recharge names no checkout they could be known by, so
/// their creation within the same ten minutes of the clock stands for it. The limit of that: a checkout that straddles
/// such a boundary makes two texts, and two checkouts of one customer between two of them make one.
const CHECKOUT_SECONDS: i64 = 600;

/// The key of a subscription's start: one for each customer and checkout. None where the payload does not tell
/// them; then each subscription stands for itself.
pub(super) fn checkout(context: &PayloadContext<'_>, subscription: &Subscription) -> Option<OccurrenceKey> {
    let customer = context.customer_id()?;
    let created_in = ten_minutes(subscription.created_at?)?;
    Some(OccurrenceKey::new(format!("customer:{customer}:started:{created_in}")))
}

/// The key of a skip: one for each address, which is what Recharge charges and ships by, and the order that is next
/// now. Subscriptions of one order that are due again on different days make a text for each of those days.
pub(super) fn skipped_order(
    context: &PayloadContext<'_>,
    subscription: &Subscription,
) -> Option<OccurrenceKey> {
    let address = subscription.address_id.as_ref().map(|id| format!("address:{id}"));
    let whose = address.or_else(|| Some(format!("customer:{}", context.customer_id()?)))?;
    let next = day_part(subscription.next_charge_on, "open");
    Some(OccurrenceKey::new(format!("{whose}:skipped:{next}")))
}

fn ten_minutes(created_at: Timestamp) -> Option<Minute> {
    let second = created_at.as_second();
    Timestamp::from_second(second - second.rem_euclid(CHECKOUT_SECONDS)).ok().map(Minute::containing)
}
