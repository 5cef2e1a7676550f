//! The beginning of a phone number, by which people look for one.

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

/// The beginning of a number in E.164: `+1415`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhonePrefix(String);

impl PhonePrefix {
    /// Reads a beginning as people type it: `(415) 55`. Without a `+` it is one of `country` (ISO 3166), with or without
    /// that country's code. `None` where it has no digit, or letters.
    #[must_use]
    pub fn parse(text: &str, country: &str) -> Option<Self> {
        let text = text.trim();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() || digits.len() > 15 || text.contains(char::is_alphabetic) {
            return None;
        }
        let code = country.trim().to_ascii_uppercase().parse::<Region>().ok();
        let code = code.and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region));
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let national = digits.trim_start_matches('0');
        Some(Self(if text.starts_with('+') || digits.starts_with(&code) {
            format!("+{digits}")
        } else {
            format!("+{code}{national}")
        }))
    }

    /// The beginning in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_read_as_people_type_it() {
        let read = |text: &str, country: &str| PhonePrefix::parse(text, country).map(|prefix| prefix.0);
        for (text, country, expected) in [
            ("+1 415", "US", "+1415"),
            ("(415) 55", "US", "+141555"),
            ("1 415", "US", "+1415"),
            ("0171 1", "DE", "+491711"),
            ("+44 7", "US", "+447"),
            ("44 7", "", "+447"),
        ] {
            assert_eq!(read(text, country).as_deref(), Some(expected), "{text}");
        }
        for nothing in ["", "+", "maya@example.com", "1234567890123456"] {
            assert_eq!(read(nothing, "US"), None, "{nothing}");
        }
    }
}
