//! What a field of a list says of consent, in the words of spreadsheets and other tools.

use rechime_domain::consent::ConsentStatus;

use super::columns::plain;

/// What a column asks, which says what a yes and a no in it mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Whether the person wants texts: a no is an opt-out.
    Consent,
    /// Whether the person is on a list: a no is also said of who was never asked (Shopify's `Accepts SMS Marketing`).
    Marketing,
    /// Whether the person opted out: a yes is an opt-out, and a no is no consent.
    OptOut,
}

/// Say that somebody agreed, whatever is asked.
const AGREED: [&str; 5] = ["subscribed", "opted_in", "opt_in", "optedin", "optin"];
/// Say that somebody opted out, whatever is asked.
const OPTED_OUT: [&str; 5] = ["unsubscribed", "opted_out", "opt_out", "optedout", "optout"];
/// The words of a yes, as English spreadsheets and those of other languages have them.
const YES: [&str; 19] = [
    "yes",
    "y",
    "true",
    "t",
    "1",
    "on",
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
const NO: [&str; 24] = [
    "no",
    "n",
    "false",
    "f",
    "0",
    "off",
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

/// Say something of consent in any column, beside [`AGREED`] and [`OPTED_OUT`].
const NEVER_AGREED: [&str; 2] = ["not_subscribed", "never_subscribed"];

/// The consent that a field states; `None` where it says neither yes nor no. An error where it is not understood.
pub(super) fn read(field: &str, question: Question) -> Result<Option<ConsentStatus>, &'static str> {
    let word = plain(field);
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    let (is_yes, is_no) = (is_one_of(&YES), is_one_of(&NO));
    match question {
        _ if is_one_of(&AGREED) => Ok(Some(ConsentStatus::Subscribed)),
        _ if is_one_of(&OPTED_OUT) => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::Consent | Question::Marketing if is_yes => Ok(Some(ConsentStatus::Subscribed)),
        Question::Consent if is_no => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::Marketing if is_no => Ok(Some(ConsentStatus::Unknown)),
        Question::OptOut if is_yes => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::OptOut if is_no => Ok(None),
        _ if is_one_of(&NEITHER) => Ok(None),
        _ => Err("The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them."),
    }
}

/// Whether a field says something of consent, whatever its column is called. It may be one of several tags.
pub(super) fn is_plain(field: &str) -> bool {
    let says = |tag: String| {
        let is_one_of = |words: &[&str]| words.contains(&tag.as_str());
        is_one_of(&AGREED) || is_one_of(&OPTED_OUT) || is_one_of(&NEVER_AGREED)
    };
    field.split([',', ';', '|']).map(plain).any(says)
}
