//! Phone numbers: parsed once where they come in, then trusted, and never printed in full.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use serde::{Deserialize, Serialize};

mod hidden;
mod north_american;
mod prefix;
mod spelling;

pub use self::{hidden::PhoneKey, prefix::PhonePrefix};

/// A phone number in E.164, in its one canonical spelling: `+`, then 8 to 15 digits, of which the first is not zero.
///
/// Countries change their numbering, and carriers and lists go on with the old spelling: `+521 81 1987 8677` is `+52 81
/// 1987 8677`. Every way to make a number gives the spelling of today, so that two numbers are equal where the line is,
/// and a STOP from either spelling is one of both. The canonical spelling is also what is texted.
///
/// Printing shows the mask (`+1415•••2671`); only [`PhoneNumber::as_str`] gives the number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a [`PhoneNumber`]. It does not repeat the text, which may be somebody's number all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid phone number")]
pub struct InvalidPhone;

impl PhoneNumber {
    /// Reads a number as people write it, also with words around it: `415-555-2671 (cell)`. Without a `+` it is one of
    /// `country` (ISO 3166), or none at all where that country is unknown. It must be valid by Google's numbering
    /// metadata, in its canonical spelling or in the one that it comes in.
    pub fn parse(text: &str, country: &str) -> Result<Self, InvalidPhone> {
        if let Some(e164) = north_american::plain(text, country) {
            return Ok(Self(e164));
        }
        let region = country.trim().to_ascii_uppercase().parse().ok();
        read(text, region).or_else(|| read(only_number(text)?, region)).ok_or(InvalidPhone)
    }

    /// Takes a number that is in E.164 already. Only its shape is looked at, and its spelling: the numbering metadata
    /// takes milliseconds to warm up, and whoever stored the number has asked it.
    pub fn from_e164(text: &str) -> Result<Self, InvalidPhone> {
        let digits = text.strip_prefix('+').ok_or(InvalidPhone)?;
        let fits = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let spelled = || Self(spelling::canonical(text).unwrap_or_else(|| text.to_owned()));
        fits.then(spelled).ok_or(InvalidPhone)
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

fn read(text: &str, region: Option<Region>) -> Option<PhoneNumber> {
    let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
    let e164 = number.format_as(PhoneNumberFormat::E164);
    let spelled = PhoneNumber::from_e164(&e164).ok()?;
    if number.is_valid() || is_valid(&spelled.0) {
        return Some(spelled);
    }
    // `+54 9 11 15 2345-6789` has both marks of an Argentine mobile. The metadata knows where the area code ends.
    let marked_twice = e164.strip_prefix("+549").filter(|rest| rest.len() == 12)?;
    read(&format!("+54{marked_twice}"), None)
}

fn is_valid(e164: &str) -> bool {
    PHONE_NUMBER_UTIL.parse(e164, None).is_ok_and(|number| number.is_valid())
}

/// The part of a text that can be dialled, where there is but one. Of two numbers nobody knows which is meant.
fn only_number(text: &str) -> Option<&str> {
    let is_dialled =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()-./\u{2010}\u{2011}\u{2013}".contains(c);
    let is_number = |part: &&str| part.bytes().filter(u8::is_ascii_digit).count() >= 7;
    let mut numbers = text.split(|c| !is_dialled(c)).filter(is_number);
    // A mail address, and a number that a spreadsheet rounded: `4.155552671E+09`.
    let only = numbers.next().filter(|_| !text.contains('@') && !text.to_uppercase().contains("E+"))?;
    let only = only.trim_matches(|c: char| !(c.is_ascii_digit() || "+(".contains(c)));
    (numbers.next().is_none() && only != text).then_some(only)
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
            ("+44 (0)7911 123456", "US", "+447911123456"),
            ("011 52 1 81 1987 8677", "US", "+528119878677"),
            ("044 81 1987 8677", "MX", "+528119878677"),
            ("5218119878677", "MX", "+528119878677"),
            ("011 15 2345-6789", "AR", "+5491123456789"),
            ("+54 9 11 15 2345-6789", "US", "+5491123456789"),
            ("11 2345-6789", "AR", "+5491123456789"),
            ("(11) 8765-4321", "BR", "+5511987654321"),
            ("0 15 11 98765-4321", "BR", "+5511987654321"),
            ("07 12 34 56", "CI", "+2250707123456"),
        ];
        for (text, country, e164) in cases {
            assert_eq!(PhoneNumber::parse(text, country).unwrap().as_str(), e164, "{text}");
        }
    }

    #[test]
    fn words_around_a_number_do_not_hide_it() {
        for text in [
            "415-555-2671 (cell)",
            "415-555-2671 mobile",
            "cell: (415) 555-2671",
            "'+14155552671",
            "+1 415 555 2671 - work, after 5 pm",
            "call 2 times: 415.555.2671",
            "tel:+1-415-555-2671",
            "415-555-2671 ext. 5",
            "415-555-2671 (Ana's móvil)",
        ] {
            assert_eq!(PhoneNumber::parse(text, "US").unwrap().as_str(), "+14155552671", "{text}");
        }
        assert_eq!(PhoneNumber::parse("+521 81 1987 8677 (móvil)", "").unwrap().as_str(), "+528119878677");
        assert_eq!(PhoneNumber::parse("1-800-FLOWERS", "US").unwrap().as_str(), "+18003569377");
        for text in [
            "415-555-2671 or 415-555-2672",
            "home 415-555-2671; cell 415-555-2672",
            "a4155552671@example.com",
            "4.155552671E+09",
        ] {
            assert_eq!(PhoneNumber::parse(text, "US"), Err(InvalidPhone), "{text}");
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
