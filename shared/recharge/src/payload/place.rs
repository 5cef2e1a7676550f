//! A postal address, as far as it says where someone is and how to reach them.

use rechime_domain::place::{Address, country_code};
use serde::{Deserialize, Serialize};

use super::fields::Fields;

/// A shipping, billing or stored address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Country, state or province, and postal code.
    pub address: Address,
    /// The phone as it was written.
    pub phone: Option<String>,
    /// The first name on it.
    pub first_name: Option<String>,
    /// The last name on it.
    pub last_name: Option<String>,
    /// Whether it is somebody else's: that of a gift's recipient.
    pub is_gift: bool,
}

impl Place {
    /// Reads an address; `None` where its country, or whether it is a gift's, cannot be read: its phone could then be taken
    /// for a number of another country, or of another person.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let country = fields.either(["country_code", "country"], Fields::text).ok()?;
        Some(Self {
            address: Address {
                country: country.and_then(|text| country_code(&text)),
                province: fields.told("province", Fields::text),
                zip: fields.told("zip", Fields::text),
            },
            phone: fields.told("phone", Fields::text),
            first_name: fields.told("first_name", Fields::text),
            last_name: fields.told("last_name", Fields::text),
            is_gift: fields.flag("is_gift").ok()?.unwrap_or(false),
        })
    }

    /// The billing address that a customer of 2021-01 carries in fields of its own. As [`Self::read`], empty where its
    /// country cannot be read.
    pub(crate) fn read_billing(customer: &Fields<'_>) -> Self {
        let Ok(country) = customer.text("billing_country") else { return Self::default() };
        Self {
            address: Address {
                country: country.and_then(|text| country_code(&text)),
                province: customer.told("billing_province", Fields::text),
                zip: customer.told("billing_zip", Fields::text),
            },
            phone: customer.told("billing_phone", Fields::text),
            ..Self::default()
        }
    }
}
