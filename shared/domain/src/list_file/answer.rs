//! What a field of a list says of consent, in the words of spreadsheets and other tools.

use jiff::tz::TimeZone;

use super::{
    columns::plain,
    mapping::Mapping,
    moment,
    refusal::{Refusal, RefusalReason},
};
use crate::consent::ConsentStatus;

/// The question of a column. It gives a yes and a no their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Whether the person wants texts: a no is an opt-out.
    Consent,
    /// Whether the person is on a list: a no is also said of who was never asked (Shopify's `Accepts SMS Marketing`).
    Marketing,
    /// Whether the person opted out: a yes or a date is an opt-out, and a no is no consent.
    OptOut,
    /// When the person opted out: whatever is filled in is an opt-out.
    OptOutAt,
    /// When the person agreed: whatever is filled in is a yes, if it is a time.
    ConsentAt,
}

/// Say that somebody agreed, whatever is asked.
const AGREED: [&str; 6] = ["subscribed", "subscribe", "opted_in", "opt_in", "optedin", "optin"];
/// Say that somebody opted out, whatever is asked.
const OPTED_OUT: [&str; 6] = ["unsubscribed", "unsubscribe", "opted_out", "opt_out", "optedout", "optout"];
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

/// The consent that a field states; `None` where it says neither yes nor no. What the merchant says of its values counts
/// before all else.
pub(super) fn read(
    field: &str,
    question: Question,
    mapping: &Mapping,
) -> Result<Option<ConsentStatus>, Refusal> {
    match mapping.answer(field) {
        Some(true) => Ok(Some(ConsentStatus::Subscribed)),
        Some(false) => Ok(Some(ConsentStatus::Unsubscribed)),
        None => word(field, question),
    }
}

/// The consent that a field states by its own words.
fn word(field: &str, question: Question) -> Result<Option<ConsentStatus>, Refusal> {
    let word = plain(field);
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    let (is_yes, is_no) = (is_one_of(&YES), is_one_of(&NO));
    let is_asked = matches!(question, Question::Consent | Question::Marketing);
    match question {
        _ if is_one_of(&AGREED) => Ok(Some(ConsentStatus::Subscribed)),
        _ if is_one_of(&OPTED_OUT) => Ok(Some(ConsentStatus::Unsubscribed)),
        _ if is_asked && is_yes => Ok(Some(ConsentStatus::Subscribed)),
        Question::Consent if is_no => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::Marketing if is_no => Ok(Some(ConsentStatus::Unknown)),
        Question::OptOut | Question::OptOutAt if is_yes => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::OptOut | Question::OptOutAt if is_no => Ok(None),
        _ if is_one_of(&NEITHER) => Ok(None),
        Question::OptOutAt => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::OptOut if is_time(field) => Ok(Some(ConsentStatus::Unsubscribed)),
        Question::ConsentAt if is_time(field) => Ok(Some(ConsentStatus::Subscribed)),
        _ => Err(Refusal::new(RefusalReason::UnknownConsent, NOT_UNDERSTOOD)),
    }
}

/// Whether a column beside that of consent says that the person opted out. An error where it says something else.
pub(super) fn flag(field: &str) -> Result<Option<ConsentStatus>, ()> {
    match word(field, Question::OptOut) {
        Ok(status) if !is_time(field) => Ok(status),
        _ => Err(()),
    }
}

fn is_time(field: &str) -> bool {
    moment::read(field, &TimeZone::UTC).is_some()
}

const NOT_UNDERSTOOD: &str =
    "The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them.";

/// Whether a field says something of consent, whatever its column is called. It may be one of several tags.
pub(super) fn is_plain(field: &str) -> bool {
    let says = |tag: String| {
        let is_one_of = |words: &[&str]| words.contains(&tag.as_str());
        is_one_of(&AGREED) || is_one_of(&OPTED_OUT) || is_one_of(&NEVER_AGREED)
    };
    field.split([',', ';', '|']).map(plain).any(says)
}
