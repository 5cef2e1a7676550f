//! The port that sends texts, which every SMS provider has.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    consent::ConsentStatus,
    ids::{MessageId, StoreId},
    phone::PhoneNumber,
    sender::Sender,
};

/// A text on its way to a phone. `Debug` shows neither the phone nor the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Outbound {
    /// Our message; where the provider has room for it, it comes back with the receipt.
    pub message: MessageId,
    /// The store that sends it.
    pub store: StoreId,
    /// To whom.
    pub to: PhoneNumber,
    /// The text.
    pub body: String,
    /// Advertising, which some providers and carriers treat apart.
    pub promotional: bool,
    /// For how long the provider may try: a text must not arrive after its window has closed.
    pub time_to_live: Duration,
    /// What it is sent from; `None` is the installation's own sender.
    pub sender: Option<Sender>,
}

/// How long a call of [`SmsProvider`] takes at most. The only attempt to send has all of it: giving up early makes an
/// outcome unknown.
pub const LONGEST_CALL: Duration = Duration::from_secs(6);

/// The longest a provider may keep trying: a notice that comes four hours late is news no more.
const LONGEST_TIME_TO_LIVE: Duration = Duration::from_hours(4);

impl Outbound {
    /// A notice to `to`, for which the provider may try as long as it is news.
    #[must_use]
    pub const fn notice(message: MessageId, store: StoreId, to: PhoneNumber, body: String) -> Self {
        Self {
            message,
            store,
            to,
            body,
            promotional: false,
            time_to_live: LONGEST_TIME_TO_LIVE,
            sender: None,
        }
    }

    /// The same text from a store's own sender, if it has one.
    #[must_use]
    pub fn from(self, sender: Option<Sender>) -> Self {
        Self { sender, ..self }
    }

    /// The same text, for which the provider may try for no longer than `time`.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self { time_to_live: time.min(LONGEST_TIME_TO_LIVE), ..self }
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, store, promotional, time_to_live, .. } = self;
        f.debug_struct("Outbound")
            .field("message", message)
            .field("store", store)
            .field("promotional", promotional)
            .field("time_to_live", time_to_live)
            .finish_non_exhaustive()
    }
}

/// The provider has the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its name for it, which receipts repeat.
    pub provider_id: String,
}

/// The text was not accepted, or nobody knows. Reasons hold no phone number and no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not sent: too many at once. Safe to try again.
    #[error("The SMS provider is busy and asked to wait.")]
    Throttled {
        /// When, if the provider said so.
        retry_after: Option<Duration>,
    },
    /// Not sent: no connection came about, so nothing was written. Safe to try again.
    #[error("The SMS provider could not be reached: {reason}.")]
    NotReached {
        /// What was in the way.
        reason: String,
    },
    /// Not sent: the provider will not take this text, now or later.
    #[error("The SMS provider refused the text: {reason}.")]
    Refused {
        /// Why.
        reason: String,
        /// The phone's owner has opted out with the provider.
        opted_out: bool,
        /// The number cannot receive texts.
        invalid_number: bool,
    },
    /// Not sent, nor will any text be until somebody changes something.
    #[error("The SMS provider is not set up: {reason}.")]
    Misconfigured {
        /// What to do.
        reason: String,
    },
    /// It may or may not be on its way: the request was written, the answer is missing or says nothing.
    #[error("It is not known whether the text was sent: {reason}.")]
    Ambiguous {
        /// What is known.
        reason: String,
    },
}

impl SendError {
    /// Not sent, and the phone is not to blame.
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), opted_out: false, invalid_number: false }
    }

    pub(crate) fn opted_out(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), opted_out: true, invalid_number: false }
    }

    pub(crate) fn invalid_number(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), opted_out: false, invalid_number: true }
    }

    pub(crate) fn misconfigured(reason: impl Into<String>) -> Self {
        Self::Misconfigured { reason: reason.into() }
    }

    pub(crate) fn ambiguous(reason: impl Into<String>) -> Self {
        Self::Ambiguous { reason: reason.into() }
    }
}

/// The consent that is left where a provider refuses a text or reports it undelivered; `None` where it stays as it is.
///
/// An opt-out is the subscriber's own word, so it outweighs what is known of the number. A number that is gone is void:
/// whoever gets it next agreed to nothing, and said no stop either.
#[must_use]
pub const fn ended_consent(opted_out: bool, invalid_number: bool) -> Option<ConsentStatus> {
    match (opted_out, invalid_number) {
        (true, _) => Some(ConsentStatus::Unsubscribed),
        (false, true) => Some(ConsentStatus::Void),
        (false, false) => None,
    }
}

/// What the provider knows of a text whose answer was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// It has texts with these words, each under a name of its own. One of them may be the text.
    Found(Vec<Accepted>),
    /// It does not have it, or does not list it yet.
    NotFound,
    /// It did not answer, or not with all that it has. Ask again later.
    NoAnswer,
    /// It has no way to be asked.
    CannotBeAsked,
}

/// Sends texts.
#[async_trait]
pub trait SmsProvider: Send + Sync {
    /// Hands a text to the provider, with one attempt, in [`LONGEST_CALL`].
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError>;

    /// Asks for the texts that were handed over at `since` or later, in [`LONGEST_CALL`]. It looks for the phone and the
    /// words, since the provider's own name is what was lost: other messages may share both. Ask only once the lost request cannot be under way any more.
    async fn look_up(&self, text: &Outbound, since: Timestamp) -> LookUp;
}
