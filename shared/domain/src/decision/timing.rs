//! When a message may go: after the flow's delay or at the campaign's time, outside quiet hours, within the hours of the
//! law.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Situation, Verdict};
use crate::{
    flow::{QuietHoursPolicy, Step},
    law::Law,
    minute::Minute,
    reason::Reason,
    send_window::{Rule, SendWindow},
    source::Source,
};

/// Window openings are spread over this many minutes, so that a night's messages do not all leave at once.
pub const SPREAD_MINUTES: u64 = 5;

/// The flow's delay or the campaign's time first, then the window at the moment the delay ends. A flow that sends in quiet hours still keeps
/// to the law.
pub(super) fn when(
    situation: &Situation<'_>,
    step: &Step,
    zones: &[TimeZone],
    laws: &[&Law],
    why: &mut Vec<Reason>,
) -> Result<Verdict, Reason> {
    let earliest = earliest(situation, step, zones, why);
    let (hours, policy) = (&situation.settings.quiet_hours, situation.source.quiet_hours());
    let quiet = zones.iter().any(|zone| hours.is_quiet(zone, earliest));
    let mut rules: Vec<&dyn Rule> = laws.iter().map(|law| *law as &dyn Rule).collect();
    if policy != QuietHoursPolicy::SendAnyway {
        rules.push(hours);
    }
    let window = SendWindow::new(&rules, zones);
    if window.is_open(earliest) {
        why.push(if quiet { Reason::SentInQuietHours } else { Reason::WindowOpen });
        return Ok(now_or_later(earliest, situation.now, window.next_close(earliest)));
    }
    if policy == QuietHoursPolicy::Drop {
        return Err(match closed_by(laws, zones, earliest) {
            Some(law) if !quiet => Reason::DroppedByLaw { law: law.name.clone() },
            _ => Reason::DroppedInQuietHours,
        });
    }
    let opens = window.next_open(earliest).ok_or(Reason::NeverOpen)?;
    let until = spread(situation, opens, window);
    why.push(held(situation, laws, zones, opens, until.start()));
    Ok(Verdict::Wait { until })
}

/// The cause is the rule that is the last to open. Quiet hours come first, where they and a law end together.
fn held(
    situation: &Situation<'_>,
    laws: &[&Law],
    zones: &[TimeZone],
    opens: Timestamp,
    until: Timestamp,
) -> Reason {
    let last = opens.checked_sub(SignedDuration::from_secs(1)).unwrap_or(opens);
    let quiet = zones.iter().any(|zone| situation.settings.quiet_hours.is_quiet(zone, last))
        && situation.source.quiet_hours() != QuietHoursPolicy::SendAnyway;
    match closed_by(laws, zones, last) {
        Some(law) if !quiet => Reason::HeldByLaw { law: law.name.clone(), until },
        _ => Reason::HeldForQuietHours { until },
    }
}

fn closed_by<'a>(laws: &[&'a Law], zones: &[TimeZone], at: Timestamp) -> Option<&'a Law> {
    laws.iter().copied().find(|law| !SendWindow::new(&[*law], zones).is_open(at))
}

/// When a step is due, before any window: so many minutes after its occurrence became known.
pub(super) fn due(situation: &Situation<'_>, step: &Step) -> Timestamp {
    minutes_after(situation.message.occurrence.received_at, step.delay_minutes)
}

pub(super) fn minutes_after(instant: Timestamp, minutes: u32) -> Timestamp {
    instant.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX)
}

/// When a campaign is due where the customer is; `None` for a flow, and for a campaign that is sent at once.
fn campaign_due(situation: &Situation<'_>, zones: &[TimeZone]) -> Option<Timestamp> {
    match situation.source {
        Source::Flow(_) => None,
        Source::Campaign(campaign) => campaign.send_at.due(zones),
    }
}

/// When a campaign was launched after its time where the customer is, they still get it on that day, and not later. Gives
/// the day's end.
pub(super) fn day_of_late_launch_ends(situation: &Situation<'_>, zones: &[TimeZone]) -> Option<Timestamp> {
    let Source::Campaign(campaign) = situation.source else { return None };
    let due = campaign.send_at.due(zones)?;
    let was_late = due < situation.message.occurrence.received_at;
    was_late.then(|| campaign.send_at.day_ends(zones)).flatten()
}

fn earliest(situation: &Situation<'_>, step: &Step, zones: &[TimeZone], why: &mut Vec<Reason>) -> Timestamp {
    if let Some(due) = campaign_due(situation, zones) {
        why.push(Reason::Scheduled { at: due });
        return situation.now.max(due);
    }
    if step.delay_minutes == 0 {
        return situation.now;
    }
    why.push(Reason::Delayed { minutes: step.delay_minutes });
    situation.now.max(due(situation, step))
}

fn now_or_later(earliest: Timestamp, now: Timestamp, until: Option<Timestamp>) -> Verdict {
    if earliest <= now {
        Verdict::Send { until }
    } else {
        Verdict::Wait { until: Minute::at_or_after(earliest) }
    }
}

/// A release minute that stays the same for a message and lies inside the window that opens at `opens`.
fn spread(situation: &Situation<'_>, opens: Timestamp, window: SendWindow<'_>) -> Minute {
    let first = Minute::at_or_after(opens);
    let offset = i64::try_from(situation.message.id.spread() % SPREAD_MINUTES).unwrap_or_default();
    let spread = first.plus(offset);
    if window.is_open(spread.start()) { spread } else { first }
}
