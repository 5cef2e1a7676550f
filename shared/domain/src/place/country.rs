//! Countries, by their codes and by the names that addresses and lists give them.

use super::name::{meant, plain};
use crate::table::{Table, table};

/// Each country's code and names, in the spelling of [`plain`].
static COUNTRIES: Table = table!("place/countries");

/// The ISO 3166 code, upper case, of a country given by its code of two or three letters, by a name, or by both.
#[must_use]
pub fn country_code(text: &str) -> Option<String> {
    meant(text, |name| COUNTRIES.find(&plain(name))?.first().copied()).map(str::to_owned)
}

/// A country as an address names it, in one field or several: the code of the first that is understood, else the first as
/// it is written. None only where none is named: a country that nobody knows is not the store's, so a phone in it needs its
/// country code.
#[must_use]
pub fn named_country<'a>(fields: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut written = fields.into_iter().map(str::trim).filter(|text| !text.is_empty()).peekable();
    let first = (*written.peek()?).to_owned();
    Some(written.find_map(country_code).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_and_names_in_any_spelling() {
        for (text, code) in [
            ("US", "US"),
            ("dk", "DK"),
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("USA", "US"),
            ("u.s.a.", "US"),
            ("United States", "US"),
            ("The United States of America", "US"),
            ("türkiye", "TR"),
            ("Turkey", "TR"),
            ("Russia", "RU"),
            ("Russian Federation", "RU"),
            ("Россия", "RU"),
            ("Côte d’Ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("Korea, Republic of", "KR"),
            ("Congo, The Democratic Republic Of The", "CD"),
            ("St. Kitts & Nevis", "KN"),
            ("Saint Kitts and Nevis", "KN"),
            ("Deutschland", "DE"),
            ("México", "MX"),
            ("BRA", "BR"),
            (" hong kong sar ", "HK"),
            ("Kosovo", "XK"),
            ("Ukraine", "UA"),
            ("Serbia", "RS"),
            ("Nigeria", "NG"),
            ("日本", "JP"),
            ("United States (US)", "US"),
            ("US - United States", "US"),
            ("United Kingdom (UK)", "GB"),
            ("Korea, Republic of (KR)", "KR"),
            ("Virgin Islands (British)", "VG"),
            ("Sint Maarten (Dutch part)", "SX"),
            ("Российская Федерация", "RU"),
            ("Kanada", "CA"),
            ("P.R. China", "CN"),
            ("美国", "US"),
            ("Royaume-Uni", "GB"),
            ("England", "GB"),
            ("Burma", "MM"),
            ("Swaziland", "SZ"),
        ] {
            assert_eq!(country_code(text).as_deref(), Some(code), "{text}");
        }
        for unknown in [
            "",
            "Atlantis",
            "U1",
            "840",
            "XX",
            "ZZ",
            "AAA",
            "()",
            "Canada / USA",
            "France (DE)",
            "Atlantis (US)",
        ] {
            assert_eq!(country_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_country_that_nobody_knows_is_still_named() {
        for (fields, named) in [
            (["", " Atlantis "], Some("Atlantis")),
            (["france", "Atlantis"], Some("FR")),
            (["XX", "France"], Some("FR")),
            (["XX", "Atlantis"], Some("XX")),
            ([" ", ""], None),
        ] {
            assert_eq!(named_country(fields).as_deref(), named, "{fields:?}");
        }
    }

    #[test]
    fn every_name_means_one_country_and_is_found() {
        let mut seen = HashSet::new();
        for (name, code) in COUNTRIES.rows() {
            assert!(seen.insert(name), "{name} means two countries");
            assert_eq!(country_code(name).as_deref(), Some(code), "{name}");
        }
        assert!(seen.len() > 1_000);
    }
}
