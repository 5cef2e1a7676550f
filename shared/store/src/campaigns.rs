//! Campaigns, and how far each has gone through its store's list. They are not among what a store is set up to do, so that
//! no function reads them with its configuration.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    campaign::Campaign,
    ids::{SourceId, StoreId},
    minute::Minute,
};
use serde::{Deserialize, Serialize};
use serde_dynamo::AttributeValue;

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    audit::AuditEntry,
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, attribute, decode, encode, expiry},
    keys,
    page::{Cursor, Page},
    subscribers::SHARDS,
    table::Table,
};

mod cached;

pub use self::cached::CachedCampaigns;

/// How long a process that sends goes by what it knows of a campaign. With the call of a provider it is less than two
/// seconds from a cancel to the last text.
pub const KEEP: Duration = Duration::from_secs(1);

/// Campaigns on a page of a list.
const PAGE: usize = 50;

/// How far a campaign has gone through a shard of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardReach {
    /// The shard.
    pub shard: u8,
    /// How many people were read.
    pub read: u64,
    /// How many of these it is for.
    pub matched: u64,
    /// How many of these were given a minute to wait for.
    pub held: u64,
    /// The last of these minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_minute: Option<Minute>,
    /// How many get no message, by the code of the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped: BTreeMap<String, u64>,
    /// Whether that is all of the shard.
    pub is_done: bool,
    /// When that was so.
    pub at: Timestamp,
}

/// How far a campaign has gone through the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The shards that have told.
    pub shards: Vec<ShardReach>,
}

impl Reach {
    /// The sum of a figure over the shards.
    #[must_use]
    pub fn sum(&self, figure: impl Fn(&ShardReach) -> u64) -> u64 {
        self.shards.iter().map(figure).sum()
    }

    /// Whether everybody was read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.shards.iter().filter(|shard| shard.is_done).count() == usize::from(SHARDS)
    }
}

/// Reads campaigns.
#[async_trait]
pub trait Campaigns: Send + Sync {
    /// A campaign as it stands.
    async fn get_campaign(&self, store: &StoreId, id: &SourceId) -> Result<Option<Campaign>, StoreError>;
}

/// Keeps how far campaigns have gone through their stores' lists.
#[async_trait]
pub trait CampaignReach: Campaigns {
    /// Puts how far a campaign has come in a shard, unless it is known to be as far or further: a queue message that comes
    /// twice takes nothing back.
    async fn put_reach(
        &self,
        store: &StoreId,
        campaign: &SourceId,
        reach: &ShardReach,
    ) -> Result<(), StoreError>;

    /// How far a campaign has come.
    async fn get_reach(&self, store: &StoreId, campaign: &SourceId) -> Result<Reach, StoreError>;
}

/// Changes campaigns. Each change takes its entry of the audit with it: both are written, or neither.
#[async_trait]
pub trait CampaignEditor: CampaignReach {
    /// A store's campaigns, the newest first.
    async fn list_campaigns(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<Campaign>, StoreError>;

    /// Adds a campaign. [`StoreError::Exists`] where its id is taken.
    async fn create_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Replaces a campaign. [`StoreError::Conflict`] unless the version that stands is the one before.
    async fn put_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Deletes a campaign. [`StoreError::Conflict`] unless the version that stands is this one.
    async fn delete_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;
}

#[async_trait]
impl Campaigns for Table {
    async fn get_campaign(&self, store: &StoreId, id: &SourceId) -> Result<Option<Campaign>, StoreError> {
        self.get_row(&keys::campaign(store, id), Consistency::Strong).await?.map(decode).transpose()
    }
}

#[async_trait]
impl CampaignReach for Table {
    async fn put_reach(
        &self,
        store: &StoreId,
        campaign: &SourceId,
        reach: &ShardReach,
    ) -> Result<(), StoreError> {
        let mut row = encode(&keys::shard_of_campaign(store, campaign, reach.shard), reach)?;
        row.insert(EXPIRES_AT.to_owned(), expiry(reach.at, RECORDS_KEPT));
        let further = Changes::default()
            .only_if("attribute_not_exists(pk) OR (is_done = :no AND #read <= :read)")
            .name("read")
            .value("read", AttributeValue::N(reach.read.to_string()))
            .value("no", AttributeValue::Bool(false));
        self.put_row_if(row, further).await.map(drop)
    }

    async fn get_reach(&self, store: &StoreId, campaign: &SourceId) -> Result<Reach, StoreError> {
        let query = self.partition(&keys::shards_of_campaign(store, campaign)).consistent_read(true);
        let rows = self.query_rows(query).await?.into_iter().filter_map(|row| alive(row, self.now()));
        Ok(Reach { shards: rows.map(decode).collect::<Result<_, _>>()? })
    }
}

#[async_trait]
impl CampaignEditor for Table {
    async fn list_campaigns(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<Campaign>, StoreError> {
        let pk = keys::campaigns(store);
        let query = self.partition(&pk).scan_index_forward(false).consistent_read(true);
        let page = self.page_rows(query, &pk, before, PAGE).await?;
        let rows = page.items.into_iter().filter_map(|row| alive(row, self.now()));
        Ok(Page { items: rows.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }

    async fn create_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        let part = self.put_part(row(store, campaign)?, absent);
        let parts = vec![part, self.audit_part(store, entry)?];
        if self.transact(&parts).await? { Ok(()) } else { Err(StoreError::Exists) }
    }

    async fn put_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let part = self.put_part(row(store, campaign)?, stands(campaign.version.saturating_sub(1))?);
        let parts = vec![part, self.audit_part(store, entry)?];
        if self.transact(&parts).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn delete_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let part = self.delete_part(&keys::campaign(store, &campaign.id), stands(campaign.version)?);
        let parts = vec![part, self.audit_part(store, entry)?];
        if self.transact(&parts).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

/// The row of a campaign. A draft stays; one that was launched is kept as long as what was counted of it.
fn row(store: &StoreId, campaign: &Campaign) -> Result<Item, StoreError> {
    let mut row = encode(&keys::campaign(store, &campaign.id), campaign)?;
    if let Some(launch) = campaign.launch() {
        row.insert(EXPIRES_AT.to_owned(), expiry(launch.at, RECORDS_KEPT));
    }
    Ok(row)
}

/// The condition that this version stands.
fn stands(version: u64) -> Result<Changes, StoreError> {
    let standing = attribute(version)?;
    Ok(Changes::default().name("version").only_if("#version = :standing").value("standing", standing))
}

#[cfg(feature = "memory")]
#[async_trait]
impl Campaigns for Memory {
    async fn get_campaign(&self, store: &StoreId, id: &SourceId) -> Result<Option<Campaign>, StoreError> {
        Ok(self.contents().campaigns.get(&keys::campaign(store, id).into()).cloned())
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl CampaignReach for Memory {
    async fn put_reach(
        &self,
        store: &StoreId,
        campaign: &SourceId,
        reach: &ShardReach,
    ) -> Result<(), StoreError> {
        let key = keys::shard_of_campaign(store, campaign, reach.shard).into();
        let mut contents = self.contents();
        let standing = contents.reaches.entry(key).or_insert_with(|| reach.clone());
        if !standing.is_done && standing.read <= reach.read {
            *standing = reach.clone();
        }
        Ok(())
    }

    async fn get_reach(&self, store: &StoreId, campaign: &SourceId) -> Result<Reach, StoreError> {
        let pk = keys::shards_of_campaign(store, campaign);
        let contents = self.contents();
        let shards = contents.reaches.iter().filter(|((of, _), _)| *of == pk).map(|(_, reach)| reach.clone());
        Ok(Reach { shards: shards.collect() })
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl CampaignEditor for Memory {
    async fn list_campaigns(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<Campaign>, StoreError> {
        let pk = keys::campaigns(store);
        let is_before = |sk: &str| before.is_none_or(|cursor| sk < cursor.as_str());
        let contents = self.contents();
        let campaigns = contents.campaigns.iter().rev().filter(|((of, sk), _)| *of == pk && is_before(sk));
        Ok(page(campaigns.map(|((_, sk), campaign)| (sk.clone(), campaign.clone())), PAGE))
    }

    async fn create_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let key = keys::campaign(store, &campaign.id).into();
        if contents.campaigns.contains_key(&key) {
            return Err(StoreError::Exists);
        }
        contents.campaigns.insert(key, campaign.clone());
        contents.put_audit_entry(store, entry);
        Ok(())
    }

    async fn put_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let standing = contents.campaigns.get_mut(&keys::campaign(store, &campaign.id).into());
        let standing = standing.filter(|standing| standing.version + 1 == campaign.version);
        *standing.ok_or(StoreError::Conflict)? = campaign.clone();
        contents.put_audit_entry(store, entry);
        Ok(())
    }

    async fn delete_campaign(
        &self,
        store: &StoreId,
        campaign: &Campaign,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let key = keys::campaign(store, &campaign.id).into();
        let standing = contents.campaigns.get(&key);
        if standing.is_none_or(|standing| standing.version != campaign.version) {
            return Err(StoreError::Conflict);
        }
        contents.campaigns.remove(&key);
        contents.put_audit_entry(store, entry);
        Ok(())
    }
}
