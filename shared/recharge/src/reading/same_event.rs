//! Several webhooks that tell of one thing a customer did, and so make one message.
//!
//! Recharge sends one webhook for each subscription: a checkout of three products is three of them, and so is a
//! skipped order of three. Their occurrences get one key, of ids and dates of the payload alone. People who share an
//! address are kept apart by the message's id, which has the customer in it. The message has the tags of whichever
//! webhook came first.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{ids::OccurrenceKey, minute::Minute};

use super::payload_context::{PayloadContext, day_part};
use crate::payload::{charge::Charge, subscription::Subscription};

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

/// The key of an announced order: one for each address and day. Recharge makes a charge anew when something in it
/// changes, with another id, and announces it again.
pub(super) fn upcoming_order(
    context: &PayloadContext<'_>,
    charge: &Charge,
    day: Date,
) -> Option<OccurrenceKey> {
    let whose = address_or_customer(context, charge.address_id.as_ref())?;
    Some(OccurrenceKey::new(format!("{whose}:upcoming:{day}")))
}

/// The key of a skip: one for each address, which is what Recharge charges and ships by, and the order that is next
/// now. Subscriptions of one order that are due again on different days make a text for each of those days.
pub(super) fn skipped_order(
    context: &PayloadContext<'_>,
    subscription: &Subscription,
) -> Option<OccurrenceKey> {
    let whose = address_or_customer(context, subscription.address_id.as_ref())?;
    let next = day_part(subscription.next_charge_on, "open");
    Some(OccurrenceKey::new(format!("{whose}:skipped:{next}")))
}

fn address_or_customer(context: &PayloadContext<'_>, address: Option<&String>) -> Option<String> {
    let address = address.map(|id| format!("address:{id}"));
    address.or_else(|| Some(format!("customer:{}", context.customer_id()?)))
}

/// A change's ten minutes as part of a key. Recharge tells of one change by several webhooks, each with an
/// `updated_at` of its own within seconds.
pub(super) fn ten_minutes_part(at: Option<Timestamp>) -> String {
    at.and_then(ten_minutes).map_or_else(|| "undated".to_owned(), |minute| minute.to_string())
}

/// The second of what has a time that never changes, as part of a key.
pub(super) fn second_part(at: Option<Timestamp>) -> String {
    let second = at.and_then(|at| Timestamp::from_second(at.as_second()).ok());
    second.map_or_else(|| "undated".to_owned(), |at| at.to_string())
}

fn ten_minutes(at: Timestamp) -> Option<Minute> {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(CHECKOUT_SECONDS)).ok().map(Minute::containing)
}
