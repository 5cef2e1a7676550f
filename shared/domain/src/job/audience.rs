//! What the `audience` queue carries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RunId, SourceId, StoreId},
    minute::Minute,
};

/// What the `audience` queue carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum AudienceJob {
    /// Count who of a shard is in a segment.
    #[serde(rename = "count.v1")]
    Count(Stretch),
    /// Give those of a shard whom a campaign is for their message.
    #[serde(rename = "campaign.v1")]
    Campaign(CampaignStretch),
}

/// From where on a run reads a shard of a store's list, and how far it has come. The message is the cursor: what reads
/// on is another message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The store.
    pub store: StoreId,
    /// The run.
    pub run: RunId,
    /// The shard, from 0.
    pub shard: u8,
    /// The cursor of the page that was read last; from the beginning where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many people of the shard were read before.
    #[serde(default)]
    pub read: u64,
    /// How many of these are meant.
    #[serde(default)]
    pub matched: u64,
}

impl Stretch {
    /// The beginning of a shard.
    #[must_use]
    pub const fn beginning(store: StoreId, run: RunId, shard: u8) -> Self {
        Self { store, run, shard, after: None, read: 0, matched: 0 }
    }
}

/// From where on a campaign reads a shard of its store's list, and how far it has come. The message is the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignStretch {
    /// The store.
    pub store: StoreId,
    /// The campaign.
    pub campaign: SourceId,
    /// The shard, from 0.
    pub shard: u8,
    /// The cursor of the page that was read last; from the beginning where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many people of the shard were read before.
    #[serde(default)]
    pub read: u64,
    /// For how many of these it is.
    #[serde(default)]
    pub matched: u64,
    /// How many of these were given a minute to wait for.
    #[serde(default)]
    pub held: u64,
    /// The last of these minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_minute: Option<Minute>,
    /// How many get no message, by the code of the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped: BTreeMap<String, u64>,
}

impl CampaignStretch {
    /// The beginning of a shard.
    #[must_use]
    pub const fn beginning(store: StoreId, campaign: SourceId, shard: u8) -> Self {
        Self {
            store,
            campaign,
            shard,
            after: None,
            read: 0,
            matched: 0,
            held: 0,
            last_minute: None,
            skipped: BTreeMap::new(),
        }
    }
}
