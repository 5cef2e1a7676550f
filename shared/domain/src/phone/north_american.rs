//! The usual spellings of a number of the United States or Canada.
//!
//! They are read here without the numbering metadata of the world, whose preparation is most of what the first event of a
//! process would cost. What is found here is what the metadata say, and what is not found here is asked of them.

use crate::jurisdiction;

/// The spellings: `d` is a digit.
const SPELLINGS: [&str; 8] = [
    "+ddddddddddd",
    "dddddddddd",
    "ddd-ddd-dddd",
    "ddd.ddd.dddd",
    "(ddd) ddd-dddd",
    "+d ddd-ddd-dddd",
    "+d (ddd) ddd-dddd",
    "+d ddd ddd dddd",
];

/// Area codes so young that the metadata have only some of their exchanges, or none.
const YOUNG: [&str; 2] = ["729", "983"];

/// In E.164 what is written in one of the usual spellings, with a `+1` or in a country that writes none, and has an area
/// code that belongs to a place. `None` says nothing.
pub(super) fn plain(text: &str, country: &str) -> Option<String> {
    let shape = text.chars().map(|c| if c.is_ascii_digit() { 'd' } else { c });
    let is_usual = SPELLINGS.iter().any(|spelling| spelling.chars().eq(shape.clone()));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match text.strip_prefix('+') {
        Some(_) => digits.strip_prefix('1')?,
        None => ["US", "CA"].contains(&country).then_some(digits.as_str())?,
    };
    let area_code = national.get(..3)?;
    let is_of_a_place = is_usual && jurisdiction::is_area_code(area_code) && !YOUNG.contains(&area_code);
    let is_exchange = matches!(national.as_bytes().get(3)?, b'2'..=b'9');
    (is_of_a_place && is_exchange).then(|| format!("+1{national}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::phone::read;

    /// Each spelling of a number.
    fn spelled(national: &str) -> impl Iterator<Item = String> {
        let national = national.to_owned();
        SPELLINGS.iter().map(move |spelling| {
            let code = if spelling.starts_with('+') { "1" } else { "" };
            let mut digits = code.chars().chain(national.chars());
            spelling.chars().map(|c| if c == 'd' { digits.next().unwrap() } else { c }).collect()
        })
    }

    #[test]
    fn what_is_found_here_is_what_the_metadata_say() {
        let (mut found, mut young) = (0, BTreeSet::new());
        for area_code in 200..1_000 {
            for exchange in (100..1_000).step_by(7).chain([211, 411, 555, 911, 950, 976]) {
                let national = format!("{area_code}{exchange}{:04}", area_code * exchange % 10_000);
                let Some(e164) = plain(&national, "US") else { continue };
                match read(&e164, None) {
                    Some(number) => assert_eq!(number.as_str(), e164),
                    None => drop(young.insert(area_code)),
                }
                found += 1;
            }
        }
        assert!(found > 30_000, "{found}");
        assert!(young.is_empty(), "only some exchanges of these are in the metadata, or none: {young:?}");
    }

    #[test]
    fn every_spelling_is_read_alike() {
        for national in ["4155552671", "2125551234", "6045550199", "9075550100"] {
            for text in spelled(national) {
                assert_eq!(plain(&text, "US"), Some(format!("+1{national}")), "{text}");
                assert_eq!(plain(&text, "US"), read(&text, "US".parse().ok()).map(String::from), "{text}");
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_metadata() {
        for (text, country) in [
            ("4155552671", ""),
            ("4155552671", "DK"),
            ("4151552671", "US"),
            ("8005552671", "US"),
            ("7875550123", "US"),
            ("1234567890", "US"),
            ("+4155552671", "US"),
            ("+24155552671", "US"),
            ("(415 555-2671", "US"),
            ("４155552671", "US"),
            ("", "US"),
        ] {
            assert_eq!(plain(text, country), None, "{text}");
        }
    }
}
