//! Subscriptions: started, paused, resumed, canceled, expired, skipped.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{facts::FactKind, occurrence::Occurrence, trigger::Trigger};
use serde_json::Value;

use super::{
    Meaning, Reading, Why, sameness,
    scene::{Scene, day_part, instant_part},
    tags::{self, Tag},
};
use crate::{
    payload::{PayloadError, subscription::Subscription},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, scene: Scene<'_>) -> Result<Reading, PayloadError> {
    let subscription = Subscription::read(&scene.resource)?;
    Ok(match topic {
        // A paused subscription's status stays `active`; only the topic says that it is paused.
        HandledTopic::SubscriptionPaused => paused(scene, &subscription),
        // No topic tells of an expiry, so whichever carries the status does.
        _ if subscription.is("expired") => expired(scene, &subscription),
        HandledTopic::SubscriptionCreated => created(scene, &subscription),
        HandledTopic::SubscriptionActivated => activated(scene, &subscription),
        HandledTopic::SubscriptionCancelled => canceled(scene, &subscription),
        HandledTopic::SubscriptionDeleted => deleted(scene, &subscription),
        HandledTopic::SubscriptionSkipped => skipped(scene, &subscription),
        HandledTopic::SubscriptionUnskipped => unskipped(scene, &subscription),
        _ => changed(scene, &subscription),
    })
}

/// What began longer ago is not news but an import, which keeps the date on which a subscription once began: a webhook
/// is two days late at most. One that is dated to the day of the import looks like any other new subscription: no field
/// of Recharge's tells them apart.
const OLDEST_NEWS: SignedDuration = SignedDuration::from_hours(30 * 24);

fn created(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    if subscription.status.as_deref().is_some_and(|status| status != "active") {
        return scene.means_nothing(None, Why::NotActive);
    }
    if subscription.created_at.is_some_and(|at| scene.received_at.duration_since(at) > OLDEST_NEWS) {
        return scene.means_nothing(None, Why::Imported);
    }
    let started = Trigger::SubscriptionStarted;
    let mut occurrence = scene.occurrence(
        started,
        "started",
        subscription.created_at,
        tags_of(subscription, scene.received_at),
    );
    occurrence.key = sameness::checkout(&scene, subscription).unwrap_or(occurrence.key);
    scene.happened(None, occurrence)
}

fn paused(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let resumes_on = subscription.next_charge_on;
    let happening =
        format!("paused:{}:{}", day_part(resumes_on, "open"), instant_part(subscription.updated_at));
    let tags = tags_of(subscription, scene.received_at)
        .into_iter()
        .chain([("resume_date", tags::day(resumes_on, scene.received_at))]);
    let occurrence = scene.occurrence(Trigger::SubscriptionPaused, &happening, subscription.updated_at, tags);
    let report = scene.report(FactKind::Paused, subscription.updated_at, resumes_on);
    scene.happened(Some(report), occurrence)
}

fn activated(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    if subscription.is("cancelled") {
        return scene.means_nothing(None, Why::NotActive);
    }
    let report = scene.report(FactKind::Resumed, subscription.updated_at, subscription.next_charge_on);
    let occurrence = resumed(&scene, subscription);
    scene.happened(Some(report), occurrence)
}

fn canceled(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let at = ended_at(subscription);
    let report = scene.report(FactKind::Canceled, at, None);
    if subscription.was_canceled_for_payment() {
        return scene.means_nothing(Some(report), Why::CanceledForPayment);
    }
    let reason = ("cancellation_reason", tags::text(subscription.cancellation_reason.clone()));
    let tags = tags_of(subscription, scene.received_at)
        .into_iter()
        .filter(|(name, _)| *name != "next_charge_date")
        .chain([reason]);
    let happening = format!("canceled:{}", instant_part(at));
    let occurrence = scene.occurrence(Trigger::SubscriptionCanceled, &happening, at, tags);
    scene.happened(Some(report), occurrence)
}

fn deleted(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let report = scene.report(FactKind::Canceled, ended_at(subscription), None);
    scene.means_nothing(Some(report), Why::Deleted)
}

fn expired(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let report = scene.report(FactKind::Expired, subscription.updated_at, None);
    let expired = Trigger::SubscriptionExpired;
    let occurrence = scene.occurrence(
        expired,
        "expired",
        subscription.updated_at,
        tags_of(subscription, scene.received_at),
    );
    scene.happened(Some(report), occurrence)
}

/// A skip says only which order is the next one. Its `updated_at` is that of the subscription's creation in
/// recorded payloads, so the time of receipt stands in for it. What it leaves to remember is the next date: an
/// announcement of another one is no longer true.
fn skipped(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let happening = format!("skipped:{}", day_part(subscription.next_charge_on, "open"));
    let mut occurrence =
        scene.occurrence(Trigger::OrderSkipped, &happening, None, tags_of(subscription, scene.received_at));
    occurrence.key = sameness::skipped_order(&scene, subscription).unwrap_or(occurrence.key);
    let report = scene.report(FactKind::Updated, None, subscription.next_charge_on);
    scene.happened(Some(report), occurrence)
}

fn unskipped(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let report = scene.report(FactKind::Unskipped, None, subscription.next_charge_on);
    scene.means_nothing(Some(report), Why::Unskipped)
}

/// No topic tells that a pause ended early: the only sign is a new date for the next charge.
fn changed(scene: Scene<'_>, subscription: &Subscription) -> Reading {
    let report = scene.report(FactKind::Updated, subscription.updated_at, subscription.next_charge_on);
    let may_run =
        subscription.next_charge_on.is_some() && !subscription.is("cancelled") && !subscription.is("onetime");
    if !may_run {
        return scene.means_nothing(Some(report), Why::OnlyChanged);
    }
    let occurrence = resumed(&scene, subscription);
    scene.tells(Some(report), Meaning::IfPaused(occurrence))
}

fn resumed(scene: &Scene<'_>, subscription: &Subscription) -> Occurrence {
    let happening = format!("resumed:{}", instant_part(subscription.updated_at));
    let trigger = Trigger::SubscriptionResumed;
    scene.occurrence(trigger, &happening, subscription.updated_at, tags_of(subscription, scene.received_at))
}

fn ended_at(subscription: &Subscription) -> Option<Timestamp> {
    subscription.cancelled_at.or(subscription.updated_at)
}

fn tags_of(subscription: &Subscription, received_at: Timestamp) -> [Tag; 5] {
    let currency = subscription.currency.as_deref();
    [
        ("product_title", tags::text(subscription.product_title.clone())),
        ("quantity", subscription.quantity.map(Value::from)),
        ("price", tags::money(subscription.price, currency)),
        ("currency", currency.map(Value::from)),
        ("next_charge_date", tags::day(subscription.next_charge_on, received_at)),
    ]
}
