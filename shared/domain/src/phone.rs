//! Phone numbers: parsed once where they come in, then trusted, and never printed in full.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use serde::{Deserialize, Serialize};

/// A phone number in E.164: `+`, then 8 to 15 digits, of which the first is not zero.
///
/// Printing shows the mask (`+1415•••2671`); only [`PhoneNumber::as_str`] gives the number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a [`PhoneNumber`]. It does not repeat the text, which may be somebody's number all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid phone number")]
pub struct InvalidPhone;

impl PhoneNumber {
    /// Reads a number as people write it. Without a `+` it is one of `country` (ISO 3166), or none at all
    /// where that country is unknown. It must be valid by Google's numbering metadata.
    pub fn parse(text: &str, country: &str) -> Result<Self, InvalidPhone> {
        let region = country.trim().to_ascii_uppercase().parse::<Region>().ok();
        let number = PHONE_NUMBER_UTIL.parse(text, region).map_err(|_| InvalidPhone)?;
        if !number.is_valid() {
            return Err(InvalidPhone);
        }
        Self::from_e164(&number.format_as(PhoneNumberFormat::E164))
    }

    /// Takes a number that is in E.164 already. Only its shape is looked at: the numbering metadata takes
    /// milliseconds to warm up, and whoever stored the number has asked it.
    pub fn from_e164(text: &str) -> Result<Self, InvalidPhone> {
        let digits = text.strip_prefix('+').ok_or(InvalidPhone)?;
        let fits = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidPhone) }
    }

    /// The whole number, for providers and keys.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden: `+1415•••2671`. Short numbers show less of their end, so that three
    /// digits are always missing.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, rest) = self.0.split_at_checked(5).unwrap_or_default();
        let tail_at = rest.len().saturating_sub(4).max(3);
        format!("{head}•••{}", rest.get(tail_at..).unwrap_or_default())
    }

    /// The area code of a number of the North American plan (`+1`): `415`.
    #[must_use]
    pub fn nanp_area_code(&self) -> Option<&str> {
        self.0.strip_prefix("+1").filter(|national| national.len() == 10)?.get(..3)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = InvalidPhone;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_e164(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("(415) 555-2671", "US", "+14155552671"),
            ("415-555-2671", "us", "+14155552671"),
            ("1 415 555 2671", "US", "+14155552671"),
            ("+1 (415) 555-2671 ext. 5", "US", "+14155552671"),
            ("212.555.1234", "US", "+12125551234"),
            ("888-888-8888", "US", "+18888888888"),
            ("+14155552671", "DK", "+14155552671"),
            ("+14155552671", "", "+14155552671"),
            ("+1 202-555-0123", "US", "+12025550123"),
            ("22222222", "DK", "+4522222222"),
            ("22 22 22 22", "DK", "+4522222222"),
            ("07911 123456", "GB", "+447911123456"),
        ];
        for (text, country, e164) in cases {
            assert_eq!(PhoneNumber::parse(text, country).unwrap().as_str(), e164, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        let cases = [
            ("", "US"),
            ("none", "US"),
            ("0", "US"),
            ("555-2671", "US"),
            ("(415) 155-2671", "US"),
            ("111-111-1111", "US"),
            ("22222222", "US"),
            ("415 555 2671", ""),
            ("415 555 2671", "XX"),
            ("+999 12345678", "US"),
            ("jane@example.com", "US"),
        ];
        for (text, country) in cases {
            assert_eq!(PhoneNumber::parse(text, country), Err(InvalidPhone), "{text}");
        }
    }

    #[test]
    fn a_stored_number_is_taken_by_its_shape() {
        assert!(PhoneNumber::from_e164("+18005550199").is_ok());
        for bad in [
            "",
            "+",
            "14155552671",
            "+1415555",
            "+1415 5552671",
            "+1415555267112345",
            "+04155552671",
            "+1415555267１",
        ] {
            assert_eq!(PhoneNumber::from_e164(bad), Err(InvalidPhone), "{bad}");
        }
        assert!(serde_json::from_str::<PhoneNumber>(r#""4155552671""#).is_err());
    }

    #[test]
    fn printing_never_shows_the_whole_number_and_storing_does() {
        let number = PhoneNumber::from_e164("+14155552671").unwrap();
        assert_eq!(format!("{number} {number:?}"), "+1415•••2671 +1415•••2671");
        assert_eq!(serde_json::to_string(&number).unwrap(), r#""+14155552671""#);
        assert_eq!(PhoneNumber::from_e164("+4522222222").unwrap().masked(), "+4522•••222");
        assert_eq!(PhoneNumber::from_e164("+29071234").unwrap().masked(), "+2907•••4");
    }

    #[test]
    fn only_north_american_numbers_have_an_area_code() {
        let area_code = |e164| PhoneNumber::from_e164(e164).unwrap().nanp_area_code().map(str::to_owned);
        assert_eq!(area_code("+14155552671").as_deref(), Some("415"));
        assert_eq!(area_code("+4522222222"), None);
        assert_eq!(area_code("+1415555267"), None);
    }
}
