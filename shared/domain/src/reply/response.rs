//! What is done about a reply.

use unicode_segmentation::UnicodeSegmentation;

use super::{Heard, ReplyMeaning};
use crate::{consent::ConsentStatus, contact::Contact, parts, settings::StoreSettings};

mod wording;
use wording::Answer;

/// The most parts an answer is sent as.
const MOST_PARTS: u32 = 2;
/// The same of an answer that names a contact: beside a brand of another script it takes more room.
const MOST_PARTS_WITH_CONTACT: u32 = 3;

/// What to do about a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The consent to enter, also where it stays as it is.
    pub consent: Option<ConsentStatus>,
    /// The text to send back, ready to send.
    pub answer: Option<String>,
}

/// Who answers a reply.
#[derive(Clone, Copy, Debug)]
pub struct Answerer<'a> {
    /// The brand that signs; none where the number is shared and none of its stores knows the phone.
    pub brand: Option<&'a str>,
    /// Where the store can be reached: a phone, a mail address or a site.
    pub contact: Option<&'a Contact>,
    /// Whether other stores text from the number, so that a STOP counts for them as well.
    pub shares_number: bool,
}

impl<'a> Answerer<'a> {
    /// A store that knows the phone.
    #[must_use]
    pub fn store(settings: &'a StoreSettings, shares_number: bool) -> Self {
        Self { brand: Some(&settings.name), contact: settings.contact.as_ref(), shares_number }
    }

    /// The number itself, which several stores share.
    pub const NUMBER: Self = Self { brand: None, contact: None, shares_number: true };
}

/// Says what a reply does to a consent, and what is answered.
///
/// An answer was asked for, so whoever sends it does so at once: quiet hours do not hold it, and the opt-out it
/// confirms does not stop it. One text within five minutes that confirms and sells nothing is lawful (47 CFR
/// 64.1200(a)(12)); hence one confirmation, and silence to every further STOP. HELP is answered whatever the
/// consent (CTIA Messaging Principles and Best Practices).
///
/// A text takes one part where the brand is written in GSM-7's basic letters (HELP with a contact: two), and never more
/// than two (with a contact: three).
#[must_use]
pub fn respond(heard: &Heard, status: ConsentStatus, by: Answerer<'_>) -> Response {
    let (consent, answer) = match (heard.meaning, status) {
        (ReplyMeaning::Other, _) => (None, None),
        // Nothing changes, but it was said once more, and later than whatever is still to be handled.
        (ReplyMeaning::Stop, ConsentStatus::Unsubscribed) => (Some(ConsentStatus::Unsubscribed), None),
        (ReplyMeaning::Stop, _) if by.shares_number => {
            (Some(ConsentStatus::Unsubscribed), Some(Answer::UnsubscribedFromAll))
        }
        (ReplyMeaning::Stop, _) => (Some(ConsentStatus::Unsubscribed), Some(Answer::Unsubscribed)),
        (ReplyMeaning::Start, ConsentStatus::Subscribed) => {
            (Some(ConsentStatus::Subscribed), Some(Answer::AlreadySubscribed))
        }
        (ReplyMeaning::Start, _) if by.brand.is_none() => {
            (Some(ConsentStatus::Subscribed), Some(Answer::MayBeTexted))
        }
        (ReplyMeaning::Start, _) => (Some(ConsentStatus::Subscribed), Some(Answer::Subscribed)),
        (ReplyMeaning::Help, _) if by.brand.is_none() => (None, Some(Answer::HelpForAll)),
        (ReplyMeaning::Help, _) => (None, Some(Answer::Help)),
    };
    let most = if by.contact.is_some() { MOST_PARTS_WITH_CONTACT } else { MOST_PARTS };
    let text = |it: Answer| it.text(heard.language, by.contact);
    Response { consent, answer: answer.map(|it| signed(by.brand, text(it), most)) }
}

/// Brand and text. A brand that would make the text too long (it may be all emoji) loses its end.
fn signed(brand: Option<&str>, text: String, most_parts: u32) -> String {
    let Some(brand) = brand.map(parts::fold) else { return text };
    let graphemes = brand.graphemes(true).count();
    let shortened = (0..=graphemes).rev().map(|length| {
        let start: String = brand.graphemes(true).take(length).collect();
        format!("{}: {text}", start.trim_end())
    });
    shortened.into_iter().find(|signed| parts::count(signed).count <= most_parts).unwrap_or(text)
}

#[cfg(test)]
mod tests;
