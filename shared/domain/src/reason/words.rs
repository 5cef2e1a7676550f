//! Reasons in sentences that a merchant understands.

use jiff::Timestamp;

use super::Reason;
use crate::facts::FactKind;

impl Reason {
    /// The reason in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        self.plain().map_or_else(|| self.in_detail(), str::to_owned)
    }

    /// The sentence of a reason that has no data.
    const fn plain(&self) -> Option<&'static str> {
        Some(match self {
            Self::FlowNotActive => "The flow is not active. Activate it to send its messages.",
            Self::FlowDeleted => "The flow was deleted while the message waited.",
            Self::StepRemoved => "The flow no longer has this message.",
            Self::Subscribed => "The customer subscribed to this store's texts.",
            Self::CheckoutPhone => {
                "The store takes phones given at checkout as consent to notices about the customer's own orders."
            }
            Self::NoConsent => "The customer has not agreed to be texted by this store.",
            Self::PromotionNeedsConsent => {
                "A promotional message needs the customer's own consent; a checkout phone is not enough."
            }
            Self::NoPhone => "Neither the webhook nor Recharge has a phone number for this customer.",
            Self::PhoneUnusable => "The customer's phone number is not one that can be texted.",
            Self::WindowOpen => "It is outside quiet hours where the customer is.",
            Self::SentInQuietHours => "It is quiet hours where the customer is, and this flow sends anyway.",
            Self::DroppedInQuietHours => {
                "It is quiet hours where the customer is, and this flow drops its messages then."
            }
            Self::NeverOpen => {
                "No minute of the coming week is outside quiet hours everywhere the customer may be. Shorten quiet \
                 hours, or state the customer's time zone."
            }
            Self::NotInAudience => "This customer is not among those the message is for.",
            Self::Alternative { number: 0 } => "Of the texts that are tried, the customer gets the first.",
            Self::DateMoved { to: None } => "It is no longer so: no next order is planned.",
            _ => return None,
        })
    }

    /// The sentence of a reason with its data.
    fn in_detail(&self) -> String {
        match self {
            Self::OptedOut { since } => format!("The customer opted out on {}.", day(*since)),
            Self::ConsentVoid { since } => format!(
                "The provider told on {} that the number was deactivated or cannot get texts. Its owner has to agree anew.",
                day(*since)
            ),
            Self::TimeZone { zones, source } => {
                format!("The customer's time zone is {}, {}.", zones.join(" or "), source.words())
            }
            Self::HeldForQuietHours { until } => {
                format!("It is quiet hours where the customer is; the message waits until {}.", day(*until))
            }
            Self::Waited { until } => format!("The message was held until {}.", day(*until)),
            Self::HeldByLaw { law, until } => {
                format!(
                    "By the law of {law} no such message may go at this hour; it waits until {}.",
                    day(*until)
                )
            }
            Self::DroppedByLaw { law } => format!(
                "By the law of {law} no such message may go at this hour, and this flow drops its messages then."
            ),
            Self::TextedRecently { at, hours } => {
                format!(
                    "The customer got a promotional message on {}, less than {hours} hours before.",
                    day(*at)
                )
            }
            Self::DailyCap { law, most } => format!(
                "The law of {law} allows {most} promotional messages in 24 hours, and the customer got as many."
            ),
            Self::Alternative { number } => {
                format!("Of the texts that are tried, the customer gets alternative {number}.")
            }
            Self::LeftFlow { by, at } => {
                format!("The flow is over for the customer: the {} on {}.", by.words(), day(*at))
            }
            Self::Delayed { minutes } => format!("The flow waits {minutes} minutes before this message."),
            Self::Expired { from } => {
                format!("By the time it could arrive it would be out of date (since {}).", day(*from))
            }
            Self::Superseded { by, at } => format!("It is no longer so: the {} on {}.", by.words(), day(*at)),
            Self::DateMoved { to: Some(to) } => {
                format!("It is no longer so: the order was moved or skipped, and the next one is on {to}.")
            }
            Self::TextFailed { problem } => format!("The text could not be made: {problem}"),
            without_data => without_data.code(),
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
