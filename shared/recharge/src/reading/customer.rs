//! Customers: activated by a first subscription, or by a new one after none was left.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{facts::FactKind, trigger::Trigger, truth::ObjectState};

use super::{Reading, Why, payload_context::PayloadContext};
use crate::{
    payload::{PayloadError, fields::Fields, time},
    topic::HandledTopic,
};

pub(super) fn read(topic: HandledTopic, context: PayloadContext<'_>) -> Result<Reading, PayloadError> {
    let updated_at = context.resource.instant("updated_at")?;
    let (state, is_end) = (state(&context.resource)?, topic == HandledTopic::CustomerDeactivated);
    let is_inactive = state == ObjectState::Inactive || (is_end && state == ObjectState::Untold);
    let report = is_inactive.then(|| context.report(FactKind::Deactivated, updated_at, None));
    if is_end {
        return Ok(context.means_nothing(report, Why::Deactivated));
    }
    let happening = format!("activated:{}", year_part(context.resource.instant("created_at")?, updated_at));
    let occurrence = context.occurrence(Trigger::CustomerAccountActivation, &happening, updated_at, []);
    Ok(context.confirmed(report, occurrence, state))
}

const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The customer's year as part of a key. Recharge tells that somebody was activated each time that they subscribe
/// anew after none of their subscriptions was left; they are greeted once a year. Years are counted from when they
/// became a customer, so that no greeting is near to the next but around that day.
fn year_part(created_at: Option<Timestamp>, updated_at: Option<Timestamp>) -> String {
    match (created_at, updated_at) {
        (Some(from), Some(at)) => {
            format!("year {}", at.duration_since(from).as_secs().max(0) / YEAR.as_secs() + 1)
        }
        (None, Some(at)) => time::day_of(at).year().to_string(),
        (_, None) => "undated".to_owned(),
    }
}

/// By its own word in 2021-01, and in 2021-11 by how many of its subscriptions are active.
fn state(customer: &Fields<'_>) -> Result<ObjectState, PayloadError> {
    let count =
        customer.either(["subscriptions_active_count", "number_active_subscriptions"], Fields::count)?;
    Ok(match (customer.word("status")?.as_deref(), count) {
        (Some("active"), _) | (None, Some(1..)) => ObjectState::Active,
        (Some(_), _) | (None, Some(0)) => ObjectState::Inactive,
        (None, None) => ObjectState::Untold,
    })
}
