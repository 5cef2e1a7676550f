//! Several webhooks that tell of one thing a customer did, and so make one message.
//!
//! Recharge sends one webhook for each subscription: a checkout of three products is three of them, and so is a
//! skipped order of three. Their occurrences get one key. It holds ids and dates of the payload alone, as every key
//! does, and the phone's hash, which keeps people apart who share an address. The message then has the tags of
//! whichever webhook came first.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rechime_domain::{
    minute::Minute,
    occurrence::{OccurrenceKey, Phone},
};
use sha2::{Digest, Sha256};

use super::scene::{Scene, day_part};
use crate::payload::subscription::Subscription;

/// Subscriptions of one checkout are created within seconds. Recharge names no checkout they could be known by, so
/// their creation within the same ten minutes of the clock stands for it. The limit of that: a checkout that straddles
/// such a boundary makes two texts, and two checkouts of one customer between two of them make one.
const CHECKOUT_SECONDS: i64 = 600;

/// So many digits of the hash: enough to tell the few people of one address apart, and short, since the journal pays
/// for each byte of a key. Nobody's number can be read from them.
const HASH_DIGITS: usize = 6;

/// The key of a subscription's start: one for each customer and checkout. None where the payload does not tell
/// them; then each subscription stands for itself.
pub(super) fn checkout(scene: &Scene<'_>, subscription: &Subscription) -> Option<OccurrenceKey> {
    let customer = scene.customer_id()?;
    let window = window(subscription.created_at?)?;
    Some(OccurrenceKey::new(format!("customer:{customer}:{}:started:{window}", person(scene))))
}

/// The key of a skip: one for each address, which is what Recharge charges and ships by, and the order that is next
/// now. Subscriptions of one order that are due again on different days make a text for each of those days.
pub(super) fn skipped_order(scene: &Scene<'_>, subscription: &Subscription) -> Option<OccurrenceKey> {
    let address = subscription.address_id.as_ref().map(|id| format!("address:{id}"));
    let whose = address.or_else(|| Some(format!("customer:{}", scene.customer_id()?)))?;
    let next = day_part(subscription.next_charge_on, "open");
    Some(OccurrenceKey::new(format!("{whose}:{}:skipped:{next}", person(scene))))
}

/// The phone as a part of a key: of what the payload itself tells, never of what Recharge is asked for.
fn person(scene: &Scene<'_>) -> String {
    let Phone::Known(number) = scene.phone() else { return "-".to_owned() };
    let mut digits = HEXLOWER.encode(&Sha256::digest(number.as_str()));
    digits.truncate(HASH_DIGITS);
    digits
}

fn window(created_at: Timestamp) -> Option<Minute> {
    let second = created_at.as_second();
    Timestamp::from_second(second - second.rem_euclid(CHECKOUT_SECONDS)).ok().map(Minute::containing)
}
