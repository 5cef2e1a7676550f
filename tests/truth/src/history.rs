//! What really happens to one subscription, its charges and its orders, and the bodies that Recharge sends of it.
//!
//! It is written by Recharge's documentation and recorded payloads, and knows nothing of how the product reads them.

mod bodies;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Created,
    Paused,
    PausedOpen,
    ResumedEarly,
    Skipped,
    Unskipped,
    MovedSooner,
    MovedLater,
    Swapped,
    Canceled,
    Reactivated,
    Expired,
    Upcoming,
    Failed,
    FailedAgain,
    GivenUp,
    Paid,
    Refunded,
    Processed,
    OrderCanceled,
}

impl What {
    pub(crate) const ALL: [Self; 20] = [
        Self::Created,
        Self::Paused,
        Self::PausedOpen,
        Self::ResumedEarly,
        Self::Skipped,
        Self::Unskipped,
        Self::MovedSooner,
        Self::MovedLater,
        Self::Swapped,
        Self::Canceled,
        Self::Reactivated,
        Self::Expired,
        Self::Upcoming,
        Self::Failed,
        Self::FailedAgain,
        Self::GivenUp,
        Self::Paid,
        Self::Refunded,
        Self::Processed,
        Self::OrderCanceled,
    ];
}

/// How a subscription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Canceled,
    Expired,
}

/// The subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) status: Status,
    pub(crate) next: Option<Date>,
    pub(crate) is_paused: bool,
    /// The day of the order that was skipped last, while that is not taken back.
    pub(crate) skipped: Option<Date>,
    /// The day of the first order that was skipped, while the next one is later.
    pub(crate) passed_over: Option<Date>,
    created_at: Timestamp,
    updated_at: Timestamp,
    /// When its charges were last made anew.
    planned_at: Timestamp,
    cancelled_at: Option<Timestamp>,
}

/// How a charge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChargeStatus {
    Queued,
    /// It is not planned any more: skipped, put off, or deleted.
    Gone,
    Error {
        retry_on: Option<Date>,
    },
    Success,
    Refunded,
}

/// A charge.
#[derive(Clone, Debug)]
pub(crate) struct Charge {
    pub(crate) status: ChargeStatus,
    pub(crate) day: Date,
    attempts: u64,
    attempted_at: Option<Timestamp>,
    processed_at: Option<Timestamp>,
    updated_at: Timestamp,
}

/// An order.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) is_canceled: bool,
    processed_at: Timestamp,
    updated_at: Timestamp,
}

/// All that is so at a moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reality {
    pub(crate) subscription: Option<Subscription>,
    pub(crate) charges: BTreeMap<u64, Charge>,
    pub(crate) orders: BTreeMap<u64, Order>,
    /// Whether a skip changes the subscription's `updated_at`. Recorded payloads say that it does not; nobody promises.
    pub(crate) skips_move_time: bool,
}

/// The object that a body is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Object {
    Subscription,
    Charge(u64),
    Order(u64),
    Customer,
}

/// A webhook of Recharge's.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) object: Object,
    pub(crate) topic: &'static str,
    pub(crate) body: Value,
}

/// Something that happened, what it made of the world, and what Recharge sends of it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) what: What,
    pub(crate) after: Reality,
    pub(crate) webhooks: Vec<Webhook>,
}

/// A day of the shop's calendar, which is Recharge's own.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::get("America/New_York").unwrap()).date()
}

/// Lets things happen one after the other, as far as they can: nothing is paused that was canceled. `None` where the
/// last of them cannot.
pub(crate) fn happen(
    start: Timestamp,
    script: &[(What, SignedDuration)],
    skips_move_time: bool,
) -> Option<Vec<Event>> {
    let (mut reality, mut at) = (Reality { skips_move_time, ..Reality::default() }, start);
    let mut events = Vec::new();
    for (what, gap) in script {
        at += *gap;
        let webhooks = reality.apply(*what, at)?;
        events.push(Event { at, what: *what, after: reality.clone(), webhooks });
    }
    Some(events)
}

impl Reality {
    fn apply(&mut self, what: What, at: Timestamp) -> Option<Vec<Webhook>> {
        match what {
            What::Created => self.create(at),
            What::Upcoming
            | What::Failed
            | What::FailedAgain
            | What::GivenUp
            | What::Paid
            | What::Refunded => self.charge(what, at),
            What::Processed | What::OrderCanceled => self.order(what, at),
            _ => self.change(what, at),
        }
    }

    fn create(&mut self, at: Timestamp) -> Option<Vec<Webhook>> {
        if self.subscription.is_some() {
            return None;
        }
        self.subscription = Some(Subscription {
            status: Status::Active,
            next: Some(day_of(at) + 10.days()),
            is_paused: false,
            skipped: None,
            passed_over: None,
            created_at: at,
            updated_at: at,
            planned_at: at,
            cancelled_at: None,
        });
        Some(vec![
            self.subscription_webhook("subscription/created"),
            self.customer_webhook("customer/activated", at),
        ])
    }

    /// Something that only the subscription changes by, and with it what is planned.
    fn change(&mut self, what: What, at: Timestamp) -> Option<Vec<Webhook>> {
        let moves_time = self.skips_move_time;
        let it = self.subscription.as_mut()?;
        let is_running = it.status == Status::Active && !it.is_paused;
        let topics: &[&'static str] = match what {
            What::Paused | What::PausedOpen if is_running => {
                (it.is_paused, it.skipped) = (true, None);
                it.next = (what == What::Paused).then(|| day_of(at) + 90.days());
                &["subscription/paused", "subscription/updated"]
            }
            What::ResumedEarly if it.status == Status::Active && it.is_paused => {
                (it.is_paused, it.next) = (false, Some(day_of(at) + 5.days()));
                &["subscription/updated"]
            }
            What::Skipped if is_running => {
                (it.skipped, it.next) = (it.next, it.next.map(|day| day + 30.days()));
                &["subscription/skipped"]
            }
            What::Unskipped if is_running && it.skipped.is_some() => {
                it.next = it.skipped.take();
                &["subscription/unskipped"]
            }
            What::MovedSooner | What::MovedLater if is_running => {
                let days = if what == What::MovedSooner { -2 } else { 9 };
                (it.next, it.skipped) = (it.next.map(|day| day + days.days()), None);
                &["subscription/updated"]
            }
            What::Swapped if is_running => &["subscription/swapped"],
            What::Canceled if it.status == Status::Active => {
                (it.status, it.cancelled_at, it.next) = (Status::Canceled, Some(at), None);
                (it.is_paused, it.skipped) = (false, None);
                &["subscription/cancelled"]
            }
            What::Expired if is_running => {
                (it.status, it.next, it.skipped) = (Status::Expired, None, None);
                &["subscription/updated"]
            }
            What::Reactivated if it.status != Status::Active => {
                (it.status, it.cancelled_at, it.next) = (Status::Active, None, Some(day_of(at) + 12.days()));
                &["subscription/activated"]
            }
            _ => return None,
        };
        it.passed_over = it.passed_over.or(it.skipped).filter(|day| it.next.is_some_and(|next| next > *day));
        it.planned_at = at;
        if moves_time || !matches!(what, What::Skipped | What::Unskipped) {
            it.updated_at = at;
        }
        let mut webhooks: Vec<_> = topics.iter().map(|topic| self.subscription_webhook(topic)).collect();
        webhooks.extend(self.plan_anew(at));
        match what {
            What::Canceled | What::Expired => {
                webhooks.push(self.customer_webhook("customer/deactivated", at));
            }
            What::Reactivated => webhooks.push(self.customer_webhook("customer/activated", at)),
            _ => {}
        }
        Some(webhooks)
    }

    /// What is planned follows the subscription; a charge that is tried goes with it.
    fn plan_anew(&mut self, at: Timestamp) -> Vec<Webhook> {
        let Some(it) = &self.subscription else { return Vec::new() };
        let (wanted, is_over) = (it.next.filter(|_| !it.is_paused), it.status != Status::Active);
        let mut deleted = Vec::new();
        for (id, charge) in &mut self.charges {
            let is_open = matches!(charge.status, ChargeStatus::Queued | ChargeStatus::Error { .. });
            let has_other_day = charge.status == ChargeStatus::Queued && wanted != Some(charge.day);
            let was_given_up = matches!(charge.status, ChargeStatus::Error { retry_on: None });
            let is_untried = charge.attempted_at.is_none();
            if charge.status == ChargeStatus::Gone && is_untried && wanted == Some(charge.day) {
                (charge.status, charge.updated_at) = (ChargeStatus::Queued, at);
            } else if has_other_day || (is_open && is_over && !was_given_up) {
                (charge.status, charge.updated_at) = (ChargeStatus::Gone, at);
                deleted.extend(is_over.then_some(*id));
            }
        }
        let gone = |id| Webhook {
            object: Object::Charge(id),
            topic: "charge/deleted",
            body: json!({ "charge": { "id": id } }),
        };
        deleted.into_iter().map(gone).collect()
    }

    fn charge(&mut self, what: What, at: Timestamp) -> Option<Vec<Webhook>> {
        if what == What::Upcoming {
            let it = self.subscription.as_ref().filter(|it| it.status == Status::Active && !it.is_paused)?;
            let (day, updated_at) = (it.next?, it.planned_at);
            if day <= day_of(at) || self.charges.values().any(|charge| charge.day == day) {
                return None;
            }
            let id = 100 + self.charges.len() as u64;
            let (status, attempts) = (ChargeStatus::Queued, 0);
            let charge = Charge { status, day, attempts, attempted_at: None, processed_at: None, updated_at };
            self.charges.insert(id, charge);
            return Some(vec![self.charge_webhook("charge/upcoming", id)]);
        }
        let (id, charge) = self.charges.iter_mut().next_back()?;
        let (id, is_open) = (*id, matches!(charge.status, ChargeStatus::Error { retry_on: Some(_) }));
        let has_failed = matches!(charge.status, ChargeStatus::Error { .. });
        let topic = match what {
            What::Failed if charge.status == ChargeStatus::Queued => {
                (charge.attempts, charge.attempted_at) = (1, Some(at));
                charge.status = ChargeStatus::Error { retry_on: Some(day_of(at) + 1.days()) };
                "charge/failed"
            }
            What::FailedAgain if is_open => {
                (charge.attempts, charge.attempted_at) = (charge.attempts + 1, Some(at));
                charge.status = ChargeStatus::Error { retry_on: Some(day_of(at) + 6.days()) };
                "charge/failed"
            }
            What::GivenUp if is_open => {
                (charge.attempts, charge.attempted_at) = (8, Some(at));
                charge.status = ChargeStatus::Error { retry_on: None };
                "charge/max_retries_reached"
            }
            // The shop can charge what was given up.
            What::Paid if has_failed || charge.status == ChargeStatus::Queued => {
                // The count of tries begins anew with another card.
                (charge.status, charge.processed_at, charge.attempts) = (ChargeStatus::Success, Some(at), 1);
                "charge/paid"
            }
            What::Refunded if charge.status == ChargeStatus::Success => {
                charge.status = ChargeStatus::Refunded;
                "charge/refunded"
            }
            _ => return None,
        };
        charge.updated_at = at;
        Some(vec![self.charge_webhook(topic, id)])
    }

    fn order(&mut self, what: What, at: Timestamp) -> Option<Vec<Webhook>> {
        if what == What::Processed {
            let (charge, _) = self.charges.iter().find(|(id, it)| {
                it.status == ChargeStatus::Success && !self.orders.contains_key(&(**id + 500))
            })?;
            let id = charge + 500;
            self.orders.insert(id, Order { is_canceled: false, processed_at: at, updated_at: at });
            return Some(vec![self.order_webhook("order/processed", id)]);
        }
        let (id, order) = self.orders.iter_mut().find(|(_, order)| !order.is_canceled)?;
        (order.is_canceled, order.updated_at) = (true, at);
        let id = *id;
        Some(vec![self.order_webhook("order/cancelled", id)])
    }
}
