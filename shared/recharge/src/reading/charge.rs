//! Charges: upcoming, failed with or without hope, paid.

use jiff::Timestamp;
use rechime_domain::{
    facts::{FactKind, FactReport},
    ids::OccurrenceKey,
    occurrence::Occurrence,
    trigger::Trigger,
    truth::ObjectState,
};

use super::{
    Reading, Why,
    payload_context::PayloadContext,
    same_event,
    tags::{self, Tag},
};
use crate::{
    error_types::{self, FailureHandling, LAST_ATTEMPT_FAILED},
    payload::{PayloadError, charge::Charge, fields::Fields, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let charge = Charge::read(&context.resource)?;
    Ok(match topic {
        HandledTopic::ChargeUpcoming => upcoming(context, charge)?,
        HandledTopic::ChargePaid => paid(context, charge)?,
        HandledTopic::ChargeMaxRetriesReached => failed(context, charge, Trigger::ChargeFailed),
        HandledTopic::ChargeRefunded => {
            let report = state_report(&context, &charge);
            context.means_nothing(report, Why::Refunded)
        }
        HandledTopic::ChargeDeleted => {
            let report = context.report(FactKind::Deleted, charge.withdrawn_at(), None);
            let is_shown = charge.withdrawn_at().is_some();
            context.means_nothing(Some(report), Why::ChargeDeleted).shown_by_object(is_shown)
        }
        _ => failed(context, charge, Trigger::ChargeWillBeRetried),
    })
}

fn upcoming(context: PayloadContext<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    let (report, state) = (state_report(&context, &charge), charge.state());
    let day = context.resource.needed("scheduled_at", Fields::day)?;
    let (at, subscriptions) = (charge.updated_at, charge.subscriptions.clone());
    let key = same_event::upcoming_order(&context, &charge, day);
    let told = context.occurrence(Trigger::UpcomingOrder, &format!("upcoming:{day}"), at, tags_of(charge));
    let occurrence = Occurrence {
        key: key.unwrap_or_else(|| OccurrenceKey::new(told.key.as_str())),
        subscriptions,
        day: Some(day),
        stale_from: time::beginning_of(day),
        ..told
    };
    Ok(context.confirmed(report, occurrence, state))
}

/// What a failed charge means by its own state. `told` is what its topic tells, for a charge that did not fail.
fn failed(context: PayloadContext<'_>, charge: Charge, told: Trigger) -> Reading {
    let (report, state) = (state_report(&context, &charge), charge.state());
    let is_last = told == Trigger::ChargeFailed;
    match charge.failure() {
        Some(Failure::NotTheirs) => context.means_nothing(report, Why::NotTheCustomersProblem),
        // Of an error that Recharge does not publish only the topic tells that it was the last.
        Some(Failure::Unclear) if is_last => {
            let report = context.report(FactKind::Failed, charge.failed_at(), None);
            let occurrence = failed_for_good(&context, charge, true);
            context.happened(Some(report), occurrence).shown_by_object(false)
        }
        Some(Failure::Unclear) => context.means_nothing(report, Why::UnclearFailure),
        failure => {
            let untold = || context.report(FactKind::Failed, charge.failed_at(), None);
            let report = report.or_else(|| (is_last && state == ObjectState::Untold).then(untold));
            let is_final = is_last || failure == Some(Failure::Final);
            let occurrence = if is_final {
                failed_for_good(&context, charge, is_last)
            } else {
                will_be_retried(&context, charge)
            };
            context.confirmed(report, occurrence, state)
        }
    }
}

/// One text for a charge, not one for each of its retries. It is no longer so once the day of the try is over.
fn will_be_retried(context: &PayloadContext<'_>, charge: Charge) -> Occurrence {
    let (at, attempt, day) = (charge.failed_at(), charge.attempts, charge.retry_on);
    let subscriptions = charge.subscriptions.clone();
    let told = context.occurrence(Trigger::ChargeWillBeRetried, "retry", at, tags_of(charge));
    Occurrence { attempt, day, subscriptions, stale_from: day.and_then(time::end_of), ..told }
}

/// `is_last` where the topic says that nothing more is tried. Without it, and without an error that Recharge publishes as
/// one that it does not try again, the text says only that the payment failed.
fn failed_for_good(context: &PayloadContext<'_>, charge: Charge, is_last: bool) -> Occurrence {
    let at = charge.failed_at();
    let is_final = is_last || charge.error_type.as_deref().is_some_and(error_types::ends_the_charge);
    let tags = tags_of(charge).into_iter().filter(|(name, _)| *name != "retry_date");
    let tags = tags.chain([("is_final", tags::mark(is_final))]);
    context.occurrence(Trigger::ChargeFailed, "failed", at, tags)
}

fn paid(context: PayloadContext<'_>, charge: Charge) -> Result<Reading, PayloadError> {
    let (report, state) = (state_report(&context, &charge), charge.state());
    let report = match state {
        ObjectState::Untold => Some(context.report(FactKind::Paid, charge.paid_at(), None)),
        _ => report,
    };
    if state == ObjectState::Succeeded || state == ObjectState::Untold {
        let total = context.resource.needed("total_price", Fields::money)?;
        if !total.is_payable_in(charge.currency.as_deref()) {
            return Ok(context.means_nothing(report, Why::NothingToPay));
        }
    }
    let occurrence = context.occurrence(Trigger::ChargePaid, "paid", charge.paid_at(), tags_of(charge));
    Ok(context.confirmed(report, occurrence, state))
}

/// What a charge's state leaves to remember, whatever the topic says. Of a first try that failed nothing: it makes no
/// text untrue.
fn state_report(context: &PayloadContext<'_>, charge: &Charge) -> Option<FactReport> {
    match charge.state() {
        ObjectState::Succeeded => Some(context.report(FactKind::Paid, charge.paid_at(), None)),
        ObjectState::Refunded => Some(context.report(FactKind::Refunded, charge.updated_at, None)),
        _ if charge.withdrawn_at().is_some() => {
            Some(context.report(FactKind::Deleted, charge.withdrawn_at(), None))
        }
        _ if charge.has_failed_for_good() => Some(context.report(FactKind::Failed, charge.failed_at(), None)),
        ObjectState::WillBeRetried if charge.is_out_of_turn() => {
            Some(context.report(FactKind::Retried, charge.failed_at(), charge.retry_on))
        }
        _ => None,
    }
}

/// What a failed charge's error says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// It is tried again, and the customer can help.
    Retried,
    /// It is over, and the customer can help.
    Final,
    /// Only the shop or a provider can help.
    NotTheirs,
    /// Nobody knows what comes next.
    Unclear,
}

impl Charge {
    /// What it says of itself.
    fn state(&self) -> ObjectState {
        match self.status.as_deref() {
            Some("queued" | "pending") => ObjectState::Queued,
            Some("success") => ObjectState::Succeeded,
            Some("refunded") => ObjectState::Refunded,
            _ => match self.failure() {
                Some(Failure::Retried) => ObjectState::WillBeRetried,
                Some(Failure::Final) => ObjectState::Failed,
                None if self.status.is_none() => ObjectState::Untold,
                Some(Failure::NotTheirs | Failure::Unclear) | None => ObjectState::Other,
            },
        }
    }

    /// What its error says, if it failed.
    fn failure(&self) -> Option<Failure> {
        let has_failed = match self.status.as_deref() {
            Some(status) => status == "error",
            None => self.error_type.is_some(),
        };
        has_failed.then(|| self.error())
    }

    /// Whether nothing more will be tried, whoever could have helped.
    fn has_failed_for_good(&self) -> bool {
        match self.failure() {
            Some(Failure::Final) => true,
            Some(Failure::NotTheirs) => self.is_last_attempt() || !self.is_retry_planned(),
            Some(Failure::Retried | Failure::Unclear) | None => false,
        }
    }

    fn is_last_attempt(&self) -> bool {
        self.error_type.as_deref().is_some_and(|code| code.trim().eq_ignore_ascii_case(LAST_ATTEMPT_FAILED))
    }

    fn error(&self) -> Failure {
        match self.error_type.as_deref().and_then(error_types::find) {
            Some(_) if self.is_last_attempt() && self.wants_stock => Failure::NotTheirs,
            Some(_) if self.is_last_attempt() => Failure::Final,
            Some(error) if !error.customer_can_act => Failure::NotTheirs,
            Some(error) if error.handling == FailureHandling::Retried && self.is_retry_planned() => {
                Failure::Retried
            }
            None if self.is_retry_planned() => Failure::Unclear,
            _ if self.wants_stock => Failure::NotTheirs,
            _ => Failure::Final,
        }
    }

    /// Whether its next try is on the day of the last or later. Days and not moments: an error is tried again on the
    /// same day, at four in the afternoon of New York.
    fn is_retry_planned(&self) -> bool {
        let tried_on = self.failed_at().map(time::day_of);
        self.retry_on.is_some_and(|day| tried_on.is_none_or(|tried_on| day >= tried_on))
    }

    /// Whether it failed otherwise than at its first try on its day. An earlier try failed: by the count, or where that
    /// began anew with another card, by its day. Or it was tried before its day, which may still be announced.
    fn is_out_of_turn(&self) -> bool {
        let tried_on = self.failed_at().map(time::day_of);
        self.attempts != Some(1) || self.scheduled_on.is_some_and(|day| tried_on != Some(day))
    }

    fn failed_at(&self) -> Option<Timestamp> {
        self.last_attempt_at.or(self.updated_at)
    }

    /// When it was taken out of the plan, if it was: a skipped charge is not tried, and not deleted either.
    fn withdrawn_at(&self) -> Option<Timestamp> {
        self.updated_at.filter(|_| self.status.as_deref() == Some("skipped"))
    }

    fn paid_at(&self) -> Option<Timestamp> {
        self.processed_at.or(self.updated_at)
    }
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
