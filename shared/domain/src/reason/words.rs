//! Reasons in sentences that a merchant understands.

use jiff::{civil::Date, tz::TimeZone};

use super::{Reason, moment};
use crate::{facts::FactKind, truth::Doubt};

impl Reason {
    /// The reason in a sentence, with times on the clocks of `zone`, which is the store's.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one sentence for each reason, and nothing else")]
    pub fn words(&self, zone: &TimeZone) -> String {
        let at = |instant| moment::in_words(instant, zone);
        let sentence = match self {
            Self::FlowNotActive => "The flow is not active. Activate it to send its messages.",
            Self::FlowDeleted => "The flow was deleted while the message waited.",
            Self::CampaignCanceled => "The campaign was canceled.",
            Self::StepRemoved => "This message was removed from the flow.",
            Self::Subscribed => "The customer subscribed to this store's texts.",
            Self::CheckoutPhone => {
                "The customer gave this phone at checkout, which the store takes as consent to notices about their own \
                 orders."
            }
            Self::NoConsent => "The customer has not agreed to get texts from this store.",
            Self::PromotionNeedsConsent => {
                "A promotional message needs the customer's own consent. A phone given at checkout is not enough."
            }
            Self::NoPhone => "Neither the webhook nor Recharge has a phone number for this customer.",
            Self::PhoneUnusable => {
                "The customer's phone number is not one that can be texted. Correct it in Recharge."
            }
            Self::WindowOpen => "It is outside quiet hours where the customer is.",
            Self::SentInQuietHours => "It is quiet hours where the customer is, and this flow sends anyway.",
            Self::DroppedInQuietHours => {
                "It is quiet hours where the customer is, and this flow drops its messages then."
            }
            Self::NeverOpen => {
                "No minute of the coming week is outside quiet hours everywhere the customer may be. Shorten quiet \
                 hours, or enter the customer's time zone."
            }
            Self::NotInAudience => {
                "The conditions of the flow or of this message do not include the customer."
            }
            Self::Alternative { number: 0 } => {
                "Several texts are tried for this message, and the customer gets the first."
            }
            Self::SentAgain { .. } => "This text failed before, and somebody sent it again as it was.",
            Self::DateMoved { to: None } => "It is no longer true: no next order is planned.",
            Self::OptedOut { since } => return format!("The customer opted out on {}.", at(*since)),
            Self::ConsentVoid { since } => {
                return format!(
                    "The SMS provider reported on {} that this number was deactivated or cannot get texts. Its owner has \
                     to agree again.",
                    at(*since)
                );
            }
            Self::TimeZone { zones, source } => {
                return format!("The customer's time zone is {}, {}.", zones.join(" or "), source.words());
            }
            Self::SenderCapped { until } => {
                return format!(
                    "The sender has sent as many texts as it may in a day. The message waits until {}.",
                    at(*until)
                );
            }
            Self::HeldForQuietHours { until } => {
                return format!(
                    "It is quiet hours where the customer is. The message waits until {}.",
                    at(*until)
                );
            }
            Self::Waited { until } => return format!("The message waited until {}.", at(*until)),
            Self::HeldByLaw { law, until } => {
                return format!(
                    "The law of {law} allows no such message at this hour. The message waits until {}.",
                    at(*until)
                );
            }
            Self::DroppedByLaw { law } => {
                return format!(
                    "The law of {law} allows no such message at this hour, and this flow drops its messages then."
                );
            }
            Self::TextedRecently { at: last, hours } => {
                return format!(
                    "The customer got a promotional message on {}. This store leaves {hours} hours between two.",
                    at(*last)
                );
            }
            Self::DailyCap { law, most } => {
                return format!(
                    "The law of {law} allows {most} promotional messages within 24 hours, and the customer got as many."
                );
            }
            Self::HourlyCap { most } => {
                return format!(
                    "The customer got {most} texts within an hour, and this store allows no more than {most}."
                );
            }
            Self::Alternative { number } => {
                return format!(
                    "Several texts are tried for this message, and the customer gets alternative {number}."
                );
            }
            Self::LeftFlow { by, at: when } => {
                return format!("The flow has ended for the customer: the {} on {}.", by.words(), at(*when));
            }
            Self::Delayed { minutes } => {
                return format!("The flow waits {} before this message.", duration(*minutes));
            }
            Self::Scheduled { at: due } => {
                return format!("The campaign is sent by the customer's own clock, on {}.", at(*due));
            }
            Self::Expired { from } => {
                return format!("It would arrive too late. It is worth sending only until {}.", at(*from));
            }
            Self::Superseded { by, at: when } => {
                return format!("It is no longer true: the {} on {}.", by.words(), at(*when));
            }
            Self::NotConfirmed { doubt } => return doubt.words(),
            Self::DateMoved { to: Some(to) } => {
                return format!(
                    "It is no longer true: the order was moved or skipped. The next one is on {}.",
                    day(*to)
                );
            }
            Self::TextFailed { problem } => return format!("The text could not be made: {problem}."),
        };
        sentence.to_owned()
    }
}

/// `Nov 30, 2026`
fn day(day: Date) -> String {
    day.strftime("%b %-d, %Y").to_string()
}

/// `1 day 2 hours 5 minutes`, without what is none.
fn duration(minutes: u32) -> String {
    let parts = [(minutes / 1_440, "day"), (minutes / 60 % 24, "hour"), (minutes % 60, "minute")];
    let told = parts.into_iter().filter(|(count, _)| *count > 0);
    let told: Vec<_> =
        told.map(|(count, unit)| format!("{count} {unit}{}", if count == 1 { "" } else { "s" })).collect();
    if told.is_empty() { "0 minutes".to_owned() } else { told.join(" ") }
}

impl FactKind {
    /// What happened, to follow "the".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Started => "subscription was created",
            Self::Updated => "subscription was changed",
            Self::Resumed => "subscription was resumed",
            Self::Paused => "subscription was paused",
            Self::Skipped => "next order was skipped",
            Self::Unskipped => "skipped order was taken back",
            Self::Canceled => "subscription was canceled",
            Self::Expired => "subscription expired",
            Self::Retried => "charge was tried again and failed",
            Self::Failed => "charge failed for good",
            Self::Paid => "charge was paid",
            Self::Refunded => "charge was refunded",
            Self::Deleted => "charge was skipped or deleted",
            Self::OrderCanceled => "order was canceled",
            Self::Deactivated => "customer's last subscription ended",
        }
    }
}

impl Doubt {
    /// What stands against it, in a sentence.
    #[must_use]
    pub fn words(self) -> String {
        let sentence = match self {
            Self::State(state) => {
                return format!("Recharge does not confirm this: by its own record it is {}.", state.words());
            }
            Self::ToldAs(kind) => {
                return format!(
                    "An earlier webhook brought the same state of the subscription, and said that the {}.",
                    kind.words()
                );
            }
            Self::NothingShowsIt => {
                "The webhook was not signed, and Recharge's own record does not show what it says. Enter the client \
                 secret of the API token, so that webhooks are signed."
            }
            Self::LongAgo => {
                "The webhook was not signed, and Recharge's own record has not changed for more than a day. Enter the \
                 client secret of the API token, so that webhooks are signed."
            }
            Self::NeverEnded => {
                "The subscription was not paused, canceled or expired before, so it did not resume."
            }
            Self::AlreadySo => "Nothing changed: it was so already.",
            Self::DeliveriesGoOn => "The subscription is prepaid, and deliveries that were paid for go on.",
        };
        sentence.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_days_hours_and_minutes() {
        for (minutes, expected) in [
            (0, "0 minutes"),
            (1, "1 minute"),
            (90, "1 hour 30 minutes"),
            (1_440, "1 day"),
            (4_325, "3 days 5 minutes"),
        ] {
            assert_eq!(duration(minutes), expected);
        }
    }
}
