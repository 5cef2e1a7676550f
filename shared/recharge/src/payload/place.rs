//! A postal address, as far as it says where someone is and how to reach them.

use rechime_domain::place::{Address, named_country};
use serde::{Deserialize, Serialize};

use super::{PayloadError, fields::Fields};

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
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, PayloadError> {
        let countries = [fields.text("country_code")?, fields.text("country")?];
        Ok(Self {
            address: address(
                named_country(countries.iter().flatten().map(String::as_str)),
                fields.either(["province", "province_code"], Fields::text)?,
                fields.text("zip")?,
            ),
            phone: fields.text("phone")?,
            first_name: fields.text("first_name")?,
            last_name: fields.text("last_name")?,
            is_gift: fields.flag("is_gift")?.unwrap_or(false),
        })
    }

    /// The billing address that a customer of 2021-01 carries in fields of its own.
    pub(crate) fn read_billing(customer: &Fields<'_>) -> Result<Self, PayloadError> {
        Ok(Self {
            address: address(
                customer.text("billing_country")?,
                customer.text("billing_province")?,
                customer.text("billing_zip")?,
            ),
            phone: customer.text("billing_phone")?,
            ..Self::default()
        })
    }
}

fn address(country: Option<String>, province: Option<String>, zip: Option<String>) -> Address {
    Address::read(country.as_deref(), province.as_deref(), zip.as_deref())
}
