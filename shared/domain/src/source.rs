//! What a message comes from, as far as its decision asks: a flow, or a campaign.

use crate::{
    campaign::Campaign,
    condition::Condition,
    flow::{Flow, QuietHoursPolicy, Step},
    link::LinkForm,
    message_kind::MessageKind,
};

/// What a message comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A flow, as it is now.
    Flow(&'a Flow),
    /// A campaign, as it was launched.
    Campaign(&'a Campaign),
}

impl<'a> Source<'a> {
    /// What its messages are. A campaign sells.
    #[must_use]
    pub const fn kind(self) -> MessageKind {
        match self {
            Self::Flow(flow) => flow.kind,
            Self::Campaign(_) => MessageKind::Promotional,
        }
    }

    /// What quiet hours do to its messages. A campaign's wait.
    #[must_use]
    pub const fn quiet_hours(self) -> QuietHoursPolicy {
        match self {
            Self::Flow(flow) => flow.quiet_hours,
            Self::Campaign(_) => QuietHoursPolicy::Hold,
        }
    }

    /// How the links of its texts are written.
    #[must_use]
    pub const fn links(self) -> LinkForm {
        match self {
            Self::Flow(flow) => flow.links,
            Self::Campaign(campaign) => campaign.links,
        }
    }

    /// For whom it is, as its messages are asked. Whom a campaign is for is settled once it reads the list.
    #[must_use]
    pub const fn audience(self) -> Option<&'a Condition> {
        match self {
            Self::Flow(flow) => flow.audience.as_ref(),
            Self::Campaign(_) => None,
        }
    }

    /// The message of that number.
    #[must_use]
    pub fn step(self, number: u8) -> Option<&'a Step> {
        match self {
            Self::Flow(flow) => flow.step(number),
            Self::Campaign(campaign) => (number == 0).then_some(&campaign.text),
        }
    }

    /// How many minutes after it was due a message is no longer worth sending.
    #[must_use]
    pub const fn expires_after_minutes(self) -> Option<u32> {
        match self {
            Self::Flow(flow) => flow.expires_after_minutes,
            Self::Campaign(_) => None,
        }
    }
}
