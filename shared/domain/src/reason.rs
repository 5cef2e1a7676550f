//! Reasons, as data: what the console shows when somebody asks why.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{facts::FactKind, ids::MessageId, truth::Doubt, zone::ZoneSource};

pub mod moment;
mod words;

/// One fact that a decision rested on. Stored as data, told in words by [`Reason::words`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The flow is not active.
    FlowNotActive,
    /// The flow was deleted while the message waited.
    FlowDeleted,
    /// The campaign was canceled.
    CampaignCanceled,
    /// The flow has no such step any more.
    StepRemoved,
    /// The customer agreed to be texted by this store.
    Subscribed,
    /// The store takes checkout phones as consent to transactional notices.
    CheckoutPhone,
    /// The customer said stop.
    OptedOut {
        /// When.
        since: Timestamp,
    },
    /// The number was deactivated, or cannot get texts, and nobody has agreed anew.
    ConsentVoid {
        /// When.
        since: Timestamp,
    },
    /// There is no consent.
    NoConsent,
    /// A promotional message needs a consent of its own.
    PromotionNeedsConsent,
    /// Neither the webhook nor Recharge has a phone number.
    NoPhone,
    /// What stands in the place of a phone number is none.
    PhoneUnusable,
    /// The time zone, and where it was found.
    TimeZone {
        /// IANA name; several where the evidence leaves several possible.
        zones: Vec<String>,
        /// What it was concluded from.
        source: ZoneSource,
    },
    /// It is not quiet where the customer is.
    WindowOpen,
    /// Quiet hours hold the message.
    HeldForQuietHours {
        /// When it may go.
        until: Timestamp,
    },
    /// The message has waited.
    Waited {
        /// Its release minute.
        until: Timestamp,
    },
    /// The sender has sent as many parts as it may send in a day.
    SenderCapped {
        /// When its next day begins.
        until: Timestamp,
    },
    /// Quiet hours are on, and this flow sends anyway.
    SentInQuietHours,
    /// Quiet hours are on, and this flow drops its messages then.
    DroppedInQuietHours,
    /// A law forbids the hour.
    HeldByLaw {
        /// Whose law, by name: `Texas`.
        law: String,
        /// When it may go.
        until: Timestamp,
    },
    /// A law forbids the hour, and this flow drops its messages then.
    DroppedByLaw {
        /// Whose law, by name.
        law: String,
    },
    /// No minute of the next week is open by every rule, in every zone the customer may be in.
    NeverOpen,
    /// A promotional message went a short while ago.
    TextedRecently {
        /// When.
        at: Timestamp,
        /// How many hours the store leaves between two.
        hours: u8,
    },
    /// A law allows no more promotional messages within 24 hours.
    DailyCap {
        /// Whose law, by name.
        law: String,
        /// How many it allows.
        most: u8,
    },
    /// The customer got as many texts within the last hour as the store allows.
    HourlyCap {
        /// How many it allows.
        most: u8,
    },
    /// The flow, or this message of it, is not for this customer.
    NotInAudience,
    /// The step's texts are tried against each other, and this customer gets this one.
    Alternative {
        /// 0 for the step's own, else which of its alternatives, from 1.
        number: usize,
    },
    /// Something happened since that ends the flow for the customer.
    LeftFlow {
        /// What happened.
        by: FactKind,
        /// When.
        at: Timestamp,
    },
    /// The flow waits before this step.
    Delayed {
        /// Minutes.
        minutes: u32,
    },
    /// The campaign is sent when the clock shows a time where the customer is.
    Scheduled {
        /// When that is.
        at: Timestamp,
    },
    /// It would arrive when it is no longer worth saying.
    Expired {
        /// From when on it is not.
        from: Timestamp,
    },
    /// What the webhook tells is not borne out.
    NotConfirmed {
        /// What stands against it.
        doubt: Doubt,
    },
    /// Something happened since that makes it untrue.
    Superseded {
        /// What happened.
        by: FactKind,
        /// When.
        at: Timestamp,
    },
    /// The order it announces is planned for another day by now, or for none.
    DateMoved {
        /// The day of the next one, if there is one.
        to: Option<Date>,
    },
    /// The text was sent before and failed, and somebody sent it again.
    SentAgain {
        /// The message that failed.
        of: MessageId,
    },
    /// The text could not be made.
    TextFailed {
        /// What is wrong and what to do about it.
        problem: String,
    },
}

impl Reason {
    /// Whether it is what makes a message wait.
    #[must_use]
    pub const fn makes_wait(&self) -> bool {
        matches!(
            self,
            Self::HeldForQuietHours { .. }
                | Self::HeldByLaw { .. }
                | Self::SenderCapped { .. }
                | Self::Delayed { .. }
                | Self::Scheduled { .. }
        )
    }

    /// The code by which programs know it.
    #[must_use]
    pub fn code(&self) -> String {
        let tagged = serde_json::to_value(self).unwrap_or_default();
        tagged.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned()
    }
}
