//! The API keys of a store, by which other systems reach it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use jiff::{Timestamp, civil::Date};
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    audit::{Actor, AuditEntry},
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{attribute, decode, encode},
    keys,
    table::Table,
};

/// Hexadecimal digits of an id: 128 bits of the key's hash.
const ID_LENGTH: usize = 32;

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// Look at everything but secrets.
    #[serde(rename = "read")]
    Read,
    /// Change subscribers, and import them.
    #[serde(rename = "subscribers:write")]
    WriteSubscribers,
    /// Change and switch flows.
    #[serde(rename = "flows:write")]
    WriteFlows,
    /// Change settings, and what is parked.
    #[serde(rename = "settings:write")]
    WriteSettings,
}

impl Scope {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::WriteSubscribers, Self::WriteFlows, Self::WriteSettings];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::WriteSubscribers => "subscribers:write",
            Self::WriteFlows => "flows:write",
            Self::WriteSettings => "settings:write",
        }
    }
}

/// An API key's id: a part of its hash, so that nobody who reads the table has the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ApiKeyId(String);

impl ApiKeyId {
    /// The id of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        let mut id = HEXLOWER.encode(&Sha256::digest(key.as_bytes()));
        id.truncate(ID_LENGTH);
        Self(id)
    }

    /// Takes an id as it was handed out.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let is_id = id.len() == ID_LENGTH && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| Self(id.to_owned()))
    }

    /// The id as text: 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is known of an API key. The key itself is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What the merchant calls it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Its last four characters, by which the merchant knows it again.
    pub last_four: String,
    /// Who created it.
    pub created_by: Actor,
    /// When.
    pub created_at: Timestamp,
    /// The day (in UTC) on which it was used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_on: Option<Date>,
}

/// Keeps the API keys of stores. They lie apart from the store's configuration, which every evaluation reads.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// A key of the store, by its id; `None` if it has no such key, or no longer.
    async fn get_api_key(&self, store: &StoreId, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError>;

    /// All keys of a store, by id.
    async fn list_api_keys(&self, store: &StoreId) -> Result<Vec<ApiKey>, StoreError>;

    /// Creates a key, with the entry of the audit.
    async fn create_api_key(
        &self,
        store: &StoreId,
        key: &ApiKey,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Deletes a key, with the entry of the audit. [`StoreError::Conflict`] if there is no such key.
    async fn delete_api_key(
        &self,
        store: &StoreId,
        id: &ApiKeyId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// Notes the day on which a key was used, unless that day or a later one is noted. A deleted key stays deleted.
    async fn put_api_key_use(&self, store: &StoreId, id: &ApiKeyId, on: Date) -> Result<(), StoreError>;
}

#[async_trait]
impl ApiKeys for Table {
    async fn get_api_key(&self, store: &StoreId, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.get_row(&keys::api_key(store, id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn list_api_keys(&self, store: &StoreId) -> Result<Vec<ApiKey>, StoreError> {
        let query = self.partition(&keys::api_keys(store)).consistent_read(true);
        self.query_rows(query).await?.into_iter().map(decode).collect()
    }

    async fn create_api_key(
        &self,
        store: &StoreId,
        key: &ApiKey,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        let row = encode(&keys::api_key(store, &key.id), key)?;
        let parts = vec![self.put_part(row, absent), self.audit_part(store, entry)?];
        if self.transact(&parts).await? { Ok(()) } else { Err(StoreError::Exists) }
    }

    async fn delete_api_key(
        &self,
        store: &StoreId,
        id: &ApiKeyId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let there = Changes::default().only_if("attribute_exists(pk)");
        let parts = vec![self.delete_part(&keys::api_key(store, id), there), self.audit_part(store, entry)?];
        if self.transact(&parts).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn put_api_key_use(&self, store: &StoreId, id: &ApiKeyId, on: Date) -> Result<(), StoreError> {
        let changes = Changes::default().set("last_used_on", attribute(on)?).only_if(
            "attribute_exists(pk) AND (attribute_not_exists(#last_used_on) OR #last_used_on < :last_used_on)",
        );
        self.update_row(&keys::api_key(store, id), changes).await.map(drop)
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl ApiKeys for Memory {
    async fn get_api_key(&self, store: &StoreId, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.contents().api_keys.get(&(store.clone(), id.clone())).cloned())
    }

    async fn list_api_keys(&self, store: &StoreId) -> Result<Vec<ApiKey>, StoreError> {
        let contents = self.contents();
        let of_store = contents.api_keys.iter().filter(|((of, _), _)| of == store);
        Ok(of_store.map(|(_, key)| key.clone()).collect())
    }

    async fn create_api_key(
        &self,
        store: &StoreId,
        key: &ApiKey,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let place = (store.clone(), key.id.clone());
        if contents.api_keys.contains_key(&place) {
            return Err(StoreError::Exists);
        }
        contents.api_keys.insert(place, key.clone());
        contents.put_audit_entry(store, entry);
        Ok(())
    }

    async fn delete_api_key(
        &self,
        store: &StoreId,
        id: &ApiKeyId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let deleted = contents.api_keys.remove(&(store.clone(), id.clone()));
        deleted.ok_or(StoreError::Conflict)?;
        contents.put_audit_entry(store, entry);
        Ok(())
    }

    async fn put_api_key_use(&self, store: &StoreId, id: &ApiKeyId, on: Date) -> Result<(), StoreError> {
        if let Some(key) = self.contents().api_keys.get_mut(&(store.clone(), id.clone())) {
            key.last_used_on = key.last_used_on.max(Some(on));
        }
        Ok(())
    }
}
