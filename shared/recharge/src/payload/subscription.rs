//! A subscription: one product line that is charged again and again.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{money::Money, value};

use super::{PayloadError, fields::Fields};

/// What we read of a subscription.
#[derive(Debug)]
pub(crate) struct Subscription {
    /// `active`, `cancelled`, `expired` or `onetime`; a deleted one may have none. Never `paused`.
    pub(crate) status: Option<String>,
    pub(crate) address_id: Option<String>,
    pub(crate) next_charge_on: Option<Date>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) cancelled_at: Option<Timestamp>,
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

    pub(crate) fn is(&self, status: &str) -> bool {
        self.status.as_deref() == Some(status)
    }

    /// Whether Recharge itself canceled it after its last attempt to charge: not the customer's wish, and told
    /// of by the charge. The documentation says this sends no `subscription/cancelled`; recorded reasons say
    /// otherwise.
    pub(crate) fn was_canceled_for_payment(&self) -> bool {
        let reason = self.cancellation_reason.as_deref().unwrap_or_default().to_lowercase();
        self.max_retries_reached || reason.contains("max number of charge attempts")
    }
}
