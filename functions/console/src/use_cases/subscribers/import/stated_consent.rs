//! What a field of a list says of consent, in the words of spreadsheets and other tools.

use rechime_domain::consent::ConsentStatus;

use super::columns::plain;

/// What a `no` in a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMeans {
    /// The person said stop.
    OptedOut,
    /// The person is not subscribed, and may never have been asked: Shopify's `Accepts SMS Marketing`.
    NotSubscribed,
}

/// The words of a yes, as English spreadsheets and those of other languages have them.
const YES: [&str; 24] = [
    "subscribed",
    "yes",
    "y",
    "true",
    "t",
    "1",
    "on",
    "opted_in",
    "opt_in",
    "optedin",
    "optin",
    "confirmed",
    "granted",
    "accepted",
    "si",
    "sí",
    "oui",
    "ja",
    "sim",
    "wahr",
    "vrai",
    "verdadero",
    "vero",
    "verdadeiro",
];
/// The words of a no.
const NO: [&str; 29] = [
    "unsubscribed",
    "no",
    "n",
    "false",
    "f",
    "0",
    "off",
    "opted_out",
    "opt_out",
    "optedout",
    "optout",
    "stop",
    "stopped",
    "revoked",
    "withdrawn",
    "declined",
    "denied",
    "rejected",
    "redacted",
    "suppressed",
    "blocked",
    "removed",
    "non",
    "nein",
    "nao",
    "não",
    "falsch",
    "faux",
    "falso",
];
/// Neither.
const NEITHER: [&str; 14] = [
    "",
    "unknown",
    "void",
    "pending",
    "not_subscribed",
    "never_subscribed",
    "never",
    "none",
    "null",
    "n_a",
    "na",
    "unconfirmed",
    "invalid",
    "undefined",
];

/// Words that say something of consent in any column.
const PLAIN: [&str; 10] = [
    "subscribed",
    "unsubscribed",
    "opted_in",
    "opted_out",
    "opt_in",
    "opt_out",
    "optin",
    "optout",
    "not_subscribed",
    "never_subscribed",
];

/// The consent that a field states; `None` where it says neither yes nor no. An error where it is not understood.
pub(super) fn read(field: &str, no_means: NoMeans) -> Result<Option<ConsentStatus>, &'static str> {
    let word = plain(field);
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    match no_means {
        _ if is_one_of(&YES) => Ok(Some(ConsentStatus::Subscribed)),
        NoMeans::OptedOut if is_one_of(&NO) => Ok(Some(ConsentStatus::Unsubscribed)),
        NoMeans::NotSubscribed if word == "unsubscribed" => Ok(Some(ConsentStatus::Unsubscribed)),
        NoMeans::NotSubscribed if is_one_of(&NO) => Ok(Some(ConsentStatus::Unknown)),
        _ if is_one_of(&NEITHER) => Ok(None),
        _ => Err("The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them."),
    }
}

/// Whether a field says something of consent, whatever its column is called.
pub(super) fn is_plain(field: &str) -> bool {
    PLAIN.contains(&plain(field).as_str())
}
