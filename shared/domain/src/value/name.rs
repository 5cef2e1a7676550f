//! A person's name, and what stands in its place.

use unicode_normalization::UnicodeNormalization;

use super::text;
use crate::characters::is_unseen;

/// The longest first or last name, in characters. A longer one is a message.
const LONGEST: usize = 50;

/// More digits than this make a number of something that somebody wants called.
const MOST_DIGITS: usize = 4;

/// What forms and tests write where a name should be, in lower case.
const PLACEHOLDERS: [&str; 17] = [
    "name",
    "first name",
    "last name",
    "firstname",
    "lastname",
    "first_name",
    "last_name",
    "no name",
    "noname",
    "your name",
    "customer name",
    "valued customer",
    "dear customer",
    "guest user",
    "customer",
    "guest",
    "anonymous",
];

/// The last part of host names that people are led to. A name may have a point in it (`St.John`, `Ma.Teresa`), so a part
/// after it with a capital must be one of these. No list is complete: this one has those of the most registered and the
/// most abused.
const TOP_LEVEL_DOMAINS: [&str; 59] = [
    "app", "biz", "bond", "br", "buzz", "ca", "cc", "cfd", "click", "cloud", "club", "cn", "co", "com",
    "cyou", "de", "dev", "edu", "eu", "fr", "fun", "gg", "gl", "gov", "info", "io", "it", "jp", "lat",
    "link", "live", "ly", "me", "mobi", "net", "nl", "online", "org", "pl", "pro", "ru", "sbs", "shop",
    "site", "space", "store", "tech", "tk", "to", "today", "top", "uk", "us", "vip", "website", "win",
    "world", "xyz", "zip",
];

/// A person's name as a text may say it. `None` where it is none: no letter in it, a word for nothing, a placeholder, a
/// number, an address of the web or of e-mail, or the leavings of a template.
#[must_use]
pub fn name(raw: &str) -> Option<String> {
    let name = text(raw)?;
    let seen: String = name.nfkc().filter(|it| !is_unseen(*it)).collect();
    is_name(&seen).then_some(name)
}

fn is_name(name: &str) -> bool {
    let letters = name.chars().any(char::is_alphabetic);
    let digits = name.chars().filter(|it| it.is_numeric()).count();
    let plain = name.to_lowercase();
    letters
        && digits <= MOST_DIGITS
        && name.chars().count() <= LONGEST
        && !name.contains(['@', '\\', '{', '}', '<', '>', '[', ']', '%', '|', '=', '\n'])
        && !PLACEHOLDERS.contains(&plain.as_str())
        && !name.split_whitespace().any(leads_to_a_site)
}

/// `evil.example`: people write the part of a name after a point with a capital.
fn is_in_small_letters(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    host.rsplit_once('.').is_some_and(|(name, last)| {
        name.ends_with(char::is_alphanumeric)
            && last.chars().count() > 1
            && last.chars().all(char::is_lowercase)
    })
}

/// Whether a word is an address of the web: a host, alone or with a path. The full stops of other scripts count as points,
/// as browsers take them.
fn leads_to_a_site(word: &str) -> bool {
    let word = word.replace(['。', '．', '｡', '․'], ".");
    let written = word.trim_matches(|it: char| !it.is_alphanumeric());
    let word = word.to_lowercase();
    let plain = word.trim_matches(|it: char| !it.is_alphanumeric());
    let host = plain.split('/').next().unwrap_or_default();
    let is_numbered =
        host.matches('.').count() == 3 && host.chars().all(|it| it.is_ascii_digit() || it == '.');
    let is_named = host.rsplit_once('.').is_some_and(|(name, last)| {
        name.ends_with(char::is_alphanumeric) && TOP_LEVEL_DOMAINS.contains(&last)
    });
    is_named
        || is_in_small_letters(written)
        || is_numbered
        || host.starts_with("www.")
        || plain.contains(':')
        || word.contains("//")
}
