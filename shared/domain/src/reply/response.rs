//! What a reply changes, and what is answered.

use super::{ReplyMeaning, meaning};
use crate::{settings::StoreSettings, subscriber::ConsentStatus};

/// A reply as it was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What the person wants.
    pub meaning: ReplyMeaning,
}

/// What to do about a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The consent from now on, where the reply changes it.
    pub consent: Option<ConsentStatus>,
    /// What to answer, if anything.
    pub answer: Option<String>,
}

/// Understands a reply.
#[must_use]
pub fn hear(text: &str) -> Heard {
    Heard { meaning: meaning(text) }
}

/// What a reply of somebody with that consent changes, and the text that confirms it.
#[must_use]
pub fn respond(heard: &Heard, status: ConsentStatus, settings: &StoreSettings) -> Response {
    let name = &settings.name;
    match (heard.meaning, status) {
        (ReplyMeaning::Stop, ConsentStatus::Unsubscribed) | (ReplyMeaning::Other, _) => {
            Response { consent: None, answer: None }
        }
        (ReplyMeaning::Stop, _) => Response {
            consent: Some(ConsentStatus::Unsubscribed),
            answer: Some(format!("{name}: You are unsubscribed and will get no more texts.")),
        },
        (ReplyMeaning::Start, _) => Response {
            consent: Some(ConsentStatus::Subscribed),
            answer: Some(format!("{name}: You are subscribed to texts. Reply HELP for help, STOP to stop.")),
        },
        (ReplyMeaning::Help, _) => Response {
            consent: None,
            answer: Some(format!("{name}: Reply STOP to get no more texts. Msg & data rates may apply.")),
        },
    }
}
