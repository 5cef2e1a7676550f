//! Values of a shop's data as a text message can say them.
//!
//! Recharge hands on what a shop, an import or a customer once typed: titles with HTML in them, `&amp;` for `&`, `null`
//! for a name. A value is cleaned here once, where a webhook is read; after that it is data that is printed as it is.

mod day;
mod entities;
mod markup;
mod name;

pub use self::{day::day, name::name};
use crate::characters::is_meaningless;

/// What programs write where they have nothing, in lower case. `na` is a name, `n/a` is none.
const NOTHING: [&str; 25] = [
    "null",
    "(null)",
    "[null]",
    "\\n",
    "none",
    "(none)",
    "(blank)",
    "(empty)",
    "(not set)",
    "undefined",
    "nan",
    "n/a",
    "#n/a",
    "#ref!",
    "#value!",
    "#name?",
    "#null!",
    "#div/0!",
    "#num!",
    "n.a.",
    "not applicable",
    "not available",
    "not provided",
    "unknown",
    "[object object]",
];

/// A value in one line: HTML tags go, character references (`&amp;`) are decoded once, and characters that mean nothing go.
/// `None` where nothing is left, or a program's word for nothing.
#[must_use]
pub fn text(raw: &str) -> Option<String> {
    let decoded = entities::decoded(&markup::without_tags(raw));
    let line = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|it| !is_meaningless(*it)).collect();
    let line = line.trim();
    says_something(line).then(|| line.to_owned())
}

/// A shop's order number without the signs before it: templates write their own.
#[must_use]
pub fn order_number(raw: &str) -> Option<String> {
    let number = text(raw)?;
    let number = number.trim_start_matches(['#', '＃', '№', ' ']);
    (!number.is_empty()).then(|| number.to_owned())
}

/// A currency's ISO 4217 code in upper case.
#[must_use]
pub fn currency(raw: &str) -> Option<String> {
    let code = raw.trim();
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| code.to_ascii_uppercase())
}

/// Whether there is a letter, a digit or a picture in it, and it is no word for nothing.
fn says_something(line: &str) -> bool {
    let shows = |it: char| it.is_alphanumeric() || (!it.is_ascii() && !is_mark(it));
    let plain = line.to_lowercase();
    // `null null` is a first and a last name that were joined.
    let is_nothing =
        NOTHING.contains(&plain.as_str()) || plain.split(' ').all(|word| NOTHING.contains(&word));
    line != "NA" && line.chars().any(shows) && !is_nothing
}

/// Dashes, quotes and spaces of more alphabets than ASCII, and what shows nothing.
fn is_mark(character: char) -> bool {
    crate::characters::is_unseen(character)
        || matches!(
            character,
            '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' | '\u{fffd}'
        )
}

#[cfg(test)]
mod tests;
