//! What providers tell on their own: replies of customers, and receipts of texts.

use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, SenderId, StoreId},
    message::{Bill, MessageState},
    phone::PhoneNumber,
    reply::{self, Heard, ReplyMeaning},
    sender::Sender,
};
use rechime_platform::queue::Job;
use serde::{Deserialize, Serialize};

/// What a provider told. In a queue its `type` names the version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Feedback {
    /// A customer wrote.
    #[serde(rename = "reply.v1")]
    Reply(Reply),
    /// The answer to a reply, which waits for its turn. The reply was heeded.
    #[serde(rename = "answer.v1")]
    Answer(Answer),
    /// How far a text came.
    #[serde(rename = "receipt.v1")]
    Receipt(Receipt),
}

/// A reply names a phone, and no store.
impl Job for Feedback {}

/// A text that a customer sent to our number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The provider's name for it, the same each time it is delivered.
    pub id: String,
    /// Who wrote.
    pub from: PhoneNumber,
    /// What they wrote.
    pub body: String,
    /// The provider understood it as a keyword and has answered it itself.
    #[serde(default)]
    pub answered: bool,
    /// What the provider took it for, where it says so. That is what the carrier acts by, so it counts before our reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<ReplyMeaning>,
    /// The sender that they wrote to, where the provider's call names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderId>,
    /// The number that they wrote to, where the provider names only that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<PhoneNumber>,
}

impl Reply {
    /// What the reply means: the carrier's word, else our reading. The words tell the language in any case.
    #[must_use]
    pub fn heard(&self) -> Heard {
        let heard = reply::hear(&self.body);
        Heard { meaning: self.keyword.unwrap_or(heard.meaning), ..heard }
    }
}

/// Shows neither the phone nor the text.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, answered, .. } = self;
        f.debug_struct("Reply").field("id", id).field("answered", answered).finish_non_exhaustive()
    }
}

/// An answer, whole: nothing need be looked up again before it goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it answers.
    pub reply: Reply,
    /// When that came first.
    pub at: Timestamp,
    /// The store that answers.
    pub store: StoreId,
    /// The store that was spoken to, in whose inbox it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_to: Option<StoreId>,
    /// Its words.
    pub text: String,
    /// What it is sent from; `None` is the installation's own sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<Sender>,
    /// How far it is on the way to its turn.
    pub turn: AnswerTurn,
}

/// How far an answer is on the way to its turn at its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerTurn {
    /// It got none yet, and asked so often.
    Asked(u8),
    /// It has come.
    Come,
}

/// Shows neither the phone nor the text.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { reply, store, turn, .. } = self;
        f.debug_struct("Answer")
            .field("reply", reply)
            .field("store", store)
            .field("turn", turn)
            .finish_non_exhaustive()
    }
}

/// How far one of our texts came. A receipt that only says that the text is still under way tells nothing that the answer
/// to the call did not tell, so adapters leave it out; one that says so and will be the last is a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The store that sent it.
    pub store: StoreId,
    /// Our message.
    pub message: MessageId,
    /// To whom it went, if the receipt says so.
    pub to: Option<PhoneNumber>,
    /// The provider's name for it.
    pub provider_id: String,
    /// How far it came.
    pub progress: Progress,
    /// The phone's owner has opted out with the provider.
    #[serde(default)]
    pub opted_out: bool,
    /// The number is gone, or can never get texts.
    #[serde(default)]
    pub invalid_number: bool,
    /// What it costs, if the receipt says so.
    #[serde(default)]
    pub bill: Bill,
    /// When, if the provider said so.
    pub at: Option<Timestamp>,
}

/// How far a text came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum Progress {
    /// The provider, or the carrier, has it.
    Accepted,
    /// The phone has it.
    Delivered,
    /// It did not arrive, and will not.
    Undelivered {
        /// The provider's reason, without phone or text.
        reason: String,
    },
}

impl Receipt {
    /// The state that it tells of.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> MessageState {
        let (provider_id, at) = (self.provider_id.clone(), self.at.unwrap_or(now));
        match &self.progress {
            Progress::Accepted => MessageState::Accepted { provider_id, at },
            Progress::Delivered => MessageState::Delivered { provider_id, at },
            Progress::Undelivered { reason } => {
                MessageState::Undelivered { provider_id, reason: reason.clone(), at }
            }
        }
    }
}
