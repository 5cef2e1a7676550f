//! A postal address, as far as it says where someone is and how to reach them.

use rechime_domain::place::{Address, named_country};
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
        let countries = [fields.text("country_code").ok()?, fields.text("country").ok()?];
        let country = named_country(countries.iter().flatten().map(String::as_str));
        let provinces = ["province", "province_code"].map(|name| fields.told(name, Fields::text));
        let zip = fields.told("zip", Fields::text);
        Some(Self {
            address: Address::read(
                country.as_deref(),
                provinces.iter().flatten().map(String::as_str),
                zip.as_deref(),
            ),
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
        let told = |name| customer.told(name, Fields::text);
        let (province, zip) = (told("billing_province"), told("billing_zip"));
        Self {
            address: Address::read(country.as_deref(), province.as_deref(), zip.as_deref()),
            phone: told("billing_phone"),
            ..Self::default()
        }
    }
}
