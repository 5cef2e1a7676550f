//! A customer, wherever the payload or Recharge itself tells of one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PayloadError, fields::Fields, place::Place};

/// What is known of a customer. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerProfile {
    /// Recharge's id.
    pub id: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// What opens the customer's portal without a password. Treat as a secret.
    pub hash: Option<String>,
    /// The customer's own phone, as it was written.
    pub phone: Option<String>,
    /// Billing address (2021-01 only).
    pub billing: Place,
    /// Stored shipping addresses, where asked for.
    pub addresses: Vec<Place>,
    /// When Recharge made the customer. For a while after that the rest may be yet to come.
    pub created_at: Option<Timestamp>,
}

impl CustomerProfile {
    /// Reads a customer, and the addresses that came along.
    pub(crate) fn read(customer: &Fields<'_>, addresses: &[Fields<'_>]) -> Result<Self, PayloadError> {
        Ok(Self {
            id: customer.id("id")?,
            first_name: customer.told("first_name", Fields::text),
            last_name: customer.told("last_name", Fields::text),
            hash: customer.told("hash", Fields::text),
            phone: customer.told("phone", Fields::text),
            billing: Place::read_billing(customer),
            addresses: addresses.iter().filter_map(Place::read).collect(),
            created_at: customer.told("created_at", Fields::instant),
        })
    }

    /// The customer of a subscription, a charge or an order: the included object, completed by what the
    /// resource itself has, under `customer` (2021-11) or in fields of its own (2021-01).
    pub(crate) fn of_resource(
        resource: &Fields<'_>,
        included: Option<&Fields<'_>>,
    ) -> Result<Self, PayloadError> {
        let included = included.map(|fields| Self::read(fields, &[])).transpose()?.unwrap_or_default();
        let nested = resource.object("customer")?.map(|fields| Self::read(&fields, &[])).transpose()?;
        Ok(included.or(nested.unwrap_or_default()).or(Self {
            id: resource.id("customer_id")?,
            first_name: resource.told("first_name", Fields::text),
            last_name: resource.told("last_name", Fields::text),
            hash: resource.told_either(["customer_hash", "hash"], Fields::text),
            ..Self::default()
        }))
    }

    /// This profile, completed by another.
    #[must_use]
    fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            first_name: self.first_name.or(other.first_name),
            last_name: self.last_name.or(other.last_name),
            hash: self.hash.or(other.hash),
            phone: self.phone.or(other.phone),
            ..self
        }
    }
}
