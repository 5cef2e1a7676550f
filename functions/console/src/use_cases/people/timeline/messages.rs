//! What happened to a message, from its webhook to its receipts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, SourceId},
    message::{MessageRecord, MessageState, PendingMessage, StateChange, Wait},
    reason::moment,
};
use rechime_store::{configs::StoreConfig, people::PersonRows};

use super::super::event::{Event, EventKind};
use crate::use_cases::{activity::entry::StoreClock, reason_view::ReasonView};

/// Tells what happened, in the words and on the clocks of a store.
pub(in crate::use_cases::people) struct Told<'a> {
    pub(super) store: &'a StoreConfig,
    pub(super) clock: StoreClock,
}

/// What the events of one message share.
struct Subject<'a> {
    id: &'a MessageId,
    source: &'a SourceId,
    step: u8,
    received_at: Timestamp,
    decided_at: Option<Timestamp>,
    waits: &'a [Wait],
    is_second_try: bool,
}

impl Told<'_> {
    /// The events of messages that have a row, and of those that wait.
    pub(super) fn of_messages(&self, rows: &[MessageRecord], waiting: &[PendingMessage]) -> Vec<Event> {
        let mut events = Vec::new();
        let mut webhooks = BTreeSet::new();
        for row in rows {
            if !row.source.is_campaign()
                && webhooks.insert((row.received_at, row.occurrence.as_str().to_owned()))
            {
                events.push(self.webhook(&Subject::of_row(row)));
            }
            events.extend(self.of_row(row));
        }
        let have_row: BTreeSet<_> = rows.iter().map(|row| &row.id).collect();
        for message in waiting.iter().filter(|message| !have_row.contains(&message.id)) {
            let occurrence = &message.occurrence;
            let subject = Subject::of_pending(message);
            if !message.source.is_campaign()
                && webhooks.insert((occurrence.received_at, occurrence.key.as_str().to_owned()))
            {
                events.push(self.webhook(&subject));
            }
            events.extend(self.planned(&subject));
        }
        events
    }

    /// What was found too late, unless the message was made because a webhook told of its event in time.
    pub(super) fn of_old_news(&self, rows: &PersonRows, waiting: &[PendingMessage]) -> Vec<Event> {
        let made = rows.messages.iter().map(|row| &row.id).chain(waiting.iter().map(|message| &message.id));
        let made: BTreeSet<_> = made.collect();
        let old_news = rows.old_news.iter().filter(|row| !made.contains(&row.id)).cloned();
        self.of_messages(&old_news.collect::<Vec<_>>(), &[])
    }

    fn of_row(&self, row: &MessageRecord) -> Vec<Event> {
        let subject = Subject::of_row(row);
        let mut events = self.planned(&subject);
        let changes = row.changes();
        events.extend(changes.into_iter().filter_map(|change| self.became(&subject, row, &change)));
        events
    }

    fn webhook(&self, subject: &Subject<'_>) -> Event {
        let flow = self.store.flows.get(subject.source);
        let name =
            flow.map_or_else(|| "something".to_owned(), |flow| flow.trigger.console_name().to_lowercase());
        let why =
            ReasonView::new("webhook", "Recharge reports what happens to the customer's subscriptions.");
        Event {
            why: vec![why],
            ..self.event(
                subject.received_at,
                EventKind::Webhook,
                "received",
                format!("Recharge told of an event: {name}."),
            )
        }
    }

    /// What was decided when the event came, and the waits since.
    fn planned(&self, subject: &Subject<'_>) -> Vec<Event> {
        let Some(decided_at) = subject.decided_at else { return Vec::new() };
        let at = decided_at.max(subject.received_at);
        let decision = match subject.waits.first().filter(|wait| wait.at <= at) {
            Some(wait) => Event {
                until: Some(wait.until.start()),
                why: self.reasons_of_wait(wait),
                ..self.about(
                    subject,
                    at,
                    EventKind::Decision,
                    "wait",
                    "It was decided that the message waits.",
                )
            },
            None if subject.is_second_try => Event {
                why: vec![ReasonView::new("sent_again", "Somebody asked for it in the console.")],
                ..self.about(
                    subject,
                    at,
                    EventKind::Decision,
                    "send_again",
                    "The failed text was sent again as it was.",
                )
            },
            None => Event {
                why: vec![ReasonView::new("planned", nothing_stood_against(subject.source))],
                ..self.about(subject, at, EventKind::Decision, "send", "It was decided to send the message.")
            },
        };
        let waits = subject.waits.iter().map(|wait| self.wait(subject, wait, at));
        std::iter::once(decision).chain(waits).collect()
    }

    fn wait(&self, subject: &Subject<'_>, wait: &Wait, decided_at: Timestamp) -> Event {
        let until = wait.until.start();
        let text = format!("The message waits until {}.", moment::in_words(until, self.clock.zone()));
        Event {
            until: Some(until),
            why: self.reasons_of_wait(wait),
            ..self.about(subject, wait.at.max(decided_at), EventKind::Wait, "held", &text)
        }
    }

    fn reasons_of_wait(&self, wait: &Wait) -> Vec<ReasonView> {
        let why = self.clock.reasons(&wait.why);
        if why.is_empty() {
            return vec![ReasonView::new("waited", "The store's settings had the message wait.")];
        }
        why
    }

    /// What a message became: nothing new where it waits, because its waits tell of that.
    fn became(&self, subject: &Subject<'_>, row: &MessageRecord, change: &StateChange) -> Option<Event> {
        let (kind, text) = described(change)?;
        let event = self.about(subject, change.at, kind, &change.state, &text);
        Some(match kind {
            EventKind::Receipt => {
                let why = ReasonView::new("receipt", "The SMS provider reported it.");
                Event { why: vec![why], ..event }
            }
            EventKind::Text if change.state == "due" => {
                let reason = change.reason.as_deref().unwrap_or_default();
                Event { why: vec![ReasonView::new("given_back", reason)], ..event }
            }
            EventKind::Text => Event {
                body: row.body.clone(),
                segments: row.body.is_some().then_some(row.parts),
                why: self.clock.reasons(&row.why),
                ..event
            },
            _ => Event { why: self.clock.reasons(&row.why), ..event },
        })
    }

    fn about(&self, subject: &Subject<'_>, at: Timestamp, kind: EventKind, what: &str, text: &str) -> Event {
        Event {
            message: Some(subject.id.clone()),
            flow: Some(subject.source.clone()),
            step: Some(subject.step),
            ..self.event(at, kind, what, text.to_owned())
        }
    }
}

/// Nothing happened where a campaign has a text for somebody.
fn nothing_stood_against(source: &SourceId) -> &'static str {
    if source.is_campaign() {
        "Nothing stood against it when the campaign was planned."
    } else {
        "Nothing stood against it when its event came."
    }
}

/// A state in a sentence, and what kind of thing it is.
fn described(change: &StateChange) -> Option<(EventKind, String)> {
    let reason = change.reason.as_deref().unwrap_or_default();
    Some(match change.state.as_str() {
        "skipped" => (EventKind::Decision, "It was decided not to send the message.".to_owned()),
        "sending" => (EventKind::Text, "The text is being handed to the SMS provider.".to_owned()),
        "accepted" => (EventKind::Text, "The text was sent: the SMS provider has it.".to_owned()),
        "failed" => (EventKind::Text, format!("The SMS provider refused the text: {reason}.")),
        "unknown" => (EventKind::Text, format!("It is not known whether the text was sent: {reason}.")),
        "due" => (EventKind::Text, "The text was not sent yet: it is tried again.".to_owned()),
        "delivered" => (EventKind::Receipt, "The text arrived.".to_owned()),
        "undelivered" => (EventKind::Receipt, format!("The text did not arrive: {reason}.")),
        _ => return None,
    })
}

impl<'a> Subject<'a> {
    fn of_row(row: &'a MessageRecord) -> Self {
        // A message that was skipped when its event came was planned by that very decision.
        let decided_at = row.decided_at.filter(|_| !skipped_at_once(row));
        let MessageRecord { id, source, step, received_at, waits, .. } = row;
        let is_second_try = row.second_try_of().is_some();
        Self { id, source, step: *step, received_at: *received_at, decided_at, waits, is_second_try }
    }

    fn of_pending(message: &'a PendingMessage) -> Self {
        let PendingMessage { id, source, step, decided_at, waits, .. } = message;
        Self {
            id,
            source,
            step: *step,
            received_at: message.occurrence.received_at,
            decided_at: *decided_at,
            waits,
            is_second_try: message.again.is_some(),
        }
    }
}

/// Whether the last look skipped a message as soon as it was planned: one decision, told once.
fn skipped_at_once(row: &MessageRecord) -> bool {
    let MessageState::Skipped { at } = row.state else { return false };
    let soon = |decided_at: Timestamp| at.duration_since(decided_at).as_secs() < 60;
    row.waits.is_empty() && row.decided_at.is_some_and(soon)
}
