//! Reasons, as data: what the console shows when somebody asks why.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{facts::FactKind, zone::ZoneSource};

/// One fact that a decision rested on. Stored as data, told in words by [`Reason::words`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The flow is not active.
    FlowNotActive,
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
    /// It would arrive when it is no longer worth saying.
    Expired {
        /// From when on it is not.
        from: Timestamp,
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
    /// The text could not be made.
    TextFailed {
        /// What is wrong and what to do about it.
        problem: String,
    },
}

impl Reason {
    /// The code by which programs know it.
    #[must_use]
    pub fn code(&self) -> String {
        let tagged = serde_json::to_value(self).unwrap_or_default();
        tagged.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned()
    }

    /// The reason in a sentence a merchant understands.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::FlowNotActive => "The flow is not active. Activate it to send its messages.".to_owned(),
            Self::StepRemoved => "The flow no longer has this message.".to_owned(),
            Self::Subscribed => "The customer subscribed to this store's texts.".to_owned(),
            Self::CheckoutPhone => {
                "The store takes phones given at checkout as consent to notices about the customer's own orders."
                    .to_owned()
            }
            Self::OptedOut { since } => format!("The customer opted out on {}.", day(*since)),
            Self::NoConsent => "The customer has not agreed to be texted by this store.".to_owned(),
            Self::PromotionNeedsConsent => {
                "A promotional message needs the customer's own consent; a checkout phone is not enough.".to_owned()
            }
            Self::NoPhone => "Neither the webhook nor Recharge has a phone number for this customer.".to_owned(),
            Self::PhoneUnusable => "The customer's phone number is not one that can be texted.".to_owned(),
            Self::TimeZone { zones, source } => {
                format!("The customer's time zone is {}, {}.", zones.join(" or "), source.words())
            }
            Self::WindowOpen => "It is outside quiet hours where the customer is.".to_owned(),
            Self::HeldForQuietHours { until } => {
                format!("It is quiet hours where the customer is; the message waits until {until}.")
            }
            Self::Waited { until } => format!("The message was held until {}.", day(*until)),
            Self::SentInQuietHours => "It is quiet hours where the customer is, and this flow sends anyway.".to_owned(),
            Self::DroppedInQuietHours => {
                "It is quiet hours where the customer is, and this flow drops its messages then.".to_owned()
            }
            Self::HeldByLaw { law, until } => {
                format!("By the law of {law} no such message may go at this hour; it waits until {until}.")
            }
            Self::DroppedByLaw { law } => {
                format!("By the law of {law} no such message may go at this hour, and this flow drops its messages then.")
            }
            Self::NeverOpen => {
                "No minute of the coming week is outside quiet hours everywhere the customer may be. Shorten quiet \
                 hours, or state the customer's time zone."
                    .to_owned()
            }
            Self::TextedRecently { at, hours } => {
                format!("The customer got a promotional message on {}, less than {hours} hours before.", day(*at))
            }
            Self::DailyCap { law, most } => {
                format!("The law of {law} allows {most} promotional messages in 24 hours, and the customer got as many.")
            }
            Self::NotInAudience => "This customer is not among those the message is for.".to_owned(),
            Self::Alternative { number: 0 } => "Of the texts that are tried, the customer gets the first.".to_owned(),
            Self::Alternative { number } => {
                format!("Of the texts that are tried, the customer gets alternative {number}.")
            }
            Self::LeftFlow { by, at } => {
                format!("The flow is over for the customer: the {} on {}.", by.words(), day(*at))
            }
            Self::Delayed { minutes } => format!("The flow waits {minutes} minutes before this message."),
            Self::Expired { from } => format!("By the time it could arrive it would be out of date (since {from})."),
            Self::Superseded { by, at } => {
                format!("It is no longer so: the {} on {}.", by.words(), day(*at))
            }
            Self::DateMoved { to: Some(to) } => {
                format!("It is no longer so: the order was moved or skipped, and the next one is on {to}.")
            }
            Self::DateMoved { to: None } => "It is no longer so: no next order is planned.".to_owned(),
            Self::TextFailed { problem } => format!("The text could not be made: {problem}"),
        }
    }
}

fn day(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

impl FactKind {
    /// What happened, to follow "the".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Updated => "subscription was changed",
            Self::Paused => "subscription was paused",
            Self::Resumed => "subscription was resumed",
            Self::Canceled => "subscription was canceled",
            Self::Expired => "subscription expired",
            Self::Unskipped => "skipped order was taken back",
            Self::Failed => "charge failed for good",
            Self::Paid => "charge was paid",
        }
    }
}
