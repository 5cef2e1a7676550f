//! A subscription: one product line that is charged again and again.

use jiff::{SignedDuration, Span, Timestamp, ToSpan, civil::Date};
use rechime_domain::{money::Money, truth::ObjectState, value};

use super::{PayloadError, fields::Fields, time};

/// What we read of a subscription.
#[derive(Debug)]
pub(crate) struct Subscription {
    /// `active`, `cancelled`, `expired` or `onetime`; a deleted one may have none. A paused one is `active`.
    pub(crate) status: Option<String>,
    pub(crate) address_id: Option<String>,
    pub(crate) next_charge_on: Option<Date>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) cancelled_at: Option<Timestamp>,
    /// Where one of the fields tells it that some shapes have.
    expired_at: Option<Timestamp>,
    /// After how many charges it expires.
    charges: Option<u64>,
    /// From one charge to the next.
    pub(crate) charge_interval: Option<Span>,
    /// Several deliveries to one charge.
    pub(crate) is_prepaid: bool,
    /// Stays behind when a canceled subscription is activated again.
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) max_retries_reached: bool,
    pub(crate) product_title: Option<String>,
    pub(crate) quantity: Option<u64>,
    pub(crate) price: Option<Money>,
    pub(crate) currency: Option<String>,
}

impl Subscription {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            status: fields.word("status")?,
            address_id: fields.told("address_id", Fields::id),
            next_charge_on: fields.day("next_charge_scheduled_at")?,
            created_at: fields.instant("created_at")?,
            updated_at: fields.instant("updated_at")?,
            cancelled_at: fields.instant("cancelled_at")?,
            // What follows only corroborates: a value that cannot be read is no reason to refuse the subscription.
            expired_at: fields.told_either(["expired_at", "expires_at"], Fields::instant),
            charges: fields.told("expire_after_specific_number_of_charges", Fields::count),
            charge_interval: interval(fields, "charge_interval_frequency"),
            is_prepaid: is_prepaid(fields),
            cancellation_reason: fields.told("cancellation_reason", Fields::text),
            max_retries_reached: fields.flag("max_retries_reached")?.unwrap_or(false),
            product_title: fields.told("product_title", Fields::text),
            quantity: fields.told("quantity", Fields::count),
            price: fields.told("price", Fields::money),
            currency: fields
                .told("presentment_currency", Fields::text)
                .and_then(|code| value::currency(&code)),
        })
    }

    /// What it says of itself.
    pub(crate) fn state(&self) -> ObjectState {
        match self.status.as_deref() {
            None => ObjectState::Untold,
            Some("active" | "paused") => ObjectState::Active,
            Some("cancelled" | "canceled") => ObjectState::Canceled,
            Some("expired") => ObjectState::Expired,
            Some("onetime") => ObjectState::OneTime,
            Some(_) => ObjectState::Other,
        }
    }

    /// Whether Recharge itself canceled it after its last attempt to charge: not the customer's wish, and told
    /// of by the charge. The documentation says this sends no `subscription/cancelled`; recorded reasons say
    /// otherwise. The flag of the last attempt stays behind after the customer mended it, so a reason outweighs it.
    pub(crate) fn was_canceled_for_payment(&self) -> bool {
        let reason = self.cancellation_reason.as_deref().and_then(value::text);
        match reason {
            Some(reason) => reason.to_lowercase().contains("number of charge attempts"),
            None => self.max_retries_reached,
        }
    }

    /// When an expired one came to its end. It is edited after that, which says nothing; no field need tell when it
    /// was, but its plan or its last charge date may.
    pub(crate) fn expired_at(&self) -> Option<Timestamp> {
        let told = self.expired_at.or(self.cancelled_at);
        let is_long_ago =
            |at: &Timestamp| self.updated_at.is_some_and(|edited| edited.duration_since(*at) > LONG_AGO);
        let unreached = self.next_charge_on.and_then(time::end_of).filter(is_long_ago);
        told.or(unreached).or_else(|| self.planned_end().filter(is_long_ago)).or(self.updated_at)
    }

    /// When its last charge was planned for, had none been skipped or put off.
    fn planned_end(&self) -> Option<Timestamp> {
        let charges = i64::try_from(self.charges?).ok()?;
        let length = self.charge_interval?.checked_mul(charges).ok()?;
        time::day_of(self.created_at?).checked_add(length).ok().and_then(time::end_of)
    }
}

/// Half a year: longer than an ordinary pause puts off the end of a plan.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(183 * 24);

fn interval(fields: &Fields<'_>, frequency: &str) -> Option<Span> {
    let count =
        i64::try_from(fields.count(frequency).ok()??).ok().filter(|count| (1..=1_000).contains(count))?;
    let unit = fields.either(["order_interval_unit", "charge_interval_unit_type"], Fields::word).ok()??;
    match unit.trim_end_matches('s') {
        "day" => Some(count.days()),
        "week" => Some(count.weeks()),
        "month" => Some(count.months()),
        _ => None,
    }
}

/// The older version has no flag for it; there a charge that comes less often than the orders tells it.
fn is_prepaid(fields: &Fields<'_>) -> bool {
    let count = |name| fields.count(name).ok().flatten();
    let is_flagged = fields.flag("is_prepaid").ok().flatten();
    is_flagged.unwrap_or_else(|| {
        let (charges, orders) = (count("charge_interval_frequency"), count("order_interval_frequency"));
        charges.zip(orders).is_some_and(|(charges, orders)| charges > orders)
    })
}
