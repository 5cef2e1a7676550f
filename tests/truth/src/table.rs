//! The domain's table of what is true, row by row: of every trigger each state that contradicts it and each change that
//! undoes it, by every proof, and before, while and after its text waits.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan};
use rechime_domain::{
    facts::FactKind,
    job::Proof,
    trigger::Trigger,
    truth::{ObjectState, borne_out_by, undone_by},
};
use serde_json::{Value, json};

use crate::{
    history::{Event, Object, Webhook, What, happen},
    machine::{Machine, Night},
    orders::{DAY, NIGHT, objects},
};

const PROOFS: [Proof; 4] =
    [Proof::TimestampedSignature, Proof::LegacySignature, Proof::PathKey, Proof::Backfill];

const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// What happens until a trigger's event, which is the last of it.
fn until(trigger: Trigger) -> Vec<What> {
    use What::{
        Canceled, Created, Expired, Failed, GivenUp, Paid, Paused, Processed, Reactivated, Skipped, Upcoming,
    };
    match trigger {
        Trigger::SubscriptionStarted | Trigger::CustomerAccountActivation => vec![Created],
        Trigger::SubscriptionPaused => vec![Created, Paused],
        Trigger::SubscriptionResumed => vec![Created, Canceled, Reactivated],
        Trigger::SubscriptionCanceled => vec![Created, Canceled],
        Trigger::SubscriptionExpired => vec![Created, Expired],
        Trigger::UpcomingOrder => vec![Created, Upcoming],
        Trigger::OrderSkipped => vec![Created, Skipped],
        Trigger::OrderProcessed => vec![Created, Upcoming, Paid, Processed],
        Trigger::ChargeWillBeRetried => vec![Created, Upcoming, Failed],
        Trigger::ChargeFailed => vec![Created, Upcoming, Failed, GivenUp],
        Trigger::ChargePaid => vec![Created, Upcoming, Paid],
    }
}

/// What happens after a trigger's event so that a kind of change comes to be known; none where it cannot, after that.
fn then(trigger: Trigger, kind: FactKind) -> Option<Vec<What>> {
    use What::{
        Canceled, Expired, FailedAgain, GivenUp, MovedLater, OrderCanceled, Paid, Paused, Reactivated,
        Refunded, ResumedEarly, Skipped, Unskipped,
    };
    let is_over = matches!(trigger, Trigger::SubscriptionCanceled | Trigger::SubscriptionExpired);
    Some(match kind {
        FactKind::Canceled if is_over => vec![Reactivated, Canceled],
        FactKind::Canceled | FactKind::Deactivated | FactKind::Deleted => vec![Canceled],
        FactKind::Expired if is_over => vec![Reactivated, Expired],
        FactKind::Expired if trigger != Trigger::SubscriptionPaused => vec![Expired],
        FactKind::Resumed if is_over => vec![Reactivated],
        FactKind::Resumed => vec![ResumedEarly],
        FactKind::Updated if is_over => vec![Reactivated, MovedLater],
        FactKind::Paused if is_over => vec![Reactivated, Paused],
        FactKind::Paused => vec![Paused],
        FactKind::Skipped if is_over => vec![Reactivated, Skipped],
        FactKind::Unskipped if is_over => vec![Reactivated, Skipped, Unskipped],
        FactKind::Unskipped => vec![Unskipped],
        FactKind::Retried if trigger == Trigger::UpcomingOrder => vec![What::Failed, FailedAgain],
        FactKind::Failed if trigger == Trigger::UpcomingOrder => vec![What::Failed, GivenUp],
        FactKind::Failed => vec![GivenUp],
        FactKind::Paid => vec![Paid],
        FactKind::Refunded if trigger == Trigger::ChargePaid => vec![Refunded],
        FactKind::Refunded => vec![Paid, Refunded],
        FactKind::OrderCanceled if trigger == Trigger::OrderProcessed => vec![OrderCanceled],
        _ => return None,
    })
}

/// When what undoes a text is heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Before the event itself, whose webhooks come late.
    Before,
    /// While the text waits for the morning.
    Waiting,
    /// Once it went; then the event comes again.
    After,
}

/// A trigger's event, what undoes it, and when each is heard of.
struct Undoing {
    events: Vec<Event>,
    /// The place of the event.
    told: usize,
    proof: Proof,
    when: When,
}

impl Undoing {
    async fn play(&self) -> Machine {
        let start = self.events[0].at - minutes(1);
        let night = if self.when == When::After { Night::Sends } else { Night::Holds };
        let mut machine = Machine::new(start, night).await;
        let end = self.events[self.events.len() - 1].at + SignedDuration::from_hours(30);
        for event in &self.events {
            machine.recharge_has(event.at, objects(&event.after, event.at));
        }
        if self.proof == Proof::Backfill {
            self.looks(end).into_iter().for_each(|at| machine.look_back(at));
        } else {
            self.deliver(&mut machine);
        }
        machine.run_until(end).await;
        machine
    }

    fn deliver(&self, machine: &mut Machine) {
        let soon = SignedDuration::from_secs(2);
        for (place, event) in self.events.iter().enumerate() {
            let late = self.when == When::Before && place == self.told;
            let came = event.at + if late { minutes(240) } else { soon };
            let again = (self.when == When::After && place == self.told).then(|| event.at + minutes(600));
            for Webhook { topic, body, .. } in &event.webhooks {
                for at in [came].into_iter().chain(again) {
                    machine.webhook(at, topic, body, self.proof);
                }
            }
        }
    }

    /// Upkeep finds the event together with what undid it, or first the one and then the other.
    fn looks(&self, end: Timestamp) -> Vec<Timestamp> {
        let first = self.events[self.told].at + minutes(2);
        let from = if self.when == When::Before {
            self.events[self.events.len() - 1].at + minutes(2)
        } else {
            first
        };
        from.series(1.hour()).take_while(|at| *at < end).collect()
    }
}

/// All of a trigger that is undone, by the domain's table.
fn undoings(trigger: Trigger) -> Vec<Undoing> {
    let mut all = Vec::new();
    for kind in undone_by(trigger) {
        let Some(after) = then(trigger, *kind) else { continue };
        for when in [When::Before, When::Waiting, When::After] {
            let (before, start) = (until(trigger), if when == When::After { DAY } else { NIGHT });
            let told = before.len() - 1;
            let script: Vec<_> =
                [before, after.clone()].concat().into_iter().map(|what| (what, minutes(20))).collect();
            let events = happen(start.parse().unwrap(), &script, true).expect("it can happen");
            all.extend(PROOFS.map(|proof| Undoing { events: events.clone(), told, proof, when }));
        }
    }
    all
}

/// No text of a trigger goes once something that undoes it is known, and none goes again.
#[tokio::test]
async fn what_undoes_a_text_keeps_it_from_going_whenever_and_however_it_is_heard_of() {
    let (mut played, mut undone) = (0, BTreeSet::new());
    for trigger in Trigger::ALL {
        for case in undoings(trigger) {
            let machine = case.play().await;
            let texts = machine.sent.iter().filter(|text| text.trigger == trigger).count();
            let shown = format!("{trigger}, {:?} {:?} of {:?}", case.proof, case.when, scripts(&case.events));
            match case.when {
                When::Before | When::Waiting => assert_eq!(texts, 0, "{shown}\n{}", machine.story().await),
                When::After => assert!(texts < 2, "{shown}\n{}", machine.story().await),
            }
            if case.proof == Proof::TimestampedSignature {
                assert!(texts > 0 || !machine.skips(trigger).await.is_empty(), "no reason: {shown}");
                undone.insert(trigger);
            }
            assert!(machine.is_clean().await, "{shown}");
            played += 1;
        }
    }
    assert_eq!(undone.len(), Trigger::ALL.len(), "each trigger has something that undoes it");
    println!("undoings: {played} cases, none untrue");
}

fn scripts(events: &[Event]) -> Vec<What> {
    events.iter().map(|event| event.what).collect()
}

/// The object of a trigger's event, with its envelope's name.
fn genuine(trigger: Trigger) -> (Vec<Event>, Webhook) {
    let script: Vec<_> = until(trigger).into_iter().map(|what| (what, minutes(20))).collect();
    let events = happen(DAY.parse().unwrap(), &script, true).unwrap();
    let last = &events[events.len() - 1];
    let is_customers = |webhook: &&Webhook| {
        (trigger == Trigger::CustomerAccountActivation) == (webhook.object == Object::Customer)
    };
    let webhook = last.webhooks.iter().find(is_customers).unwrap().clone();
    (events, webhook)
}

/// What an object has that says of itself to be in a state; none where no such object can be.
fn fields(kind: &str, state: ObjectState, at: Timestamp) -> Option<Value> {
    Some(match (kind, state) {
        ("subscription", ObjectState::Active) => json!({ "status": "active", "cancelled_at": null }),
        ("subscription", ObjectState::Canceled) => json!({ "status": "cancelled", "cancelled_at": at }),
        ("subscription", ObjectState::Expired) => {
            json!({ "status": "expired", "next_charge_scheduled_at": null })
        }
        ("subscription", ObjectState::OneTime) => json!({ "status": "onetime" }),
        ("charge" | "order", ObjectState::Queued) => json!({ "status": "queued", "processed_at": null }),
        ("charge" | "order", ObjectState::Succeeded) => {
            json!({ "status": "success", "processed_at": at, "error_type": null, "retry_date": null })
        }
        ("charge", ObjectState::WillBeRetried) => json!({
            "status": "error", "error_type": "CARD_DECLINED", "last_charge_attempt": at, "retry_date": "2026-12-20"
        }),
        ("charge", ObjectState::Failed) => json!({
            "status": "error", "error_type": "CLOSED_MAX_RETRIES_REACHED", "last_charge_attempt": at, "retry_date": null
        }),
        ("charge", ObjectState::Refunded) => json!({ "status": "refunded", "error_type": null }),
        ("charge", ObjectState::Other) => json!({ "status": "pending_manual_payment", "error_type": null }),
        ("order", ObjectState::Canceled) => json!({ "status": "cancelled" }),
        ("order", ObjectState::Other) => json!({ "status": "error" }),
        ("customer", ObjectState::Active) => json!({ "subscriptions_active_count": 1 }),
        ("customer", ObjectState::Inactive) => json!({ "subscriptions_active_count": 0 }),
        _ => return None,
    })
}

/// Every topic of a trigger, with an object whose state bears another one out or none.
#[tokio::test]
async fn a_topic_whose_object_says_otherwise_makes_no_text_of_it() {
    let mut played = 0;
    for trigger in Trigger::ALL {
        let (events, webhook) = genuine(trigger);
        let kind = webhook.topic.split('/').next().unwrap();
        let (at, last) = (events[events.len() - 1].at, &events[events.len() - 1]);
        for state in ObjectState::ALL.into_iter().filter(|state| *state != borne_out_by(trigger)) {
            let Some(changes) = fields(kind, state, at) else { continue };
            let mut body = webhook.body.clone();
            body[kind].as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            for proof in PROOFS {
                for night in [Night::Sends, Night::Holds] {
                    let mut machine = Machine::new(events[0].at - minutes(1), night).await;
                    let mut has = objects(&last.after, at);
                    has.retain(|(_, object)| object.get(kind).is_none());
                    has.push((subject(&webhook.object), body.clone()));
                    machine.recharge_has(at, has);
                    if proof == Proof::Backfill {
                        machine.look_back(at + minutes(2));
                    } else {
                        machine.webhook(at + SignedDuration::from_secs(2), webhook.topic, &body, proof);
                    }
                    machine.run_until(at + SignedDuration::from_hours(30)).await;
                    let told: Vec<_> = machine.sent.iter().map(|text| text.trigger).collect();
                    let shown = format!("{trigger} of an object that is {state:?}, {proof:?}: told {told:?}");
                    assert!(!told.contains(&trigger), "{shown}\n{}", machine.story().await);
                    // Where upkeep looks, it finds the other objects as well.
                    let about_it = told.iter().filter(|told| kind_of(**told) == kind);
                    assert!(
                        about_it.map(|told| borne_out_by(*told)).all(|needed| needed == state),
                        "{shown}"
                    );
                    played += 1;
                }
            }
        }
    }
    println!("contradicting states: {played} cases, none untrue");
}

/// The name of the object that tells of a trigger.
fn kind_of(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::OrderProcessed => "order",
        Trigger::UpcomingOrder
        | Trigger::ChargeWillBeRetried
        | Trigger::ChargeFailed
        | Trigger::ChargePaid => "charge",
        Trigger::CustomerAccountActivation => "customer",
        _ => "subscription",
    }
}

fn subject(object: &Object) -> rechime_domain::occurrence::Subject {
    use rechime_domain::occurrence::Subject;
    match object {
        Object::Subscription => Subject::Subscription("7".to_owned()),
        Object::Charge(id) => Subject::Charge(id.to_string()),
        Object::Order(id) => Subject::Order(id.to_string()),
        Object::Customer => Subject::Customer("9".to_owned()),
    }
}

/// The topics that carry an object of a kind.
fn topics(kind: &str) -> &'static [&'static str] {
    match kind {
        "subscription" => &[
            "subscription/created",
            "subscription/paused",
            "subscription/activated",
            "subscription/cancelled",
            "subscription/deleted",
            "subscription/updated",
            "subscription/skipped",
            "subscription/unskipped",
            "subscription/swapped",
        ],
        "charge" => &[
            "charge/upcoming",
            "charge/failed",
            "charge/max_retries_reached",
            "charge/paid",
            "charge/refunded",
            "charge/deleted",
        ],
        "order" => &["order/upcoming", "order/processed", "order/cancelled"],
        _ => &["customer/activated", "customer/deactivated"],
    }
}

/// Whoever captured one signed body may send it to every address that we have.
#[tokio::test]
async fn one_body_under_any_topics_makes_at_most_one_triggers_text() {
    let mut played = 0;
    for trigger in Trigger::ALL {
        let (events, webhook) = genuine(trigger);
        let kind = webhook.topic.split('/').next().unwrap();
        let (at, last) = (events[events.len() - 1].at, &events[events.len() - 1]);
        let all = topics(kind);
        let orders = (0..all.len()).flat_map(|first| {
            let turned = [&all[first..], &all[..first]].concat();
            [turned.clone(), turned.into_iter().rev().collect()]
        });
        for topics in orders {
            for proof in [Proof::TimestampedSignature, Proof::LegacySignature, Proof::PathKey] {
                let mut machine = Machine::new(events[0].at - minutes(1), Night::Sends).await;
                machine.recharge_has(at, objects(&last.after, at));
                for (place, topic) in topics.iter().enumerate() {
                    let came = at + SignedDuration::from_secs(2 + 40 * i64::try_from(place).unwrap());
                    machine.webhook(came, topic, &webhook.body, proof);
                }
                machine.run_until(at + SignedDuration::from_hours(1)).await;
                let told: BTreeSet<_> = machine.sent.iter().map(|text| text.trigger).collect();
                let shown = format!("{trigger}'s body by {proof:?} as {topics:?}: {told:?}");
                assert!(told.len() < 2 && machine.sent.len() < 2, "{shown}\n{}", machine.story().await);
                played += 1;
            }
        }
    }
    println!("one body under any topics: {played} cases, one trigger's text at most");
}
