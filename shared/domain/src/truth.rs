//! What is true. The topic of a webhook proves nothing by itself: a text is sent when the object's own state bears it
//! out, and only as long as nothing that we hear makes it untrue. This is the one place that says so; evaluation, the
//! last look, the dry run and the backfill all come here.
//!
//! | trigger | object, and the states that bear it out | what ends it, by whichever topic | the day it names |
//! |---|---|---|---|
//! | `subscription_started` | subscription: active | canceled, expired | left out once it moved |
//! | `subscription_paused` | subscription: active (Recharge has no paused state) | resumed, canceled, expired, an earlier day; a later pause to another day | left out once it moved |
//! | `subscription_resumed` | subscription: active, after a pause or an end | paused, canceled, expired, a later day | left out once it moved |
//! | `subscription_canceled` | subscription: canceled | anything told of it as active or expired, later | none |
//! | `subscription_expired` | subscription: expired | anything told of it as active or canceled, later | none |
//! | `upcoming_order` | charge or prepaid order: queued | charge tried, paid, refunded, skipped, deleted; order canceled; all its subscriptions canceled, expired, or due on another day; the day itself | must stand |
//! | `order_skipped` | subscription: active | unskipped, paused, canceled, expired; a later skip | must stand |
//! | `order_processed` | order: success | order canceled | none |
//! | `charge_will_be_retried` | charge: error, another try is planned | paid, failed for good, refunded, skipped, deleted; all its subscriptions canceled or expired; a later try | must stand |
//! | `charge_failed` | charge: error, no other try is planned | paid, refunded; a later try | none |
//! | `charge_paid` | charge: success | refunded as a whole | none |
//! | `customer_account_activation` | customer: has an active subscription | none left | none |
//!
//! **Which topic tells what.** A subscription's state is read from its body under every `subscription/*` topic:
//! canceled, expired, and active with its next charge date. Only three things stand in no body, and are taken from the
//! topic where the body is an active subscription's: `paused`, `skipped` and `unskipped`, and that an active one was
//! `created` or `activated`. So they need more:
//! - One version of a subscription (`updated_at` and next charge date) tells one thing, the first that it was told as.
//!   A body that is sent again under another topic is not confirmed.
//! - What is known to run was not resumed; what is known to be paused until a day was not paused until then again.
//! - Where only the path key vouches, Recharge's own answer is read and not the body, and it must show the thing: a
//!   pause or a skip a next charge later than the usual interval, in the very version of which the webhook tells; a
//!   resumption an end that we heard of. A pause and a skip look alike there: which of them it is, the topic says.
//!
//! A charge's topic tells nothing that its state does not, but that it was `deleted`.
//!
//! **Late webhooks** meet what is known: the object's own time says which came first, not the time of receipt. A skip
//! has no time of its own, and neither has its taking back (`updated_at` stays): each happened at the subscription's
//! last change or later. Where that leaves open which came last, nothing is said.
//!
//! **Old news** is told by the object's own time too: see [`old_from`].
//!
//! **Prepaid.** Deliveries that were paid go on after a prepaid subscription ends, and nothing in it tells when the last
//! is made: its cancellation and its expiry are not told. Its next charge date is no delivery's, and is left out.

mod age;
mod doubt;
mod state;
mod undoing;

use jiff::SignedDuration;

pub use self::{
    age::{KEY_ALONE, old_from},
    doubt::{Doubt, doubt},
    state::{ObjectState, bears_out, borne_out_by},
    undoing::{can_end, exited, moved_tags, superseded, undone_by},
};
use crate::occurrence::Occurrence;

/// Recharge delivers within two seconds or so, and its order is kept then. What comes later may have been overtaken.
const IN_TIME: SignedDuration = SignedDuration::from_secs(30);

/// Whether something that contradicts it may have been heard of before it: it came late, or its object has not changed
/// for a while.
#[must_use]
pub fn may_be_overtaken(occurrence: &Occurrence) -> bool {
    occurrence.received_at.duration_since(occurrence.at) > IN_TIME
}

#[cfg(test)]
mod tests;
