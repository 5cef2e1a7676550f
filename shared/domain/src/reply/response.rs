//! What is done about a reply.

use unicode_segmentation::UnicodeSegmentation;

use super::{Heard, ReplyMeaning};
use crate::{consent::ConsentStatus, parts, settings::StoreSettings};

mod wording;
use wording::Answer;

/// The most parts an answer is sent as.
const MOST_PARTS: u32 = 2;

/// What to do about a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The consent to set; none where it stays as it is.
    pub consent: Option<ConsentStatus>,
    /// The text to send back, ready to send.
    pub answer: Option<String>,
}

/// Says what a reply does to a subscriber's consent, and what is answered.
///
/// An answer was asked for, so whoever sends it does so at once: quiet hours do not hold it, and the opt-out it
/// confirms does not stop it. One text within five minutes that confirms and sells nothing is lawful (47 CFR
/// 64.1200(a)(12)); hence one confirmation, and silence to every further STOP. HELP is answered whatever the
/// consent (CTIA Messaging Principles and Best Practices).
///
/// A text takes one part where the brand is written in GSM-7's basic letters, and never more than two.
#[must_use]
pub fn respond(heard: &Heard, status: ConsentStatus, settings: &StoreSettings) -> Response {
    let (consent, answer) = match (heard.meaning, status) {
        (ReplyMeaning::Stop, ConsentStatus::Unsubscribed) | (ReplyMeaning::Other, _) => (None, None),
        (ReplyMeaning::Stop, _) => (Some(ConsentStatus::Unsubscribed), Some(Answer::Unsubscribed)),
        (ReplyMeaning::Start, ConsentStatus::Subscribed) => (None, Some(Answer::AlreadySubscribed)),
        (ReplyMeaning::Start, _) => (Some(ConsentStatus::Subscribed), Some(Answer::Subscribed)),
        (ReplyMeaning::Help, _) => (None, Some(Answer::Help)),
    };
    Response { consent, answer: answer.map(|it| signed(&settings.name, it.text(heard.language))) }
}

/// Brand and text. A brand that would make the text too long (it may be all emoji) loses its end.
fn signed(brand: &str, text: &str) -> String {
    let brand = parts::fold(brand);
    let graphemes = brand.graphemes(true).count();
    let shortened = (0..=graphemes).rev().map(|length| {
        let start: String = brand.graphemes(true).take(length).collect();
        format!("{}: {text}", start.trim_end())
    });
    shortened
        .into_iter()
        .find(|signed| parts::count(signed).count <= MOST_PARTS)
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests;
