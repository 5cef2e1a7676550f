//! Places, as addresses tell them.

mod country;

pub use country::country_code;
use serde::{Deserialize, Serialize};

/// Where a customer seems to be, in the words of an address. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// ISO 3166 code, upper case: `US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// State or province, as a code or a name: `CA`, `California`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
}
