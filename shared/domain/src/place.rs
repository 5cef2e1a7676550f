//! Places, as addresses tell them.

mod country;
mod name;

pub use country::{country_code, named_country};
pub(crate) use name::{meant, plain};
use serde::{Deserialize, Serialize};

use crate::jurisdiction::Jurisdiction;

/// Where a customer seems to be, by an address. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Address {
    /// ISO 3166 code, upper case: `US`. Another text is a country that nobody knows, which is not the same as none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// State or province; those of the United States and Canada by their codes: `CA`, `QC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
}

impl Address {
    /// Reads an address whose country and state may be written as codes or as names, the state in one field or several.
    /// Every door reads by this, so that `United States`, `Hawaii` and `US`, `HI` are one place.
    #[must_use]
    pub fn read<'a>(
        country: Option<&str>,
        provinces: impl IntoIterator<Item = &'a str>,
        zip: Option<&str>,
    ) -> Self {
        let country = named_country(country);
        let province = named_province(country.as_deref(), provinces);
        Self { country, province, zip: written(zip).map(str::to_owned) }
    }

    /// Whether it names a country that nobody knows.
    #[must_use]
    pub fn names_no_known_country(&self) -> bool {
        self.country.as_deref().is_some_and(|country| country_code(country).is_none())
    }
}

fn written(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The code of the first that is understood, else the first as it is written.
fn named_province<'a>(country: Option<&str>, provinces: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let written: Vec<_> = provinces.into_iter().filter_map(|text| written(Some(text))).collect();
    let known = |name: &&str| Some(Jurisdiction::named(country?, name)?.own_code());
    written.iter().find_map(known).or_else(|| written.first().copied()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(country: &str, province: &str, zip: &str) -> [Option<String>; 3] {
        let Address { country, province, zip } = Address::read(Some(country), Some(province), Some(zip));
        [country, province, zip]
    }

    #[test]
    fn codes_and_names_are_one_place() {
        let texts = |parts: [&str; 3]| parts.map(|part| (!part.is_empty()).then(|| part.to_owned()));
        for (written, kept) in [
            (["United States", "Hawaii", " 96815 "], ["US", "HI", "96815"]),
            (["us", "hi", "96815"], ["US", "HI", "96815"]),
            (["USA", "Hawai‘i", ""], ["US", "HI", ""]),
            (["US", "N.Y.", ""], ["US", "NY", ""]),
            (["US", "US-NY", ""], ["US", "NY", ""]),
            (["US", "Washington, D.C.", ""], ["US", "DC", ""]),
            (["United States (US)", "California (CA)", ""], ["US", "CA", ""]),
            (["US - United States", "HI - Hawaii", ""], ["US", "HI", ""]),
            (["US", "Calif.", ""], ["US", "CA", ""]),
            (["US", "N. Dakota", ""], ["US", "ND", ""]),
            (["US", "Mass", ""], ["US", "MA", ""]),
            (["US", "HAWAII / HI", ""], ["US", "HI", ""]),
            (["US", "Hawaii (CA)", ""], ["US", "Hawaii (CA)", ""]),
            (["CA", "Ont.", ""], ["CA", "ON", ""]),
            (["CA", "QC [Québec]", ""], ["CA", "QC", ""]),
            (["CA", "Hawaii", ""], ["CA", "Hawaii", ""]),
            (["Canada", "Québec", ""], ["CA", "QC", ""]),
            (["CAN", "quebec", ""], ["CA", "QC", ""]),
            (["Canada", "Newfoundland & Labrador", ""], ["CA", "NL", ""]),
            (["Australia", "WA", "6000"], ["AU", "WA", "6000"]),
            (["US", "Atlantis", ""], ["US", "Atlantis", ""]),
            (["Atlantis", "Hawaii", ""], ["Atlantis", "Hawaii", ""]),
            (["", "Hawaii", ""], ["", "Hawaii", ""]),
        ] {
            let [country, province, zip] = written;
            assert_eq!(read(country, province, zip), texts(kept), "{written:?}");
        }
        assert_eq!(Address::read(None, Some(" "), None), Address::default());
    }

    #[test]
    fn a_country_that_nobody_knows_is_told_from_none() {
        assert!(Address::read(Some("Atlantis"), None, None).names_no_known_country());
        assert!(!Address::read(Some("Chile"), None, None).names_no_known_country());
        assert!(!Address::default().names_no_known_country());
    }
}
