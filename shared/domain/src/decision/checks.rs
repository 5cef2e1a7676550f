//! What a message must pass, in this order: the first that it does not pass is the reason why it is not sent.

use jiff::Timestamp;

use super::{Decision, Knowledge, Situation, Verdict, timing, whereabouts};
use crate::{
    condition, consent, experiment,
    flow::{FlowStatus, Step},
    frequency,
    law::Law,
    message_kind::MessageKind,
    occurrence::Phone,
    phone::PhoneNumber,
    reason::Reason,
    subscriber::Subscriber,
    supersession,
    template::{self, Text},
};

pub(super) fn consider(situation: &Situation<'_>, decision: &mut Decision) -> Result<Verdict, Reason> {
    let step = step(situation)?;
    let phone = phone(situation)?;
    if let Knowledge::Read(subscriber) = situation.subscriber {
        let consent = subscriber.and_then(|person| person.consent.as_ref());
        let (mode, kind) = (situation.settings.consent_mode, situation.flow.kind);
        decision.why.push(consent::ground(mode, kind, consent)?);
    }
    still_so(situation)?;
    for_such(situation, step, None)?;
    decision.text = Some(compose(situation, step, phone, &mut decision.why)?);
    let place = whereabouts::place(situation, phone);
    decision.why.push(Reason::TimeZone { zones: place.zones.clone(), source: place.source });
    decision.why.extend(situation.message.held_until.map(|minute| Reason::Waited { until: minute.start() }));
    let zones = place.time_zones();
    decision.zone = Some(place);
    let laws = whereabouts::laws(situation, phone);
    let verdict = timing::when(situation, step, &zones, &laws, &mut decision.why)?;
    found_in_time(situation, step)?;
    let verdict = while_worth_saying(situation, step, verdict)?;
    for_this_customer(situation, step, phone, verdict)?;
    not_too_often(situation, &laws, verdict)?;
    Ok(verdict)
}

fn step<'a>(situation: &Situation<'a>) -> Result<&'a Step, Reason> {
    if situation.flow.status != FlowStatus::Active {
        return Err(Reason::FlowNotActive);
    }
    situation.flow.step(situation.message.step).ok_or(Reason::StepRemoved)
}

fn phone<'a>(situation: &Situation<'a>) -> Result<&'a PhoneNumber, Reason> {
    match &situation.message.occurrence.phone {
        Phone::Known(number) => Ok(number),
        Phone::Unusable => Err(Reason::PhoneUnusable),
        Phone::Missing => Err(Reason::NoPhone),
    }
}

fn still_so(situation: &Situation<'_>) -> Result<(), Reason> {
    let occurrence = &situation.message.occurrence;
    let undone = supersession::superseded(occurrence, situation.facts);
    undone.or_else(|| supersession::exited(occurrence, situation.flow, situation.facts)).map_or(Ok(()), Err)
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
    let tags = template::with_store_tags(&situation.message.occurrence.tags, situation.settings);
    template::compose(template, &tags, situation.settings.fold_typography)
        .map_err(|error| Reason::TextFailed { problem: error.to_string() })
}

/// An event that was found late is told only if it was found before it was old news. What counts is when it was found,
/// and not when its message goes: the message may be waiting already, told of by a webhook, and must not end by this.
fn found_in_time(situation: &Situation<'_>, step: &Step) -> Result<(), Reason> {
    let occurrence = &situation.message.occurrence;
    let from = occurrence.old_from.map(|from| timing::minutes_after(from, step.delay_minutes));
    match from.filter(|from| *from <= occurrence.received_at) {
        Some(from) => Err(Reason::Expired { from }),
        None => Ok(()),
    }
}

/// A message that goes must arrive before it is too late for it.
fn while_worth_saying(situation: &Situation<'_>, step: &Step, verdict: Verdict) -> Result<Verdict, Reason> {
    let lifetime = situation.flow.expires_after_minutes;
    let expires = lifetime.map(|minutes| timing::minutes_after(timing::due(situation, step), minutes));
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

/// What the conditions say of the person is asked when the message is about to go: it may change while it waits.
fn for_this_customer(
    situation: &Situation<'_>,
    step: &Step,
    phone: &PhoneNumber,
    verdict: Verdict,
) -> Result<(), Reason> {
    match (verdict, situation.subscriber) {
        (Verdict::Send { .. }, Knowledge::Read(Some(person))) => for_such(situation, step, Some(person)),
        (Verdict::Send { .. }, Knowledge::Read(None)) => {
            for_such(situation, step, Some(&Subscriber::new(phone.clone())))
        }
        _ => Ok(()),
    }
}

/// Audience of the flow and condition of the step.
fn for_such(situation: &Situation<'_>, step: &Step, person: Option<&Subscriber>) -> Result<(), Reason> {
    let facts = condition::Facts {
        tags: &situation.message.occurrence.tags,
        address: whereabouts::address(situation),
        person,
        now: situation.now,
    };
    let conditions = [&situation.flow.audience, &step.when];
    if conditions.into_iter().flatten().any(|condition| condition.holds(&facts) == Some(false)) {
        return Err(Reason::NotInAudience);
    }
    Ok(())
}

fn not_too_often(situation: &Situation<'_>, laws: &[&Law], verdict: Verdict) -> Result<(), Reason> {
    match situation.subscriber.person() {
        Some(person) if situation.flow.kind == MessageKind::Promotional => frequency::check(
            situation.settings.smart_sending_hours,
            laws,
            &person.promotions,
            &situation.message.id,
            arrival(situation, verdict),
        ),
        _ => Ok(()),
    }
}

fn arrival(situation: &Situation<'_>, verdict: Verdict) -> Timestamp {
    match verdict {
        Verdict::Wait { until } => until.start(),
        Verdict::Send { .. } | Verdict::Skip => situation.now,
    }
}
