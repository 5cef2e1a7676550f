//! The one question: may this message go now, must it wait, or must it not be sent?

use jiff::Timestamp;

use crate::{
    condition, consent, experiment,
    facts::Facts,
    flow::{Flow, FlowStatus, MessageKind, Step},
    frequency, jurisdiction,
    law::{self, Law},
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

mod timing;

pub use timing::SPREAD_MINUTES;

/// What is known of the subscriber when the question is asked.
#[derive(Clone, Copy, Debug)]
pub enum Knowledge<'a> {
    /// Not looked up yet: whoever sends will, and asks again.
    NotRead,
    /// Looked up; there may be no row.
    Read(Option<&'a Subscriber>),
}

impl<'a> Knowledge<'a> {
    /// The person, where there is a row and it was read.
    const fn person(self) -> Option<&'a Subscriber> {
        match self {
            Self::Read(person) => person,
            Self::NotRead => None,
        }
    }
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
    still_so(situation)?;
    decision.text = Some(compose(situation, step, phone, &mut decision.why)?);
    let place = place(situation, phone);
    decision.why.push(Reason::TimeZone { zones: place.zones.clone(), source: place.source });
    decision.why.extend(situation.message.held_until.map(|minute| Reason::Waited { until: minute.start() }));
    let zones = place.time_zones();
    decision.zone = Some(place);
    let laws = laws(situation, phone);
    let verdict = timing::when(situation, step, &zones, &laws, &mut decision.why)?;
    still_worth_saying(situation, step, verdict)?;
    for_this_customer(situation, step, verdict)?;
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

fn place(situation: &Situation<'_>, phone: &PhoneNumber) -> ZoneEvidence {
    let stated = situation.subscriber.person().and_then(|person| person.time_zone.as_deref());
    zone::locate(stated, address(situation), phone, &situation.settings.time_zone)
}

/// An address on the store's own list was stated by the merchant; the webhook's may be a gift's.
fn address<'a>(situation: &Situation<'a>) -> &'a Address {
    let listed = situation.subscriber.person().map(|person| &person.address);
    listed.filter(|address| **address != Address::default()).unwrap_or(&situation.message.occurrence.address)
}

/// The laws that protect this customer from this message; none where it is not of the kind they are about.
fn laws(situation: &Situation<'_>, phone: &PhoneNumber) -> Vec<&'static Law> {
    if !situation.settings.law_covers(situation.flow.kind) {
        return Vec::new();
    }
    let places = jurisdiction::locate(address(situation), phone).candidates;
    law::protecting(&places, &jurisdiction::of_area_code(phone), &situation.settings.voice_laws)
}

fn still_worth_saying(situation: &Situation<'_>, step: &Step, verdict: Verdict) -> Result<(), Reason> {
    let lifetime = situation.flow.expires_after_minutes;
    let expires = lifetime.map(|minutes| timing::minutes_after(timing::due(situation, step), minutes));
    match situation.message.occurrence.stale_from.into_iter().chain(expires).min() {
        Some(from) if from <= arrival(situation, verdict) => Err(Reason::Expired { from }),
        _ => Ok(()),
    }
}

/// Audience of the flow and condition of the step. What is true of a person may change while a message waits.
fn for_this_customer(situation: &Situation<'_>, step: &Step, verdict: Verdict) -> Result<(), Reason> {
    let nobody;
    let person = match (verdict, situation.subscriber, phone(situation)) {
        (Verdict::Send { .. }, Knowledge::Read(None), Ok(phone)) => {
            nobody = Subscriber::new(phone.clone());
            Some(&nobody)
        }
        (Verdict::Send { .. }, knowledge, _) => knowledge.person(),
        _ => None,
    };
    let facts = condition::Facts { tags: &situation.message.occurrence.tags, person, now: situation.now };
    let conditions = [&situation.flow.audience, &step.when];
    if conditions.into_iter().flatten().any(|condition| condition.holds(&facts) == Some(false)) {
        return Err(Reason::NotInAudience);
    }
    Ok(())
}

fn not_too_often(situation: &Situation<'_>, laws: &[&Law], verdict: Verdict) -> Result<(), Reason> {
    match situation.subscriber.person() {
        Some(person) if situation.flow.kind == MessageKind::Promotional => frequency::check(
            situation.settings,
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

#[cfg(test)]
mod tests;
