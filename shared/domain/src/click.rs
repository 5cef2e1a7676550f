//! A click: who followed a short link, a person or a program.
//!
//! Phones and messengers fetch a link to show a picture of its page, and carriers and security products fetch it to see
//! whether it is safe. Only a person's click counts.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

mod agents;
#[cfg(test)]
mod tests;

/// Nobody reads a text and follows its link faster.
const FASTEST_PERSON: SignedDuration = SignedDuration::from_secs(3);

/// Within so long after the delivery a request without a language is no person's: every browser names one.
const WITHOUT_LANGUAGE: SignedDuration = SignedDuration::from_secs(10);

/// Characters of an agent's name that are kept.
const LONGEST_AGENT: usize = 300;

/// Headers by which a browser or an app says that it fetches ahead of, or in the place of, a visit.
/// <https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header>,
/// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Sec-Purpose>; the other names are older.
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// Who followed a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClickClass {
    /// A person.
    Human,
    /// An app that shows what the link leads to.
    Preview,
    /// A program that looks whether the link is safe, or any other program.
    Scanner,
}

impl ClickClass {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Human, Self::Preview, Self::Scanner];

    /// The name in the API and the table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Preview => "preview",
            Self::Scanner => "scanner",
        }
    }
}

/// What a request says of who makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// The name that the program gives itself (`User-Agent`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agent: String,
    /// It fetches ahead of a visit, or in its place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prefetch: bool,
    /// It names a language (`Accept-Language`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub language: bool,
}

impl Signals {
    /// Reads them from a request's headers, by their names in small letters.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let says_ahead = |value: &str| {
            let value = value.to_ascii_lowercase();
            value.contains("prefetch") || value.contains("preview") || value.contains("prerender")
        };
        Self {
            agent: header("user-agent").unwrap_or_default().chars().take(LONGEST_AGENT).collect(),
            prefetch: PURPOSES.iter().filter_map(|name| header(name)).any(says_ahead),
            language: header("accept-language").is_some_and(|value| !value.trim().is_empty()),
        }
    }
}

/// Says who followed a link at `at`. `delivered_at` is when the phone got the text, where a receipt told.
#[must_use]
pub fn classify(signals: &Signals, at: Timestamp, delivered_at: Option<Timestamp>) -> ClickClass {
    let within = |span| delivered_at.is_some_and(|delivered| at.duration_since(delivered) < span);
    if let Some(program) = agents::class_of(&signals.agent) {
        program
    } else if signals.prefetch {
        ClickClass::Preview
    } else if within(FASTEST_PERSON) || (!signals.language && within(WITHOUT_LANGUAGE)) {
        ClickClass::Scanner
    } else {
        ClickClass::Human
    }
}
