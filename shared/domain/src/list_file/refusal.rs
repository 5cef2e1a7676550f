//! Why a line of a list, or a part of it, is not taken.

use serde::{Deserialize, Serialize};

/// The kind of reason, so that the lines that share one can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The line has no phone.
    NoPhone,
    /// The phone is no number, or nobody knows of which country.
    InvalidPhone,
    /// The field of the consent is not understood.
    UnknownConsent,
    /// One column says that the person agreed, and another that they opted out.
    TwoAnswers,
    /// The time of the consent is not understood.
    UnreadableTime,
    /// The time of the consent is in the future.
    FutureTime,
    /// The wording is too long.
    LongWording,
    /// The time zone or the country is not known.
    UnknownPlace,
    /// The line has more fields than the header.
    TooManyFields,
    /// A quotation mark is opened and not closed.
    OpenQuote,
    /// The line is not UTF-8.
    NotUtf8,
}

/// Why a line, or a part of it, is not taken, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The kind.
    pub reason: RefusalReason,
    /// A sentence for whoever wrote the list.
    pub detail: String,
}

impl Refusal {
    pub(super) fn new(reason: RefusalReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}
