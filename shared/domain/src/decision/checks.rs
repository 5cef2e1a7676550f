//! The checks of a message, in their order: the first one that fails is the reason why the message is not sent.

use jiff::{Timestamp, tz::TimeZone};

use super::{Decision, Knowledge, Situation, Verdict, location, timing};
use crate::{
    condition::ConditionInput,
    consent, experiment,
    flow::Step,
    frequency::Limits,
    law::Law,
    occurrence::Phone,
    parts,
    phone::PhoneNumber,
    reason::Reason,
    source::Source,
    subscriber::Subscriber,
    template::{self, Text},
    truth,
};

pub(super) fn run_checks(situation: &Situation<'_>, decision: &mut Decision) -> Result<Verdict, Reason> {
    let again = situation.message.again.as_ref();
    decision.why.extend(again.map(|again| Reason::SentAgain { of: again.of.clone() }));
    let step = check_source(situation)?;
    check_confirmed(situation)?;
    let phone = check_phone(situation)?;
    decision.why.extend(check_consent(situation)?);
    check_still_true(situation)?;
    check_audience(situation, step, None)?;
    decision.text = Some(compose(situation, step, phone, &mut decision.why)?);
    let evidence = location::zone_evidence(situation, phone);
    decision.why.push(Reason::TimeZone { zones: evidence.zones.clone(), source: evidence.source });
    decision.why.extend(situation.message.held_until.map(|minute| Reason::Waited { until: minute.start() }));
    let zones = evidence.time_zones();
    decision.zone = Some(evidence);
    let laws = location::laws(situation, phone);
    let verdict = timing::when(situation, step, &zones, &laws, &mut decision.why)?;
    check_found_in_time(situation, step)?;
    let verdict = check_not_expired(situation, step, &zones, verdict)?;
    check_audience_at_send(situation, step, phone, verdict)?;
    check_frequency(situation, &laws, verdict)?;
    Ok(verdict)
}

fn check_source<'a>(situation: &Situation<'a>) -> Result<&'a Step, Reason> {
    match situation.source {
        Source::Flow(flow) if !flow.is_active() => return Err(Reason::FlowNotActive),
        Source::Campaign(campaign) if !campaign.is_running() => return Err(Reason::CampaignCanceled),
        Source::Flow(_) | Source::Campaign(_) => {}
    }
    situation.source.step(situation.message.step).ok_or(Reason::StepRemoved)
}

/// What the object itself does not bear out is told to nobody, whether or not they could be.
fn check_confirmed(situation: &Situation<'_>) -> Result<(), Reason> {
    situation.message.occurrence.doubt.map_or(Ok(()), |doubt| Err(Reason::NotConfirmed { doubt }))
}

fn check_phone<'a>(situation: &Situation<'a>) -> Result<&'a PhoneNumber, Reason> {
    match &situation.message.occurrence.phone {
        Phone::Known(number) => Ok(number),
        Phone::Unusable => Err(Reason::PhoneUnusable),
        Phone::Missing => Err(Reason::NoPhone),
    }
}

/// The ground on which the subscriber may be texted; nothing where the row was not read.
fn check_consent(situation: &Situation<'_>) -> Result<Option<Reason>, Reason> {
    let Knowledge::Read(subscriber) = situation.subscriber else { return Ok(None) };
    let consent = subscriber.and_then(|subscriber| subscriber.consent.as_ref());
    consent::ground(situation.settings.consent_mode, situation.source.kind(), consent).map(Some)
}

fn check_still_true(situation: &Situation<'_>) -> Result<(), Reason> {
    let occurrence = &situation.message.occurrence;
    let undone = truth::superseded(occurrence, situation.known);
    let exited = || match situation.source {
        Source::Flow(flow) => truth::exited(occurrence, flow, situation.known),
        Source::Campaign(_) => None,
    };
    undone.or_else(exited).map_or(Ok(()), Err)
}

fn compose(
    situation: &Situation<'_>,
    step: &Step,
    phone: &PhoneNumber,
    why: &mut Vec<Reason>,
) -> Result<Text, Reason> {
    let (number, template) = experiment::draw(step, situation.message, phone);
    if !step.alternatives.is_empty() {
        why.push(Reason::Alternative { number });
    }
    if let Some(again) = &situation.message.again {
        return Ok(Text { body: again.body.clone(), parts: parts::count(&again.body), links: Vec::new() });
    }
    let occurrence = &situation.message.occurrence;
    let mut tags = template::with_store_tags(&occurrence.tags, situation.settings);
    for moved in truth::moved_tags(occurrence, situation.known) {
        tags.remove(*moved);
    }
    let (settings, links) = (situation.settings, situation.source.links());
    let shortening = situation.links.shortening(settings, links);
    template::compose(template, &tags, settings.fold_typography, shortening.as_ref())
        .map_err(|error| Reason::TextFailed { problem: error.to_string() })
}

/// An event that was found late is told only if it was found before it was old news. What counts is when it was found,
/// and not when its message goes: the message may be waiting already, told of by a webhook, and must not end by this.
fn check_found_in_time(situation: &Situation<'_>, step: &Step) -> Result<(), Reason> {
    let occurrence = &situation.message.occurrence;
    let from = occurrence.old_from.map(|from| timing::minutes_after(from, step.delay_minutes));
    match from.filter(|from| *from <= occurrence.received_at) {
        Some(from) => Err(Reason::Expired { from }),
        None => Ok(()),
    }
}

/// A message that goes must arrive before it is too late for it. One that could go in time, and waits only for its
/// sender's turn, does not grow too old by that.
fn check_not_expired(
    situation: &Situation<'_>,
    step: &Step,
    zones: &[TimeZone],
    verdict: Verdict,
) -> Result<Verdict, Reason> {
    let lifetime = situation.source.expires_after_minutes();
    let expires = lifetime.map(|minutes| timing::minutes_after(timing::due(situation, step), minutes));
    let expires = expires.or_else(|| timing::day_of_late_launch_ends(situation, zones));
    let expires = expires.filter(|from| situation.message.ready_at.is_none_or(|ready| ready >= *from));
    let Some(from) = situation.message.occurrence.stale_from.into_iter().chain(expires).min() else {
        return Ok(verdict);
    };
    match verdict {
        _ if from <= arrival(situation, verdict) => Err(Reason::Expired { from }),
        Verdict::Send { until } => {
            Ok(Verdict::Send { until: Some(until.map_or(from, |until| until.min(from))) })
        }
        other => Ok(other),
    }
}

/// Conditions on the subscriber are checked when the message is about to go: what they test may change while it waits.
fn check_audience_at_send(
    situation: &Situation<'_>,
    step: &Step,
    phone: &PhoneNumber,
    verdict: Verdict,
) -> Result<(), Reason> {
    match (verdict, situation.subscriber) {
        (Verdict::Send { .. }, Knowledge::Read(Some(subscriber))) => {
            check_audience(situation, step, Some(subscriber))
        }
        (Verdict::Send { .. }, Knowledge::Read(None)) => {
            check_audience(situation, step, Some(&Subscriber::new(phone.clone())))
        }
        _ => Ok(()),
    }
}

/// The flow's audience and the step's condition. A text that is sent again was for its customer when it was made, and what
/// its event said is not known any more.
fn check_audience(
    situation: &Situation<'_>,
    step: &Step,
    subscriber: Option<&Subscriber>,
) -> Result<(), Reason> {
    let input = ConditionInput {
        tags: &situation.message.occurrence.tags,
        address: location::address(situation),
        subscriber,
        segments: situation.segments,
        now: situation.now,
    };
    if situation.message.again.is_some() {
        return Ok(());
    }
    let mut conditions = [situation.source.audience(), step.when.as_ref()].into_iter().flatten();
    // What nobody can say of somebody who is known asks for a segment that is gone: that is no yes.
    let is_for_them = |held: Option<bool>| held.unwrap_or(subscriber.is_none());
    if conditions.all(|condition| is_for_them(condition.holds(&input))) {
        Ok(())
    } else {
        Err(Reason::NotInAudience)
    }
}

fn check_frequency(situation: &Situation<'_>, laws: &[&Law], verdict: Verdict) -> Result<(), Reason> {
    let Some(subscriber) = situation.subscriber.subscriber() else { return Ok(()) };
    let limits = Limits {
        texts_per_hour: situation.settings.max_texts_per_hour,
        pause_hours: situation.settings.smart_sending_hours,
        laws,
    };
    let (kind, earlier) = (situation.source.kind(), &subscriber.recent_texts);
    limits.check(kind, earlier, &situation.message.id, arrival(situation, verdict))
}

fn arrival(situation: &Situation<'_>, verdict: Verdict) -> Timestamp {
    match verdict {
        Verdict::Wait { until } => until.start(),
        Verdict::Send { .. } | Verdict::Skip => situation.now,
    }
}
