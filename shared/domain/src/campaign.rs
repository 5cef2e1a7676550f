//! A campaign: one text to a group of subscribers, once.

pub mod edit;
mod send_at;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::send_at::{InvalidSendAt, SendAt};
use crate::{
    condition::Condition,
    flow::Step,
    ids::{MessageId, OccurrenceKey, SourceId, StoreId},
    link::LinkForm,
    message::PendingMessage,
    occurrence::{Occurrence, Phone, Tags},
    phone::PhoneNumber,
    place::Address,
    segment::SegmentId,
    subscriber::Subscriber,
};

/// The longest name of a campaign, in characters.
pub const LONGEST_NAME: usize = 60;

/// One text to a group of subscribers. It is promotional, waits for quiet hours to end, and is under every rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id, which its messages are derived from. It never changes.
    pub id: SourceId,
    /// What the merchant calls it. 1 to [`LONGEST_NAME`] characters.
    pub name: String,
    /// For whom it is; everybody on the store's list where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<SegmentId>,
    /// Its text: a step without delay.
    pub text: Step,
    /// How its links are written, unless the store has all of its own as written.
    #[serde(default, skip_serializing_if = "LinkForm::is_usual")]
    pub links: LinkForm,
    /// When it is sent.
    pub send_at: SendAt,
    /// When it was created.
    pub created_at: Timestamp,
    /// Where it stands.
    #[serde(flatten)]
    pub state: CampaignState,
    /// Counts changes, from 1: two people who edit at once do not overwrite each other.
    pub version: u64,
}

/// Where a campaign stands. Whether all of its texts have gone is seen from what was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CampaignState {
    /// It can be changed. Nobody gets it.
    Draft,
    /// Its text is on the way, or waits.
    Launched {
        /// The launch.
        launch: Launch,
    },
    /// Nobody gets it any more.
    Canceled {
        /// The launch.
        launch: Launch,
        /// When it was canceled.
        canceled_at: Timestamp,
    },
}

/// What is settled when a campaign is launched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// When.
    pub at: Timestamp,
    /// Whom its segment described then; everybody where absent. Days are counted back from the launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

impl Launch {
    /// Whether it is for a subscriber, by the list alone.
    #[must_use]
    pub fn is_for(&self, subscriber: &Subscriber) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.describes(subscriber, self.at))
    }
}

/// What tells the messages of a campaign from what else a person gets of it: nothing, they get one.
const OCCURRENCE: &str = "campaign";

impl Campaign {
    /// Its launch, unless it is a draft.
    #[must_use]
    pub const fn launch(&self) -> Option<&Launch> {
        match &self.state {
            CampaignState::Draft => None,
            CampaignState::Launched { launch } | CampaignState::Canceled { launch, .. } => Some(launch),
        }
    }

    /// Whether its texts go.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.state, CampaignState::Launched { .. })
    }

    /// Whether it can be changed.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        matches!(self.state, CampaignState::Draft)
    }

    /// Its message to the owner of a phone. Nothing happened to them, so it is about no trigger; the launch is when it
    /// became known.
    #[must_use]
    pub fn message(&self, store: &StoreId, phone: &PhoneNumber, launched_at: Timestamp) -> PendingMessage {
        let occurrence = Occurrence {
            trigger: None,
            key: OccurrenceKey::new(OCCURRENCE),
            subject: None,
            customer: None,
            subscriptions: Vec::new(),
            attempt: None,
            at: launched_at,
            received_at: launched_at,
            stale_from: None,
            old_from: None,
            day: None,
            doubt: None,
            phone: Phone::Known(phone.clone()),
            address: Address::default(),
            tags: Tags::new(),
        };
        let person = occurrence.person(store);
        PendingMessage {
            id: MessageId::derive(store, &person, &self.id, 0, &occurrence.key.hash()),
            store: store.clone(),
            source: self.id.clone(),
            step: 0,
            occurrence: Arc::new(occurrence),
            held_until: None,
            decided_at: None,
            waits: Vec::new(),
            ready_at: None,
            again: None,
        }
    }
}

#[cfg(test)]
mod tests;
