//! Subscriptions: started, paused, resumed, canceled, expired, skipped.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    facts::{FactKind, FactReport},
    occurrence::Occurrence,
    trigger::Trigger,
    truth::{Doubt, ObjectState},
};
use serde_json::value::RawValue;

use super::{
    Meaning, Reading, Why,
    payload_context::{PayloadContext, day_part},
    same_event,
    tags::{self, Tag, TagValue},
};
use crate::{
    payload::{PayloadError, envelope::Envelope, subscription::Subscription, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let subscription = Subscription::read(&context.resource)?;
    let (subscription, state) = (&subscription, subscription.state());
    Ok(match (topic, state) {
        // No topic tells of an expiry, so whichever carries the status does.
        (_, ObjectState::Expired) => expired(context, subscription),
        (HandledTopic::SubscriptionCreated, _) => created(context, subscription),
        (HandledTopic::SubscriptionPaused, _) => paused(context, subscription),
        (HandledTopic::SubscriptionActivated, _) => activated(context, subscription),
        (HandledTopic::SubscriptionCancelled, _) => canceled(context, subscription),
        (HandledTopic::SubscriptionSkipped, _) => skipped(context, subscription),
        (HandledTopic::SubscriptionDeleted, ObjectState::Canceled | ObjectState::Untold) => {
            let report = canceled_report(&context, subscription);
            context.means_nothing(Some(report), Why::Deleted)
        }
        (HandledTopic::SubscriptionUnskipped, ObjectState::Active | ObjectState::Untold) => {
            let report = active_report(&context, FactKind::Unskipped, subscription);
            context.means_nothing(Some(report), Why::Unskipped)
        }
        _ => changed(context, subscription),
    })
}

/// Whether two payloads are of one version of a subscription.
pub(super) fn is_same(one: &RawValue, other: &RawValue) -> bool {
    let version = |payload| {
        let envelope = Envelope::parse(payload).ok()?;
        let subscription = Subscription::read(&envelope.resource("subscription").ok()?).ok()?;
        Some((subscription.updated_at?.as_second(), subscription.next_charge_on))
    };
    version(one).is_some_and(|version_of_one| version(other) == Some(version_of_one))
}

/// What began longer ago is not news but an import, which keeps the date on which a subscription once began. One that
/// is dated to the day of the import looks like any other new subscription: no field of Recharge's tells them apart.
const OLDEST_NEWS: SignedDuration = SignedDuration::from_hours(30 * 24);

fn created(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    if subscription.state() == ObjectState::OneTime {
        return context.means_nothing(None, Why::NotActive);
    }
    if subscription.created_at.is_some_and(|at| context.received_at.duration_since(at) > OLDEST_NEWS) {
        return context.means_nothing(None, Why::Imported);
    }
    let mut occurrence = occurrence(&context, Trigger::SubscriptionStarted, "started", subscription);
    occurrence.at = context.moment(subscription.created_at).at;
    occurrence.key = same_event::checkout(&context, subscription).unwrap_or(occurrence.key);
    told_of_active(context, FactKind::Started, subscription, occurrence)
}

fn paused(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let resumes_on = subscription.next_charge_on;
    let happening = format!(
        "paused:{}:{}",
        day_part(resumes_on, "open"),
        same_event::ten_minutes_part(subscription.updated_at)
    );
    let mut occurrence = occurrence(&context, Trigger::SubscriptionPaused, &happening, subscription);
    occurrence
        .tags
        .extend(tags::collect([("resume_date", date_of_charge(subscription))], context.received_at));
    let shows = shows_a_gap(&context, subscription);
    told_of_active(context, FactKind::Paused, subscription, occurrence).shown_by_object(shows)
}

fn activated(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let occurrence = resumed(&context, subscription);
    let looks_paused = shows_a_gap(&context, subscription);
    told_of_active(context, FactKind::Resumed, subscription, occurrence).shown_by_object(!looks_paused)
}

fn canceled(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    if subscription.state() == ObjectState::Canceled && subscription.was_canceled_for_payment() {
        let report = canceled_report(&context, subscription);
        return context.means_nothing(Some(report), Why::CanceledForPayment);
    }
    let happening = format!("canceled:{}", same_event::second_part(subscription.ended_at()));
    let mut occurrence = occurrence(&context, Trigger::SubscriptionCanceled, &happening, subscription);
    occurrence.at = context.moment(subscription.ended_at()).at;
    occurrence.day = None;
    occurrence.tags.remove("next_charge_date");
    let reason = ("cancellation_reason", tags::text(subscription.cancellation_reason.clone()));
    occurrence.tags.extend(tags::collect([reason], context.received_at));
    let report = match subscription.state() {
        ObjectState::Untold => Some(canceled_report(&context, subscription)),
        _ => state_report(&context, subscription),
    };
    let occurrence =
        if subscription.is_prepaid { occurrence.doubted(Doubt::DeliveriesGoOn) } else { occurrence };
    context.confirmed(report, occurrence, subscription.state())
}

fn expired(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let ended_at = subscription.expired_at();
    let happening = format!("expired:{}", same_event::ten_minutes_part(ended_at));
    let mut occurrence = occurrence(&context, Trigger::SubscriptionExpired, &happening, subscription);
    occurrence.at = context.moment(ended_at).at;
    occurrence.day = None;
    occurrence.tags.remove("next_charge_date");
    let report = context.report(FactKind::Expired, ended_at, None);
    let occurrence =
        if subscription.is_prepaid { occurrence.doubted(Doubt::DeliveriesGoOn) } else { occurrence };
    context.happened(Some(report), occurrence)
}

/// A skip says only which order is the next one. Its `updated_at` is that of the subscription's last change before it
/// (in recorded payloads, of its creation).
fn skipped(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let next = subscription.next_charge_on;
    let happening = format!("skipped:{}", day_part(next, "open"));
    let mut occurrence = occurrence(&context, Trigger::OrderSkipped, &happening, subscription);
    occurrence.key = same_event::skipped_order(&context, subscription).unwrap_or(occurrence.key);
    occurrence.stale_from = next.and_then(time::end_of);
    let shows = shows_a_gap(&context, subscription);
    told_of_active(context, FactKind::Skipped, subscription, occurrence).shown_by_object(shows)
}

/// No topic tells that a pause ended early: the only sign is a new date for the next charge, not further away than one
/// usually is.
fn changed(context: PayloadContext<'_>, subscription: &Subscription) -> Reading {
    let report = state_report(&context, subscription);
    let is_active = matches!(subscription.state(), ObjectState::Active | ObjectState::Untold);
    if !is_active || shows_a_gap(&context, subscription) {
        return context.means_nothing(report, Why::OnlyChanged);
    }
    let occurrence = resumed(&context, subscription);
    context.tells(report, Meaning::IfPaused(occurrence))
}

fn resumed(context: &PayloadContext<'_>, subscription: &Subscription) -> Occurrence {
    let happening = format!("resumed:{}", same_event::ten_minutes_part(subscription.updated_at));
    occurrence(context, Trigger::SubscriptionResumed, &happening, subscription)
}

fn occurrence(
    context: &PayloadContext<'_>,
    trigger: Trigger,
    happening: &str,
    subscription: &Subscription,
) -> Occurrence {
    let at = subscription.changed_at();
    let occurrence = context.occurrence(trigger, happening, at, tags_of(subscription));
    Occurrence { day: subscription.next_charge_on, ..occurrence }
}

/// What a topic tells of a subscription that is active by its own state. Of any other it is remembered how it is.
fn told_of_active(
    context: PayloadContext<'_>,
    kind: FactKind,
    subscription: &Subscription,
    occurrence: Occurrence,
) -> Reading {
    let report = match subscription.state() {
        ObjectState::Active | ObjectState::Untold => Some(active_report(&context, kind, subscription)),
        _ => state_report(&context, subscription),
    };
    context.confirmed(report, occurrence, subscription.state())
}

fn active_report(context: &PayloadContext<'_>, kind: FactKind, subscription: &Subscription) -> FactReport {
    context.report(kind, subscription.changed_at(), subscription.next_charge_on)
}

fn canceled_report(context: &PayloadContext<'_>, subscription: &Subscription) -> FactReport {
    context.report(FactKind::Canceled, subscription.ended_at(), None)
}

/// How the subscription is by its own state, whatever the topic says.
fn state_report(context: &PayloadContext<'_>, subscription: &Subscription) -> Option<FactReport> {
    match subscription.state() {
        ObjectState::Active | ObjectState::Untold => {
            Some(active_report(context, FactKind::Updated, subscription))
        }
        ObjectState::Canceled => Some(canceled_report(context, subscription)),
        _ => None,
    }
}

/// Whether the next charge is further away than the subscription's interval is long, which a pause or a skip makes it.
fn shows_a_gap(context: &PayloadContext<'_>, subscription: &Subscription) -> bool {
    let Some(next) = subscription.next_charge_on else { return true };
    let usual = subscription
        .charge_interval
        .and_then(|interval| time::day_of(context.received_at).checked_add(interval).ok());
    usual.is_some_and(|usual| next > usual)
}

/// The next charge date, but for a prepaid subscription's: its deliveries go by dates of their own.
fn date_of_charge(subscription: &Subscription) -> Option<TagValue> {
    tags::day(subscription.next_charge_on.filter(|_| !subscription.is_prepaid))
}

fn tags_of(subscription: &Subscription) -> [Tag; 5] {
    [
        ("product_title", tags::text(subscription.product_title.clone())),
        ("quantity", tags::count(subscription.quantity)),
        ("price", tags::money(subscription.price, subscription.currency.as_deref())),
        ("currency", tags::text(subscription.currency.clone())),
        ("next_charge_date", date_of_charge(subscription)),
    ]
}

impl Subscription {
    /// When it was last changed before the webhook, by itself.
    fn changed_at(&self) -> Option<Timestamp> {
        self.updated_at.or(self.created_at)
    }

    /// When it was canceled.
    fn ended_at(&self) -> Option<Timestamp> {
        self.cancelled_at.or(self.updated_at)
    }
}
