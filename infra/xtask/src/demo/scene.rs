//! One scene: something happens, and what should come of it is waited for.

use anyhow::{Context, bail, ensure};
use jiff::Zoned;

use super::{
    cast::Person,
    events::{self, Event, Moment},
    shown::{Consent, Entry, Sms},
    stage::Stage,
};

/// What somebody does.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// Recharge sends a webhook.
    Event { event: Event, times: u32, forged: bool },
    /// The person answers the flow's text.
    Reply(&'static str),
    /// Nothing: time passes.
    Wait,
}

impl Deed {
    pub(super) const fn event(event: Event) -> Self {
        Self::Event { event, times: 1, forged: false }
    }

    pub(super) const fn forged(event: Event) -> Self {
        Self::Event { event, times: 1, forged: true }
    }

    pub(super) fn times(mut self, count: u32) -> Self {
        if let Self::Event { times, .. } = &mut self {
            *times = count;
        }
        self
    }
}

/// What should come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// A text arrives.
    Text,
    /// A text waits.
    Held,
    /// What the person wrote is answered, and the store's list says this of them from now on.
    Answered(&'static str),
    /// No text, for that reason.
    Skipped(&'static str),
    /// The webhook is refused.
    Refused,
    /// Everything stays as it was.
    NothingMore,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// A text arrived.
    Text(Sms, Entry),
    /// A text waits.
    Held(Entry),
    /// What the person wrote was answered, and heeded.
    Answered(Sms, Consent),
    /// No text.
    Skipped(Entry),
    /// The webhook was refused, with that status.
    Refused(u64),
    /// Everything stayed as it was.
    NothingMore,
}

impl Outcome {
    /// The flow that texted, if one did.
    pub(super) fn texted_flow(&self) -> Option<String> {
        match self {
            Self::Text(_, entry) => Some(entry.flow.clone()),
            _ => None,
        }
    }
}

/// One scene.
pub(super) struct Scene {
    pub(super) at: Zoned,
    pub(super) person: Person,
    pub(super) narration: &'static str,
    pub(super) flow: &'static str,
    pub(super) expected: Expected,
    deed: Deed,
}

impl Scene {
    /// A scene in which nothing is done yet, and a text is expected.
    pub(super) fn new(at: &Moment, person: &Person, narration: &'static str, flow: &'static str) -> Self {
        Self {
            at: at.0.clone(),
            person: person.clone(),
            narration,
            flow,
            expected: Expected::Text,
            deed: Deed::Wait,
        }
    }

    pub(super) fn with(self, deed: Deed, expected: Expected) -> Self {
        Self { expected, deed, ..self }
    }

    /// The flow's own webhook comes, and so does its text.
    pub(super) fn text(at: &Moment, person: &Person, narration: &'static str, flow: &'static str) -> Self {
        let event = events::starting(flow, person, at);
        Self::new(at, person, narration, flow).with(Deed::event(event), Expected::Text)
    }

    /// Plays it, and waits for what should come of it.
    pub(super) fn play(&self, stage: &Stage) -> anyhow::Result<Outcome> {
        stage.move_clock_to(&self.at)?;
        let before = stage.texts_to(&self.person)?.len();
        let status = self.act(stage)?;
        let outcome = match self.expected {
            Expected::Refused => return refused(status),
            Expected::Text => self.await_text(stage),
            Expected::Held => stage.await_entry(&self.person, self.flow, "held").map(Outcome::Held),
            Expected::Answered(status) => self.await_answer(stage, before, status),
            Expected::Skipped(code) => self.await_skip(stage, code),
            Expected::NothingMore => {
                stage.settle()?;
                let after = stage.texts_to(&self.person)?.len();
                ensure!(after == before, "{} more texts came", after - before);
                Ok(Outcome::NothingMore)
            }
        };
        outcome.with_context(|| format!("{}: the day went differently", self.narration))
    }

    fn act(&self, stage: &Stage) -> anyhow::Result<u64> {
        match &self.deed {
            Deed::Wait => Ok(200),
            Deed::Event { event, times, forged } => stage.emit(event, *times, *forged),
            Deed::Reply(words) => stage.reply(&self.person, words).map(|()| 200),
        }
    }

    fn await_text(&self, stage: &Stage) -> anyhow::Result<Outcome> {
        let entry = stage.await_entry(&self.person, self.flow, "accepted")?;
        let sent = |sms: &Sms| entry.body.as_deref() == Some(sms.body.as_str());
        let mut texts: Vec<Sms> = stage.texts_to(&self.person)?.into_iter().filter(sent).collect();
        ensure!(texts.len() == 1, "{} texts of {} to {}", texts.len(), self.flow, self.person.name);
        texts.pop().map(|sms| Outcome::Text(sms, entry)).context("no text")
    }

    fn await_answer(&self, stage: &Stage, before: usize, status: &str) -> anyhow::Result<Outcome> {
        let answer = stage.await_text(&self.person, before)?;
        let consent = stage.consent(&self.person)?;
        ensure!(consent.status == status, "{} is {}, not {status}", self.person.name, consent.status);
        Ok(Outcome::Answered(answer, consent))
    }

    fn await_skip(&self, stage: &Stage, code: &str) -> anyhow::Result<Outcome> {
        let entry = stage.await_entry(&self.person, self.flow, "skipped")?;
        ensure!(
            entry.codes().last().is_some_and(|last| *last == code),
            "not sent, but because of {:?}",
            entry.codes()
        );
        Ok(Outcome::Skipped(entry))
    }
}

fn refused(status: u64) -> anyhow::Result<Outcome> {
    match status {
        400..=499 => Ok(Outcome::Refused(status)),
        other => bail!("a forged webhook was answered {other}"),
    }
}
