//! What makes a text untrue after its event: see the table in [`truth`](super).

use jiff::SignedDuration;

use crate::{
    facts::{FactKind, Facts, Known, Moment, Told, ends_pause},
    flow::Flow,
    occurrence::Occurrence,
    reason::Reason,
    trigger::Trigger,
};

/// The later changes of the same object that make a text about `trigger` untrue.
#[must_use]
pub const fn undone_by(trigger: Trigger) -> &'static [FactKind] {
    use FactKind::{
        Canceled, Deactivated, Deleted, Expired, Failed, OrderCanceled, Paid, Paused, Refunded, Resumed,
        Retried, Skipped, Unskipped, Updated,
    };
    match trigger {
        Trigger::SubscriptionStarted => &[Canceled, Expired],
        Trigger::SubscriptionPaused => &[Resumed, Canceled, Expired],
        Trigger::SubscriptionResumed => &[Paused, Canceled, Expired],
        Trigger::SubscriptionCanceled => &[Resumed, Updated, Paused, Skipped, Unskipped, Expired],
        Trigger::SubscriptionExpired => &[Resumed, Updated, Paused, Skipped, Unskipped, Canceled],
        Trigger::UpcomingOrder => &[Paid, Retried, Failed, Refunded, Deleted, OrderCanceled],
        Trigger::OrderSkipped => &[Unskipped, Paused, Canceled, Expired],
        Trigger::OrderProcessed => &[OrderCanceled],
        Trigger::ChargeWillBeRetried => &[Paid, Failed, Refunded, Deleted],
        Trigger::ChargeFailed => &[Paid, Refunded, Retried],
        Trigger::ChargePaid => &[Refunded],
        Trigger::CustomerAccountActivation => &[Deactivated],
    }
}

/// What can be heard of whatever starts a flow, besides that which starts it: it can end the flow early, where the
/// merchant wants that.
#[must_use]
pub const fn can_end(trigger: Trigger) -> &'static [FactKind] {
    use FactKind::{
        Canceled, Deactivated, Deleted, Expired, Failed, OrderCanceled, Paid, Paused, Refunded, Resumed,
        Retried, Skipped, Unskipped, Updated,
    };
    match trigger {
        Trigger::SubscriptionStarted => &[Updated, Resumed, Paused, Skipped, Unskipped, Canceled, Expired],
        Trigger::SubscriptionPaused => &[Updated, Resumed, Skipped, Unskipped, Canceled, Expired],
        Trigger::SubscriptionResumed => &[Updated, Paused, Skipped, Unskipped, Canceled, Expired],
        Trigger::SubscriptionCanceled => &[Updated, Resumed, Paused, Skipped, Unskipped, Expired],
        Trigger::SubscriptionExpired => &[Updated, Resumed, Paused, Skipped, Unskipped, Canceled],
        Trigger::OrderSkipped => &[Updated, Resumed, Paused, Unskipped, Canceled, Expired],
        Trigger::UpcomingOrder => &[
            Updated, Resumed, Paused, Skipped, Unskipped, Canceled, Expired, Retried, Failed, Paid, Refunded,
            Deleted,
        ],
        Trigger::OrderProcessed => &[OrderCanceled],
        Trigger::ChargeWillBeRetried => &[Failed, Paid, Refunded, Deleted],
        Trigger::ChargeFailed => &[Retried, Paid, Refunded, Deleted],
        Trigger::ChargePaid => &[Refunded],
        Trigger::CustomerAccountActivation => &[Deactivated],
    }
}

/// The first thing that is known and makes an occurrence's text untrue, if there is one.
#[must_use]
pub fn superseded(occurrence: &Occurrence, known: &Known) -> Option<Reason> {
    undone(occurrence, &known.subject)
        .or_else(|| told_anew(occurrence, &known.subject))
        .or_else(|| moved(occurrence, &known.subject))
        .or_else(|| without_subscription(occurrence, &known.subscriptions))
}

/// The first change since the occurrence that ends the flow for its customer, if there is one.
#[must_use]
pub fn exited(occurrence: &Occurrence, flow: &Flow, known: &Known) -> Option<Reason> {
    let since = (occurrence.at, occurrence.received_at);
    let ended = |kind: &FactKind, facts: &Facts| {
        let told = facts.latest.get(kind)?;
        let (at, received_at) = (told.at_the_latest(*kind), told.moment.received_at);
        ((at, received_at) > since).then_some(Reason::LeftFlow { by: *kind, at })
    };
    let mut all = std::iter::once(&known.subject).chain(&known.subscriptions);
    all.find_map(|facts| flow.exit_on.iter().find_map(|kind| ended(kind, facts)))
}

fn undone(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    first_of(undone_by(occurrence.trigger?), occurrence, facts)
}

fn first_of(kinds: &[FactKind], occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let told = |kind: &FactKind| Some((*kind, *facts.latest.get(kind)?));
    let mut later = kinds.iter().filter_map(told).filter(|(kind, told)| is_later(*kind, *told, occurrence));
    later.next().map(|(by, told)| Reason::Superseded { by, at: told.moment.at })
}

/// For so long after one webhook another may come that tells of something earlier.
const LATENESS: SignedDuration = SignedDuration::from_hours(48);

/// Of the same time, an end comes after what it ends, but for another end. A skip and its taking back carry one time. Which
/// came last is told by when we heard of them, where that is further apart than a webhook is late; and taking a skip back
/// leads to an earlier day.
fn is_later(kind: FactKind, told: Told, occurrence: &Occurrence) -> bool {
    let (at, since) = (told.moment.at, occurrence.at);
    match kind {
        FactKind::Unskipped if at == since => {
            let until = told.moment.received_at.saturating_add(LATENESS);
            let leads_back = occurrence.day.is_none() || told.day < occurrence.day;
            leads_back && until.is_ok_and(|until| until >= occurrence.received_at)
        }
        FactKind::Canceled | FactKind::Expired if occurrence.trigger.is_some_and(is_end) => at > since,
        FactKind::Started
        | FactKind::Updated
        | FactKind::Resumed
        | FactKind::Paused
        | FactKind::Skipped
        | FactKind::Retried => at > since,
        _ => at >= since,
    }
}

const fn is_end(trigger: Trigger) -> bool {
    matches!(trigger, Trigger::SubscriptionCanceled | Trigger::SubscriptionExpired)
}

/// The same again, with another day: of several days the newest counts, and has a text of its own.
fn told_anew(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let by = match occurrence.trigger? {
        Trigger::SubscriptionPaused => FactKind::Paused,
        Trigger::OrderSkipped => FactKind::Skipped,
        Trigger::ChargeWillBeRetried => FactKind::Retried,
        _ => return None,
    };
    let told = facts.latest.get(&by)?;
    let moment = Moment { at: occurrence.at, received_at: occurrence.received_at };
    let is_newer = by.order(*told) > by.order(Told { moment, day: occurrence.day });
    (is_newer && told.day != occurrence.day).then_some(Reason::Superseded { by, at: told.moment.at })
}

/// Whether the day that the text is about is no longer the subscription's.
fn moved(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let (_, Told { day: to, .. }) = told_with_another_day(occurrence, facts)?;
    match occurrence.trigger? {
        Trigger::OrderSkipped => Some(Reason::DateMoved { to }),
        Trigger::SubscriptionPaused if ends_pause(occurrence.day, to) => Some(Reason::DateMoved { to }),
        // It may be paused again.
        Trigger::SubscriptionResumed if ends_pause(to, occurrence.day) => Some(Reason::DateMoved { to }),
        _ => None,
    }
}

/// What was told since of the subscription, where its next charge date is another than the occurrence's. A skip and its
/// taking back carry one time, and either may be delivered again: the days of both count.
fn told_with_another_day(occurrence: &Occurrence, facts: &Facts) -> Option<(FactKind, Told)> {
    let (kind, newest) = facts.newest()?;
    let of_one_version = |kind| {
        let told = facts.latest.get(&kind).filter(|told| told.moment.at == newest.moment.at);
        told.map(|told| (kind, *told))
    };
    let others = [FactKind::Skipped, FactKind::Unskipped].into_iter().filter_map(of_one_version);
    std::iter::once((kind, newest))
        .chain(others)
        .filter(|(kind, told)| told.at_the_latest(*kind) >= occurrence.at)
        .find(|(_, told)| told.day != occurrence.day)
}

/// A charge is nothing without one of its subscriptions that still wants it.
fn without_subscription(occurrence: &Occurrence, subscriptions: &[Facts]) -> Option<Reason> {
    let gone = |facts| match occurrence.trigger? {
        Trigger::UpcomingOrder => ended(occurrence, facts).or_else(|| due_on_another_day(occurrence, facts)),
        Trigger::ChargeWillBeRetried => ended(occurrence, facts),
        _ => None,
    };
    let all: Option<Vec<Reason>> = subscriptions.iter().map(gone).collect();
    all?.into_iter().next()
}

fn ended(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    first_of(&[FactKind::Canceled, FactKind::Expired], occurrence, facts)
}

fn due_on_another_day(occurrence: &Occurrence, facts: &Facts) -> Option<Reason> {
    let (by, told) = told_with_another_day(occurrence, facts)?;
    let is_newest = facts.newest() == Some((by, told));
    let at = told.moment.at;
    Some(match by {
        FactKind::Skipped if is_newest => Reason::DateMoved { to: told.day },
        FactKind::Paused | FactKind::Skipped => Reason::Superseded { by, at },
        _ => Reason::DateMoved { to: told.day },
    })
}

/// Tags that name a day which is no longer so. The text is still true without it.
#[must_use]
pub fn moved_tags(occurrence: &Occurrence, known: &Known) -> &'static [&'static str] {
    let names_a_day = matches!(
        occurrence.trigger,
        Some(Trigger::SubscriptionStarted | Trigger::SubscriptionPaused | Trigger::SubscriptionResumed)
    );
    let has_moved = names_a_day && told_with_another_day(occurrence, &known.subject).is_some();
    if has_moved { &["next_charge_date", "resume_date"] } else { &[] }
}
