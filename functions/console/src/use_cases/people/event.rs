//! What happened to a person, one thing at a time.

use jiff::Timestamp;
use rechime_domain::ids::{MessageId, SourceId};
use serde::Serialize;

use crate::use_cases::reason_view::ReasonView;

/// The kinds of things that happen, in the order in which one leads to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventKind {
    /// Recharge told of something.
    Webhook,
    /// It was decided what to do about a message.
    Decision,
    /// A message waits from here on.
    Wait,
    /// A text went to the SMS provider, or could not.
    Text,
    /// The provider told how far a text came.
    Receipt,
    /// A link of a text was asked for.
    Click,
    /// The person wrote.
    Reply,
    /// Their consent was stated.
    Consent,
    /// They were answered.
    Answer,
}

/// One thing that happened. Each time is told twice: in UTC, and on the store's clocks with their offset.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) at_local: String,
    pub(crate) kind: EventKind,
    /// What happened: for programs, a word such as `held`, `delivered` or `stop`.
    pub(crate) what: String,
    /// The same in a sentence.
    pub(crate) text: String,
    pub(crate) message: Option<MessageId>,
    pub(crate) flow: Option<SourceId>,
    pub(crate) step: Option<u8>,
    /// Until when a message waits.
    pub(crate) until: Option<Timestamp>,
    /// A text as sent, or the words of a reply or an answer.
    pub(crate) body: Option<String>,
    pub(crate) segments: Option<u32>,
    pub(crate) why: Vec<ReasonView>,
}
