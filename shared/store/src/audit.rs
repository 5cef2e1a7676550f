//! Who changed what of a store, and when.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(feature = "memory")]
use crate::memory::{Contents, Memory, page};
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, decode, encode, expiry},
    keys,
    page::{Cursor, Page},
    table::{Table, WritePart},
};

/// How long an entry is kept.
const KEPT: SignedDuration = RECORDS_KEPT;

/// Who changes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who signed in, by the name that they gave.
    Session {
        /// The name.
        name: String,
    },
    /// Another system, by its API key.
    ApiKey {
        /// The key's id.
        id: String,
        /// The name that the merchant gave the key.
        name: String,
    },
    /// A call of the API with the admin key.
    AdminKey,
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// Created the store, with its default flows.
    CreateStore,
    /// Connected the store to Recharge, or replaced its key.
    ConnectStore,
    /// Ended the connection.
    DisconnectStore,
    /// Put Shopify's webhook secret.
    PutShopifySecret,
    /// Deleted Shopify's webhook secret.
    DeleteShopifySecret,
    /// Changed settings.
    ChangeSettings,
    /// Gave the store a sender, or changed the one that it has.
    PutSender,
    /// Gave the store the installation's own sender again.
    DeleteSender,
    /// Created a further flow.
    CreateFlow,
    /// Changed a flow.
    ChangeFlow,
    /// Gave a flow its default texts and settings again.
    ResetFlow,
    /// Saved an earlier version of a flow anew.
    RestoreFlow,
    /// Switched a flow on.
    ActivateFlow,
    /// Switched a flow off.
    DeactivateFlow,
    /// Deleted a further flow.
    DeleteFlow,
    /// Created a segment.
    CreateSegment,
    /// Changed a segment.
    ChangeSegment,
    /// Deleted a segment.
    DeleteSegment,
    /// Created a campaign.
    CreateCampaign,
    /// Changed a campaign that was not launched yet.
    ChangeCampaign,
    /// Deleted a campaign that was not launched yet.
    DeleteCampaign,
    /// Launched a campaign.
    LaunchCampaign,
    /// Canceled a campaign.
    CancelCampaign,
    /// Created an API key.
    CreateKey,
    /// Revoked an API key.
    RevokeKey,
    /// Changed a subscriber's consent or profile.
    ChangeSubscriber,
    /// Imported a list of subscribers.
    ImportSubscribers,
    /// Erased all that was kept of a person.
    ErasePerson,
    /// Revoked the short links of a message.
    RevokeLinks,
    /// Sent a text again that had failed.
    SendAgain,
    /// Tried a parked message again.
    RetryParked,
    /// Deleted a parked message.
    DeleteParked,
}

/// A field with another value than before. A value that is long is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// Its value before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// Its value now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// One thing that somebody did. It holds no secret, no whole phone number and no text of a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Tells entries of the same instant apart.
    #[serde(skip)]
    pub uniq: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What was done.
    pub action: AuditAction,
    /// To what: a flow's or key's id, a masked phone number. `None` for the store itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// What is different now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// The audits of all stores. Changes of settings, flows and keys bring their entry with them, in one transaction.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Puts an entry of something that was done.
    async fn put_audit_entry(&self, store: &StoreId, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Up to `limit` entries, the newest first.
    async fn list_audit_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError>;
}

#[async_trait]
impl Audit for Table {
    async fn put_audit_entry(&self, store: &StoreId, entry: &AuditEntry) -> Result<(), StoreError> {
        self.put_row(row(store, entry)?).await
    }

    async fn list_audit_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let pk = keys::audit(store);
        let page = self.page_rows(self.partition(&pk).scan_index_forward(false), &pk, before, limit).await?;
        let rows = page.items.into_iter().filter_map(|row| alive(row, self.now()));
        Ok(Page { items: rows.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }
}

impl Table {
    /// The part of a transaction that puts an entry.
    pub(crate) fn audit_part(&self, store: &StoreId, entry: &AuditEntry) -> Result<WritePart, StoreError> {
        Ok(self.put_part(row(store, entry)?, Changes::default()))
    }
}

fn row(store: &StoreId, entry: &AuditEntry) -> Result<Item, StoreError> {
    let mut row = encode(&keys::audit_entry(store, entry), entry)?;
    row.insert(EXPIRES_AT.to_owned(), expiry(entry.at, KEPT));
    Ok(row)
}

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn put_audit_entry(&mut self, store: &StoreId, entry: &AuditEntry) {
        let entry_read = AuditEntry { uniq: String::new(), ..entry.clone() };
        self.audit.insert(keys::audit_entry(store, entry).into(), entry_read);
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Audit for Memory {
    async fn put_audit_entry(&self, store: &StoreId, entry: &AuditEntry) -> Result<(), StoreError> {
        self.contents().put_audit_entry(store, entry);
        Ok(())
    }

    async fn list_audit_entries(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let pk = keys::audit(store);
        let is_before = |sk: &str| before.is_none_or(|cursor| sk < cursor.as_str());
        let contents = self.contents();
        let entries = contents.audit.iter().rev().filter(|((of, sk), _)| *of == pk && is_before(sk));
        Ok(page(entries.map(|((_, sk), entry)| (sk.clone(), entry.clone())), limit))
    }
}
