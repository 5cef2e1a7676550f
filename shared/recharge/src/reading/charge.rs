//! Charges: upcoming, failed with or without hope, paid.

use jiff::Timestamp;
use rechime_domain::{
    facts::FactKind,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};
use serde_json::Value;

use super::{
    Reading, Why,
    scene::Scene,
    tags::{self, Tag},
};
use crate::{
    error_types::{self, Fate},
    payload::{PayloadError, charge::Charge, fields::Fields, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, scene: Scene<'_>) -> Result<Reading, PayloadError> {
    let charge = Charge::read(&scene.resource)?;
    match topic {
        HandledTopic::ChargeUpcoming => upcoming(scene, charge),
        HandledTopic::ChargePaid => paid(scene, charge),
        // The topic decides: the documented payload of this one even says `success`.
        HandledTopic::ChargeMaxRetriesReached => Ok(failed_for_good(scene, charge)),
        _ => Ok(failed(scene, charge)),
    }
}

fn upcoming(scene: Scene<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    if !is_one_of(charge.status.as_deref(), &["queued", "pending"]) {
        return Ok(scene.means_nothing(None, Why::NoLongerPlanned));
    }
    let day = scene.resource.needed("scheduled_at", Fields::day)?;
    let happening = format!("upcoming:{day}");
    let subscription = charge.sole_subscription.clone();
    let mut occurrence = scene.occurrence(
        Trigger::UpcomingOrder,
        &happening,
        charge.updated_at,
        tags_of(charge, scene.received_at),
    );
    occurrence.stale_from = time::end_of(day);
    if let Some(subscription) = subscription {
        // An order of one subscription stands and falls with it, and with the day it is planned for.
        occurrence.subject = Subject::Subscription(subscription);
        occurrence.charge_on = Some(day);
    }
    Ok(scene.happened(None, occurrence))
}

fn failed(scene: Scene<'_>, charge: Charge) -> Reading {
    let error = charge.error_type.as_deref().and_then(error_types::find);
    let retry_is_planned = charge.retry_at.is_some_and(|at| at > scene.received_at);
    match error {
        Some(error) if error.code == error_types::LAST_ATTEMPT_FAILED => failed_for_good(scene, charge),
        Some(error) if !error.customer_can_act => scene.means_nothing(None, Why::NotTheCustomersProblem),
        Some(error) if error.fate == Fate::Retried && retry_is_planned => will_be_retried(scene, charge),
        None if retry_is_planned => scene.means_nothing(None, Why::UnclearFailure),
        _ => failed_for_good(scene, charge),
    }
}

/// One text for a charge, not one for each of its retries. Nothing is remembered: that a charge will be tried again
/// makes no message untrue.
fn will_be_retried(scene: Scene<'_>, charge: Charge) -> Reading {
    let at = charge.last_attempt_at.or(charge.updated_at);
    let attempt = charge.attempts;
    let told =
        scene.occurrence(Trigger::ChargeWillBeRetried, "retry", at, tags_of(charge, scene.received_at));
    scene.happened(None, Occurrence { attempt, ..told })
}

fn failed_for_good(scene: Scene<'_>, charge: Charge) -> Reading {
    if charge.wants_stock {
        return scene.means_nothing(None, Why::NotTheCustomersProblem);
    }
    let at = charge.last_attempt_at.or(charge.updated_at);
    let report = scene.report(FactKind::Failed, at, None);
    let tags = tags_of(charge, scene.received_at).into_iter().filter(|(name, _)| *name != "retry_date");
    let occurrence = scene.occurrence(Trigger::ChargeFailed, "failed", at, tags);
    scene.happened(Some(report), occurrence)
}

fn paid(scene: Scene<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    if !is_one_of(charge.status.as_deref(), &["success"]) {
        return Ok(scene.means_nothing(None, Why::NotSuccessful));
    }
    let total = scene.resource.needed("total_price", Fields::money)?;
    let at = charge.processed_at.or(charge.updated_at);
    // A charge that was paid at its first attempt has no failure to clear: one write less for nearly all.
    let report = (charge.attempts != Some(1)).then(|| scene.report(FactKind::Paid, at, None));
    if !total.is_payable_in(charge.currency.as_deref()) {
        return Ok(scene.means_nothing(report, Why::NothingToPay));
    }
    let occurrence = scene.occurrence(Trigger::ChargePaid, "paid", at, tags_of(charge, scene.received_at));
    Ok(scene.happened(report, occurrence))
}

/// Whether a state, if it is told at all, is one of those that go with the topic.
pub(super) fn is_one_of(status: Option<&str>, expected: &[&str]) -> bool {
    status.is_none_or(|status| expected.contains(&status))
}

fn tags_of(charge: Charge, received_at: Timestamp) -> Vec<Tag> {
    let currency = charge.currency.as_deref();
    let mut tags = vec![
        ("total_price", tags::money(charge.total_price, currency)),
        ("charge_date", tags::day(charge.scheduled_on, received_at)),
        ("retry_date", tags::day(charge.retry_on, received_at)),
    ];
    tags.extend(tags::line_item(charge.item, currency));
    tags.push(("currency", charge.currency.map(Value::from)));
    tags
}
