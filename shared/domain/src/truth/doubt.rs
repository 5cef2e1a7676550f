//! What stands against an event that a webhook tells of.

use serde::{Deserialize, Serialize};

use super::{age::KEY_ALONE, state::ObjectState};
use crate::{
    facts::{FactKind, FactReport, Facts, Standing},
    job::Proof,
    occurrence::Occurrence,
    trigger::Trigger,
};

/// Why an event is not taken for true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The object's own state says otherwise.
    State(ObjectState),
    /// Only the key in the webhook's path vouches for it, and nothing that Recharge tells shows it.
    NothingShowsIt,
    /// Only the key in the webhook's path vouches for it, and what Recharge tells is of more than a day ago.
    LongAgo,
    /// The very same state of the subscription was told as something else before.
    ToldAs(FactKind),
    /// The subscription was not paused, canceled or expired, by all we know.
    NeverEnded,
    /// It was so already.
    AlreadySo,
    /// The subscription is prepaid: deliveries that were paid go on after its end.
    DeliveriesGoOn,
}

/// What stands against an occurrence by what was known of its object when it came, and by what vouches for it. The
/// version of a subscription that told of it stands in the `report`.
#[must_use]
pub fn doubt(
    occurrence: &Occurrence,
    report: Option<&FactReport>,
    before: &Facts,
    proof: Proof,
) -> Option<Doubt> {
    let as_another = || told_as_another(occurrence.trigger?, report?, before);
    let by_key = || (proof == Proof::PathKey).then(|| shown_to_key(occurrence, before)).flatten();
    as_another().or_else(|| by_standing(occurrence, before)).or_else(by_key)
}

fn told_as_another(trigger: Trigger, version: &FactReport, before: &Facts) -> Option<Doubt> {
    before.told_as(claim(trigger)?, version.told()).map(Doubt::ToldAs)
}

/// What an active subscription is told as.
const fn claim(trigger: Trigger) -> Option<FactKind> {
    match trigger {
        Trigger::SubscriptionStarted => Some(FactKind::Started),
        Trigger::SubscriptionPaused => Some(FactKind::Paused),
        Trigger::SubscriptionResumed => Some(FactKind::Resumed),
        Trigger::OrderSkipped => Some(FactKind::Skipped),
        _ => None,
    }
}

fn by_standing(occurrence: &Occurrence, before: &Facts) -> Option<Doubt> {
    match (occurrence.trigger?, before.standing_before(occurrence.at)) {
        (Trigger::SubscriptionResumed, Standing::Running) => Some(Doubt::NeverEnded),
        (Trigger::SubscriptionPaused, Standing::Paused { until }) if until == occurrence.day => {
            Some(Doubt::AlreadySo)
        }
        (Trigger::SubscriptionExpired, Standing::Expired) => Some(Doubt::AlreadySo),
        _ => None,
    }
}

/// Anybody who knows the key can say when Recharge is asked. So what it answers must be news by itself.
fn shown_to_key(occurrence: &Occurrence, before: &Facts) -> Option<Doubt> {
    match occurrence.trigger? {
        // Its own day says when it is news.
        Trigger::UpcomingOrder => None,
        _ if occurrence.received_at.duration_since(occurrence.at) > KEY_ALONE => Some(Doubt::LongAgo),
        Trigger::SubscriptionResumed if before.standing_before(occurrence.at) == Standing::Unknown => {
            Some(Doubt::NothingShowsIt)
        }
        Trigger::OrderSkipped if was_only_changed(occurrence, before) => Some(Doubt::NothingShowsIt),
        _ => None,
    }
}

/// Whether what Recharge tells of the subscription is what an earlier webhook told as a change of it.
fn was_only_changed(occurrence: &Occurrence, before: &Facts) -> bool {
    let changed = before.latest.get(&FactKind::Updated);
    changed.is_some_and(|told| (told.moment.at, told.day) == (occurrence.at, occurrence.day))
}
