//! Whether a text is true. It is not where it is otherwise than what really happened, and somebody had heard of that when
//! the text went.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use rechime_domain::trigger::Trigger;

use crate::{
    history::{ChargeStatus, Event, Object, Reality, Status, What, day_of},
    machine::Sent,
};

/// A history, and when each of its webhooks was first heard of.
pub(crate) struct Judge<'a> {
    pub(crate) events: &'a [Event],
    /// By the event's place: of each object when its body of that event came.
    pub(crate) heard: Vec<BTreeMap<Object, Timestamp>>,
}

impl Judge<'_> {
    /// What is wrong with a text, if anything is.
    pub(crate) fn fault(&self, text: &Sent) -> Option<String> {
        let fault = Knowledge { events: self.events, heard: Some(&self.heard) }.fault(text)?;
        Knowledge { events: self.events, heard: None }.fault(text).map(|_| fault)
    }
}

/// What a text is held against.
struct Knowledge<'a> {
    events: &'a [Event],
    /// What had been heard of; none for what really happened.
    heard: Option<&'a [BTreeMap<Object, Timestamp>]>,
}

impl Knowledge<'_> {
    /// The last event that is known of an object by then, and what was so after it.
    fn last(&self, object: Object, by: Timestamp) -> Option<(Timestamp, &Reality)> {
        let is_known = |place: usize, event: &Event| match self.heard {
            Some(heard) => heard[place].get(&object).is_some_and(|at| *at <= by),
            None => event.at <= by,
        };
        let mut known = self.events.iter().enumerate().filter(|(place, event)| is_known(*place, event));
        known.next_back().map(|(_, event)| (event.at, &event.after))
    }

    fn fault(&self, text: &Sent) -> Option<String> {
        let says = Says::of(&text.body);
        match text.trigger {
            Trigger::UpcomingOrder => self.upcoming(text, &says),
            Trigger::OrderProcessed => self.processed(text),
            Trigger::ChargeWillBeRetried | Trigger::ChargeFailed | Trigger::ChargePaid => {
                self.charge(text, &says)
            }
            _ => self.subscription(text, &says),
        }
    }

    fn subscription(&self, text: &Sent, says: &Says) -> Option<String> {
        let object = match text.trigger {
            Trigger::CustomerAccountActivation => Object::Customer,
            _ => Object::Subscription,
        };
        let Some((_, reality)) = self.last(object, text.at) else {
            return Some("nothing happened".to_owned());
        };
        let it = reality.subscription.as_ref()?;
        let is_so = match text.trigger {
            Trigger::SubscriptionStarted | Trigger::CustomerAccountActivation => it.status == Status::Active,
            Trigger::SubscriptionPaused => it.status == Status::Active && it.is_paused,
            Trigger::SubscriptionResumed => it.status == Status::Active && !it.is_paused,
            Trigger::SubscriptionCanceled => it.status == Status::Canceled,
            Trigger::SubscriptionExpired => it.status == Status::Expired,
            Trigger::OrderSkipped => it.status == Status::Active && !it.is_paused && it.passed_over.is_some(),
            _ => false,
        };
        let names = [says.next.as_deref(), says.until.as_deref()];
        let next = it.next.map(words);
        let names_another =
            names.into_iter().flatten().any(|day| !next.as_deref().is_some_and(|next| same(day, next)));
        (!is_so || names_another).then(|| format!("by then {it:?}"))
    }

    fn upcoming(&self, text: &Sent, says: &Says) -> Option<String> {
        let day = says.order.as_deref()?;
        let announced = self.charges().into_iter().filter(|id| {
            self.last(Object::Charge(*id), text.at)
                .and_then(|(_, reality)| reality.charges.get(id))
                .is_some_and(|charge| same(day, &words(charge.day)))
        });
        let faults: Vec<Option<String>> = announced.map(|id| self.announced(text, id, day)).collect();
        if faults.is_empty() {
            return Some("no charge of that day".to_owned());
        }
        faults.into_iter().min().flatten()
    }

    /// What speaks against an announced charge: itself, or what was heard of its subscription later.
    fn announced(&self, text: &Sent, id: u64, day: &str) -> Option<String> {
        let (at, reality) = self.last(Object::Charge(id), text.at)?;
        let charge = &reality.charges[&id];
        if charge.status != ChargeStatus::Queued || charge.day < day_of(text.at) {
            return Some(format!("by then {charge:?}"));
        }
        let (later, reality) = self.last(Object::Subscription, text.at).filter(|(later, _)| *later > at)?;
        let it = reality.subscription.as_ref()?;
        let is_wanted = it.status == Status::Active && !it.is_paused;
        let is_due = it.next.is_some_and(|next| same(day, &words(next)));
        (!is_wanted || !is_due).then(|| format!("by then (of {later}) {it:?}"))
    }

    fn processed(&self, text: &Sent) -> Option<String> {
        let id = number(&text.occurrence)?;
        let (_, reality) = self.last(Object::Order(id), text.at)?;
        reality
            .orders
            .get(&id)
            .is_none_or(|order| order.is_canceled)
            .then(|| "the order is canceled".to_owned())
    }

    fn charge(&self, text: &Sent, says: &Says) -> Option<String> {
        let id = number(&text.occurrence)?;
        let (_, reality) = self.last(Object::Charge(id), text.at)?;
        let Some(charge) = reality.charges.get(&id) else {
            return Some("there is no such charge".to_owned());
        };
        let is_so = match (text.trigger, charge.status) {
            (Trigger::ChargeWillBeRetried, ChargeStatus::Error { retry_on: Some(day) }) => {
                day >= day_of(text.at) && says.retry.as_deref().is_none_or(|said| same(said, &words(day)))
            }
            (Trigger::ChargeFailed, ChargeStatus::Error { retry_on: None })
            | (Trigger::ChargePaid, ChargeStatus::Success) => true,
            _ => false,
        };
        (!is_so).then(|| format!("by then {charge:?}"))
    }

    fn charges(&self) -> Vec<u64> {
        self.events.last().map(|event| event.after.charges.keys().copied().collect()).unwrap_or_default()
    }
}

/// The triggers of what happens, where its webhooks come at once and in order.
pub(crate) fn expected(events: &[Event]) -> Vec<Trigger> {
    let (mut told, mut skipped): (Vec<Trigger>, BTreeSet<Option<Date>>) = Default::default();
    let next = |event: &Event| event.after.subscription.as_ref().and_then(|it| it.next);
    let retried = |events: &[Event], until: usize| {
        events.iter().take(until).any(|event| event.what == What::FailedAgain || event.what == What::Failed)
    };
    for (place, event) in events.iter().enumerate() {
        match event.what {
            What::Created => {
                told.extend([Trigger::SubscriptionStarted, Trigger::CustomerAccountActivation]);
            }
            What::Paused | What::PausedOpen => told.push(Trigger::SubscriptionPaused),
            What::ResumedEarly | What::Reactivated => told.push(Trigger::SubscriptionResumed),
            // Skipping again what was taken back leads to the day that the first text named.
            What::Skipped if skipped.insert(next(event)) => told.push(Trigger::OrderSkipped),
            What::Canceled => told.push(Trigger::SubscriptionCanceled),
            What::Expired => told.push(Trigger::SubscriptionExpired),
            What::Upcoming => told.push(Trigger::UpcomingOrder),
            What::Failed if !retried(events, place) => told.push(Trigger::ChargeWillBeRetried),
            What::GivenUp => told.push(Trigger::ChargeFailed),
            What::Paid => told.push(Trigger::ChargePaid),
            What::Processed => told.push(Trigger::OrderProcessed),
            _ => {}
        }
    }
    told
}

/// The days that a text names.
struct Says {
    next: Option<String>,
    until: Option<String>,
    order: Option<String>,
    retry: Option<String>,
}

impl Says {
    fn of(body: &str) -> Self {
        let value = |name: &str| {
            let rest = body.split(&format!("{name}=")).nth(1)?;
            let end = ["next=", "until=", "order=", "retry="].iter().filter_map(|name| rest.find(name)).min();
            let value = rest.get(..end.unwrap_or(rest.len()))?.trim();
            (value != "-").then(|| value.to_owned())
        };
        Self { next: value("next"), until: value("until"), order: value("order"), retry: value("retry") }
    }
}

/// A day as a customer reads it. A year may follow.
fn words(day: Date) -> String {
    day.strftime("%b %-d").to_string()
}

fn same(said: &str, day: &str) -> bool {
    said == day || said.strip_prefix(day).is_some_and(|rest| rest.starts_with(','))
}

/// The number in `charge:100:paid`.
fn number(occurrence: &str) -> Option<u64> {
    occurrence.split(':').nth(1)?.parse().ok()
}
