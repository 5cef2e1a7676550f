//! The counters, and their names in the table.

use jiff::tz::TimeZone;

use crate::minute::Minute;

/// Minutes that the forecast counts together.
pub const FORECAST_MINUTES: u8 = 5;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Messages that were planned when their event came, to be sent, held or skipped. An event that comes again is planned
    /// again.
    Planned,
    /// Texts that the provider has.
    Sent,
    /// Their parts.
    Parts,
    /// Texts that arrived.
    Delivered,
    /// Texts that did not arrive.
    Undelivered,
    /// Texts that the provider refused for good.
    Failed,
    /// Texts that the provider may or may not have.
    Unknown,
    /// Texts of which a human opened a link.
    Clicked,
    /// Subscribers who opted out.
    OptedOut,
    /// What the provider says that the texts cost, in millionths of a dollar.
    Cost,
    /// The same texts, by the provider's reason. Adapters make reasons from the provider's codes, so they are few, and none
    /// holds a phone.
    FailedBecause(String),
    /// Messages that were not sent, by the code of the cause.
    Skipped(String),
    /// Texts of a step or alternative that the provider has.
    SentOf(FlowText),
    /// Texts of a step or alternative of which a human opened a link.
    ClickedOf(FlowText),
    /// Messages that wait until one of the five minutes from this minute of the hour on.
    Waiting(u8),
}

/// Which of a flow's texts a message was. The first step's own is counted with the flow's others alone: what they leave of
/// the flow's counters is its. So a flow of one text has no more counters than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowText {
    /// The number of the step.
    pub step: u8,
    /// 0 for the step's own text, else which of its alternatives, from 1.
    pub alternative: u8,
}

impl FlowText {
    /// The text of the first step.
    pub const FIRST: Self = Self { step: 0, alternative: 0 };

    fn key(self) -> String {
        format!("{}_{}", self.step, self.alternative)
    }

    fn parse(key: &str) -> Option<Self> {
        let (step, alternative) = key.split_once('_')?;
        Some(Self { step: step.parse().ok()?, alternative: alternative.parse().ok()? })
    }
}

const FAILED_BECAUSE: &str = "failed_because_";
const SKIPPED: &str = "skipped_";
const SENT_OF: &str = "sent_of_";
const CLICKED_OF: &str = "clicked_of_";
const WAITING: &str = "waiting_";

/// The counters that have one name each.
const PLAIN: [(Counter, &str); 10] = [
    (Counter::Planned, "planned"),
    (Counter::Sent, "sent"),
    (Counter::Parts, "parts"),
    (Counter::Delivered, "delivered"),
    (Counter::Undelivered, "undelivered"),
    (Counter::Failed, "failed"),
    (Counter::Unknown, "unknown"),
    (Counter::Clicked, "clicked"),
    (Counter::OptedOut, "opted_out"),
    (Counter::Cost, "cost"),
];

impl Counter {
    /// The counter of a message that is held until then.
    #[must_use]
    pub fn waiting_until(until: Minute) -> Self {
        let minute = until.start().to_zoned(TimeZone::UTC).minute().unsigned_abs();
        Self::Waiting(minute - minute % FORECAST_MINUTES)
    }

    /// The name in the table: `sent`, `failed_because_opted out with Twilio (21610)`, `skipped_no_consent`, `sent_of_1_0`,
    /// `waiting_05`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::FailedBecause(reason) => format!("{FAILED_BECAUSE}{reason}"),
            Self::Skipped(code) => format!("{SKIPPED}{code}"),
            Self::SentOf(text) => format!("{SENT_OF}{}", text.key()),
            Self::ClickedOf(text) => format!("{CLICKED_OF}{}", text.key()),
            Self::Waiting(minute) => format!("{WAITING}{minute:02}"),
            plain => PLAIN.iter().find(|(counter, _)| counter == plain).map_or("", |(_, key)| key).to_owned(),
        }
    }

    /// The counter of that name; `None` if there is none.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        if let Some(reason) = key.strip_prefix(FAILED_BECAUSE) {
            return Some(Self::FailedBecause(reason.to_owned()));
        }
        if let Some(code) = key.strip_prefix(SKIPPED) {
            return Some(Self::Skipped(code.to_owned()));
        }
        if let Some(text) = key.strip_prefix(SENT_OF) {
            return FlowText::parse(text).map(Self::SentOf);
        }
        if let Some(text) = key.strip_prefix(CLICKED_OF) {
            return FlowText::parse(text).map(Self::ClickedOf);
        }
        if let Some(minute) = key.strip_prefix(WAITING) {
            return minute.parse().ok().map(Self::Waiting);
        }
        PLAIN.iter().find(|(_, plain)| *plain == key).map(|(counter, _)| counter.clone())
    }
}
