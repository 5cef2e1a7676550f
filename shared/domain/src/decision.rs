//! The one question: may this message go now, must it wait, or must it not be sent?

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    consent,
    facts::Facts,
    flow::{Flow, FlowStatus, QuietHoursPolicy, Step},
    message::{MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::{Address, Phone},
    phone::PhoneNumber,
    reason::Reason,
    settings::StoreSettings,
    subscriber::Subscriber,
    supersession,
    template::{self, Text},
    zone::{self, ZoneEvidence},
};

/// Window openings are spread over this many minutes, so that a night's messages do not all leave at once.
pub const SPREAD_MINUTES: u64 = 5;

/// What is known of the subscriber when the question is asked.
#[derive(Clone, Copy, Debug)]
pub enum Knowledge<'a> {
    /// Not looked up yet: whoever sends will, and asks again.
    NotRead,
    /// Looked up; there may be no row.
    Read(Option<&'a Subscriber>),
}

/// Everything the decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The store's settings.
    pub settings: &'a StoreSettings,
    /// The flow, as it is now.
    pub flow: &'a Flow,
    /// The message.
    pub message: &'a PendingMessage,
    /// The subscriber.
    pub subscriber: Knowledge<'a>,
    /// What else happened to the subject.
    pub facts: &'a Facts,
    /// Now.
    pub now: Timestamp,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send it now. The provider must give up by `until`.
    Send {
        /// The end of the window, where there is one.
        until: Option<Timestamp>,
    },
    /// Keep it until then.
    Wait {
        /// The release minute.
        until: Minute,
    },
    /// Do not send it.
    Skip,
}

/// What is to be done, with everything needed to say why.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What is to be done.
    pub verdict: Verdict,
    /// The text, where one could be made.
    pub text: Option<Text>,
    /// Where the customer seems to be; absent where it did not come to that.
    pub zone: Option<ZoneEvidence>,
    /// Why, in the order it was found. For a skip, the last one is the cause.
    pub why: Vec<Reason>,
}

impl Decision {
    /// The message's row: what was decided, and where the message stands by it.
    #[must_use]
    pub fn record(&self, message: &PendingMessage, state: MessageState) -> MessageRecord {
        let occurrence = &message.occurrence;
        let phone = match &occurrence.phone {
            Phone::Known(number) => Some(number.clone()),
            Phone::Unusable | Phone::Missing => None,
        };
        MessageRecord {
            id: message.id.clone(),
            store: message.store.clone(),
            flow: occurrence.trigger,
            step: message.step,
            phone,
            body: self.text.as_ref().map(|text| text.body.clone()),
            segments: self.text.as_ref().map_or(0, |text| text.segments.count),
            received_at: occurrence.received_at,
            occurrence: occurrence.key.as_str().to_owned(),
            held_until: message.held_until,
            state,
            why: self.why.clone(),
        }
    }

    /// The code of the last reason: for a skip, the cause.
    #[must_use]
    pub fn cause(&self) -> Option<&Reason> {
        self.why.last()
    }
}

/// Decides. The same function serves evaluation, the last look and the console's dry run.
#[must_use]
pub fn decide(situation: &Situation<'_>) -> Decision {
    let mut decision = Decision { verdict: Verdict::Skip, text: None, zone: None, why: Vec::new() };
    match consider(situation, &mut decision) {
        Ok(verdict) => decision.verdict = verdict,
        Err(cause) => decision.why.push(cause),
    }
    decision
}

fn consider(situation: &Situation<'_>, decision: &mut Decision) -> Result<Verdict, Reason> {
    let step = step(situation)?;
    let phone = phone(situation)?;
    if let Knowledge::Read(subscriber) = situation.subscriber {
        decision.why.push(consent::ground(situation.settings, situation.flow.kind, subscriber)?);
    }
    if let Some(superseded) = supersession::superseded(&situation.message.occurrence, situation.facts) {
        return Err(superseded);
    }
    decision.text = Some(compose(situation, step)?);
    let place = place(situation, phone);
    decision.why.push(Reason::TimeZone { zones: place.zones.clone(), source: place.source });
    decision.why.extend(situation.message.held_until.map(|minute| Reason::Waited { until: minute.start() }));
    let zones = place.time_zones();
    decision.zone = Some(place);
    let verdict = when(situation, step, &zones, &mut decision.why)?;
    still_worth_saying(situation, verdict)?;
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

fn compose(situation: &Situation<'_>, step: &Step) -> Result<Text, Reason> {
    let tags = template::with_store_tags(&situation.message.occurrence.tags, situation.settings);
    template::compose(&step.template, &tags, situation.settings.fold_typography)
        .map_err(|error| Reason::TextFailed { problem: error.to_string() })
}

fn place(situation: &Situation<'_>, phone: &PhoneNumber) -> ZoneEvidence {
    let known = match situation.subscriber {
        Knowledge::Read(subscriber) => subscriber,
        Knowledge::NotRead => None,
    };
    let stated = known.and_then(|person| person.time_zone.as_deref());
    // An address on the store's own list was stated by the merchant; the webhook's may be a gift's.
    let listed = known.map(|person| &person.address).filter(|address| **address != Address::default());
    let address = listed.unwrap_or(&situation.message.occurrence.address);
    zone::locate(stated, address, phone, &situation.settings.time_zone)
}

/// The flow's delay first, then quiet hours at the moment the delay ends.
fn when(
    situation: &Situation<'_>,
    step: &Step,
    zones: &[TimeZone],
    why: &mut Vec<Reason>,
) -> Result<Verdict, Reason> {
    let mut earliest = situation.now;
    if step.delay_minutes > 0 {
        earliest = earliest.max(delayed_until(situation, step));
        why.push(Reason::Delayed { minutes: step.delay_minutes });
    }
    let hours = &situation.settings.quiet_hours;
    let opens = hours.next_open(zones, earliest);
    if opens == Some(earliest) {
        why.push(Reason::WindowOpen);
        return Ok(now_or_later(earliest, situation.now, hours.next_close(zones, earliest)));
    }
    match (situation.flow.quiet_hours, opens) {
        (QuietHoursPolicy::SendAnyway, _) => {
            why.push(Reason::SentInQuietHours);
            Ok(now_or_later(earliest, situation.now, None))
        }
        (QuietHoursPolicy::Drop, _) | (QuietHoursPolicy::Hold, None) => Err(Reason::DroppedInQuietHours),
        (QuietHoursPolicy::Hold, Some(opens)) => {
            let until = spread(situation, opens, zones);
            why.push(Reason::HeldForQuietHours { until: until.start() });
            Ok(Verdict::Wait { until })
        }
    }
}

fn delayed_until(situation: &Situation<'_>, step: &Step) -> Timestamp {
    let received_at = situation.message.occurrence.received_at;
    received_at
        .checked_add(SignedDuration::from_mins(i64::from(step.delay_minutes)))
        .unwrap_or(Timestamp::MAX)
}

fn now_or_later(earliest: Timestamp, now: Timestamp, until: Option<Timestamp>) -> Verdict {
    if earliest <= now {
        Verdict::Send { until }
    } else {
        Verdict::Wait { until: Minute::at_or_after(earliest) }
    }
}

/// A release minute that stays the same for a message and lies inside the window that opens at `opens`.
fn spread(situation: &Situation<'_>, opens: Timestamp, zones: &[TimeZone]) -> Minute {
    let first = Minute::at_or_after(opens);
    let offset = i64::try_from(situation.message.id.spread() % SPREAD_MINUTES).unwrap_or_default();
    let spread = first.plus(offset);
    let still_open = situation.settings.quiet_hours.next_open(zones, spread.start()) == Some(spread.start());
    if still_open { spread } else { first }
}

fn still_worth_saying(situation: &Situation<'_>, verdict: Verdict) -> Result<(), Reason> {
    let arrives = match verdict {
        Verdict::Wait { until } => until.start(),
        Verdict::Send { .. } | Verdict::Skip => situation.now,
    };
    match situation.message.occurrence.stale_from {
        Some(from) if from <= arrives => Err(Reason::Expired { from }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
