//! Subscriptions: started, paused, resumed, canceled, expired, skipped.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{facts::FactKind, occurrence::Occurrence, trigger::Trigger};

use super::{
    Meaning, Reading, Why,
    payload_context::{PayloadContext, day_part, instant_part},
    same_event,
    tags::{self, Tag},
};
use crate::{
    payload::{PayloadError, subscription::Subscription},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let subscription = Subscription::read(&context.resource)?;
    Ok(match topic {
        // A paused subscription's status stays `active`; only the topic says that it is paused.
        HandledTopic::SubscriptionPaused => paused(context, &subscription),
        // No topic tells of an expiry, so whichever carries the status does.
        _ if subscription.is("expired") => expired(context, &subscription),
        HandledTopic::SubscriptionCreated => created(context, &subscription),
        HandledTopic::SubscriptionActivated => activated(context, &subscription),
        HandledTopic::SubscriptionCancelled => canceled(context, &subscription),
        HandledTopic::SubscriptionDeleted => deleted(context, &subscription),
        HandledTopic::SubscriptionSkipped => skipped(context, &subscription),
        HandledTopic::SubscriptionUnskipped => unskipped(context, &subscription),
        _ => changed(context, &subscription),
    })
}

/// What began longer ago is not news but an import, which keeps the date on which a subscription once began: a webhook
/// is two days late at most. One that is dated to the day of the import looks like any other new subscription: no field
/// of Recharge's tells them apart.
const OLDEST_NEWS: SignedDuration = SignedDuration::from_hours(30 * 24);

fn created(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    if subscription.status.as_deref().is_some_and(|status| status != "active") {
        return context.means_nothing(None, Why::NotActive);
    }
    if subscription.created_at.is_some_and(|at| context.received_at.duration_since(at) > OLDEST_NEWS) {
        return context.means_nothing(None, Why::Imported);
    }
    let started = Trigger::SubscriptionStarted;
    let mut occurrence =
        context.occurrence(started, "started", subscription.created_at, tags_of(subscription));
    occurrence.key = same_event::checkout(&context, subscription).unwrap_or(occurrence.key);
    context.happened(None, occurrence)
}

fn paused(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let resumes_on = subscription.next_charge_on;
    let happening =
        format!("paused:{}:{}", day_part(resumes_on, "open"), instant_part(subscription.updated_at));
    let tags = tags_of(subscription).into_iter().chain([("resume_date", tags::day(resumes_on))]);
    let occurrence =
        context.occurrence(Trigger::SubscriptionPaused, &happening, subscription.updated_at, tags);
    let report = context.report(FactKind::Paused, subscription.updated_at, resumes_on);
    context.happened(Some(report), occurrence)
}

fn activated(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    if subscription.is("cancelled") {
        return context.means_nothing(None, Why::NotActive);
    }
    let report = context.report(FactKind::Resumed, subscription.updated_at, subscription.next_charge_on);
    let occurrence = resumed(&context, subscription);
    context.happened(Some(report), occurrence)
}

fn canceled(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let at = ended_at(subscription);
    let report = context.report(FactKind::Canceled, at, None);
    if subscription.was_canceled_for_payment() {
        return context.means_nothing(Some(report), Why::CanceledForPayment);
    }
    let reason = ("cancellation_reason", tags::text(subscription.cancellation_reason.clone()));
    let tags =
        tags_of(subscription).into_iter().filter(|(name, _)| *name != "next_charge_date").chain([reason]);
    let happening = format!("canceled:{}", instant_part(at));
    let occurrence = context.occurrence(Trigger::SubscriptionCanceled, &happening, at, tags);
    context.happened(Some(report), occurrence)
}

fn deleted(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let report = context.report(FactKind::Canceled, ended_at(subscription), None);
    context.means_nothing(Some(report), Why::Deleted)
}

fn expired(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let report = context.report(FactKind::Expired, subscription.updated_at, None);
    let expired = Trigger::SubscriptionExpired;
    let occurrence = context.occurrence(expired, "expired", subscription.updated_at, tags_of(subscription));
    context.happened(Some(report), occurrence)
}

/// A skip says only which order is the next one. Its `updated_at` is that of the subscription's creation in
/// recorded payloads, so the time of receipt stands in for it. What it leaves to remember is the next date: an
/// announcement of another one is no longer true.
fn skipped(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let happening = format!("skipped:{}", day_part(subscription.next_charge_on, "open"));
    let mut occurrence = context.occurrence(Trigger::OrderSkipped, &happening, None, tags_of(subscription));
    occurrence.key = same_event::skipped_order(&context, subscription).unwrap_or(occurrence.key);
    let report = context.report(FactKind::Updated, None, subscription.next_charge_on);
    context.happened(Some(report), occurrence)
}

fn unskipped(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let report = context.report(FactKind::Unskipped, None, subscription.next_charge_on);
    context.means_nothing(Some(report), Why::Unskipped)
}

/// No topic tells that a pause ended early: the only sign is a new date for the next charge.
fn changed(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let report = context.report(FactKind::Updated, subscription.updated_at, subscription.next_charge_on);
    let may_run =
        subscription.next_charge_on.is_some() && !subscription.is("cancelled") && !subscription.is("onetime");
    if !may_run {
        return context.means_nothing(Some(report), Why::OnlyChanged);
    }
    let occurrence = resumed(&context, subscription);
    context.tells(Some(report), Meaning::IfPaused(occurrence))
}

fn resumed(context: &PayloadContext<'_>, subscription: &Subscription) -> Occurrence {
    let happening = format!("resumed:{}", instant_part(subscription.updated_at));
    let trigger = Trigger::SubscriptionResumed;
    context.occurrence(trigger, &happening, subscription.updated_at, tags_of(subscription))
}

fn ended_at(subscription: &Subscription) -> Option<Timestamp> {
    subscription.cancelled_at.or(subscription.updated_at)
}

fn tags_of(subscription: &Subscription) -> [Tag; 5] {
    [
        ("product_title", tags::text(subscription.product_title.clone())),
        ("quantity", tags::count(subscription.quantity)),
        ("price", tags::money(subscription.price, subscription.currency.as_deref())),
        ("currency", tags::text(subscription.currency.clone())),
        ("next_charge_date", tags::day(subscription.next_charge_on)),
    ]
}
