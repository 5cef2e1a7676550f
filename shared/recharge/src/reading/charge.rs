//! Charges: upcoming, failed with or without hope, paid.

use rechime_domain::{
    facts::FactKind,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};

use super::{
    Reading, Why,
    payload_context::PayloadContext,
    tags::{self, Tag},
};
use crate::{
    error_types::{self, FailureHandling},
    payload::{PayloadError, charge::Charge, fields::Fields, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let charge = Charge::read(&context.resource)?;
    match topic {
        HandledTopic::ChargeUpcoming => upcoming(context, charge),
        HandledTopic::ChargePaid => paid(context, charge),
        // The topic decides: the documented payload of this one even says `success`.
        HandledTopic::ChargeMaxRetriesReached => Ok(failed_for_good(context, charge, true)),
        _ => Ok(failed(context, charge)),
    }
}

fn upcoming(context: PayloadContext<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    if !is_one_of(charge.status.as_deref(), &["queued", "pending"]) {
        return Ok(context.means_nothing(None, Why::NoLongerPlanned));
    }
    let day = context.resource.needed("scheduled_at", Fields::day)?;
    let happening = format!("upcoming:{day}");
    let subscription = charge.sole_subscription.clone();
    let mut occurrence =
        context.occurrence(Trigger::UpcomingOrder, &happening, charge.updated_at, tags_of(charge));
    occurrence.stale_from = time::end_of(day);
    if let Some(subscription) = subscription {
        // An order of one subscription stands and falls with it, and with the day it is planned for.
        occurrence.subject = Subject::Subscription(subscription);
        occurrence.charge_on = Some(day);
    }
    Ok(context.happened(None, occurrence))
}

fn failed(context: PayloadContext<'_>, charge: Charge) -> Reading {
    let error = charge.error_type.as_deref().and_then(error_types::find);
    let retry_is_planned = charge.retry_at.is_some_and(|at| at > context.received_at);
    match error {
        Some(error) if error.code == error_types::LAST_ATTEMPT_FAILED => {
            failed_for_good(context, charge, false)
        }
        Some(error) if !error.customer_can_act => context.means_nothing(None, Why::NotTheCustomersProblem),
        Some(error) if error.handling == FailureHandling::Retried && retry_is_planned => {
            will_be_retried(context, charge)
        }
        None if retry_is_planned => context.means_nothing(None, Why::UnclearFailure),
        _ => failed_for_good(context, charge, false),
    }
}

/// One text for a charge, not one for each of its retries. Nothing is remembered: that a charge will be tried again
/// makes no message untrue.
fn will_be_retried(context: PayloadContext<'_>, charge: Charge) -> Reading {
    let at = charge.last_attempt_at.or(charge.updated_at);
    let attempt = charge.attempts;
    let told = context.occurrence(Trigger::ChargeWillBeRetried, "retry", at, tags_of(charge));
    context.happened(None, Occurrence { attempt, ..told })
}

/// `is_last` where the topic says that nothing more is tried. Without it, and without an error that Recharge publishes as
/// one that it does not try again, the text says only that the payment failed.
fn failed_for_good(context: PayloadContext<'_>, charge: Charge, is_last: bool) -> Reading {
    if charge.wants_stock {
        return context.means_nothing(None, Why::NotTheCustomersProblem);
    }
    let at = charge.last_attempt_at.or(charge.updated_at);
    let report = context.report(FactKind::Failed, at, None);
    let is_final = is_last || charge.error_type.as_deref().is_some_and(error_types::ends_the_charge);
    let tags = tags_of(charge).into_iter().filter(|(name, _)| *name != "retry_date");
    let tags = tags.chain([("is_final", tags::mark(is_final))]);
    let occurrence = context.occurrence(Trigger::ChargeFailed, "failed", at, tags);
    context.happened(Some(report), occurrence)
}

fn paid(context: PayloadContext<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    if !is_one_of(charge.status.as_deref(), &["success"]) {
        return Ok(context.means_nothing(None, Why::NotSuccessful));
    }
    let total = context.resource.needed("total_price", Fields::money)?;
    let at = charge.processed_at.or(charge.updated_at);
    // A charge that was paid at its first attempt has no failure to clear: one write less for nearly all.
    let report = (charge.attempts != Some(1)).then(|| context.report(FactKind::Paid, at, None));
    if !total.is_payable_in(charge.currency.as_deref()) {
        return Ok(context.means_nothing(report, Why::NothingToPay));
    }
    let occurrence = context.occurrence(Trigger::ChargePaid, "paid", at, tags_of(charge));
    Ok(context.happened(report, occurrence))
}

/// Whether a state, if it is told at all, is one of those that go with the topic.
pub(super) fn is_one_of(status: Option<&str>, expected: &[&str]) -> bool {
    status.is_none_or(|status| expected.contains(&status))
}

fn tags_of(charge: Charge) -> Vec<Tag> {
    let currency = charge.currency.as_deref();
    let mut tags = vec![
        ("total_price", tags::money(charge.total_price, currency)),
        ("currency", tags::text(charge.currency.clone())),
        ("charge_date", tags::day(charge.scheduled_on)),
        ("retry_date", tags::day(charge.retry_on)),
    ];
    tags.extend(tags::line_item(charge.item, currency));
    tags
}
