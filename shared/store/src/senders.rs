//! The senders of an installation besides its own: who uses each, and which number is whose.

use std::collections::BTreeSet;

use async_trait::async_trait;
use rechime_domain::{
    ids::{SenderId, StoreId},
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
};
use serde::Deserialize;

#[cfg(feature = "memory")]
use crate::{
    configs::StoreConfig,
    memory::{Contents, Memory},
};
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{corrupt_attribute, decode, text},
    keys,
    table::Table,
};

/// A sender that some store has, or had.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KnownSender {
    /// The sender.
    pub sender: Sender,
    /// The stores that use it; none where the last of them has another one by now.
    #[serde(default)]
    pub stores: BTreeSet<StoreId>,
}

/// Finds senders. A sender is written with its store, by [`ConfigEditor`](crate::configs::ConfigEditor::put_sender), and
/// stays known when no store uses it any more: customers still reply to its number.
#[async_trait]
pub trait Senders: Send + Sync {
    /// A sender by its id; `None` for the installation's own, and for one that no store ever had.
    async fn get_sender(&self, id: &SenderId) -> Result<Option<KnownSender>, StoreError>;

    /// The sender that has a number, where its provider tells the number only; `None` where none is known to have it.
    async fn find_sender(&self, number: &PhoneNumber) -> Result<Option<SenderId>, StoreError>;

    /// What a store's texts are sent from now. A store that does not exist has the installation's own.
    async fn get_sender_of_store(&self, store: &StoreId) -> Result<SenderId, StoreError>;
}

#[async_trait]
impl Senders for Table {
    async fn get_sender(&self, id: &SenderId) -> Result<Option<KnownSender>, StoreError> {
        let row = self.get_row(&keys::known_sender(id), Consistency::Strong).await?;
        row.map(decode).transpose()
    }

    async fn find_sender(&self, number: &PhoneNumber) -> Result<Option<SenderId>, StoreError> {
        let row = self.get_row(&keys::sender_number(number), Consistency::Strong).await?;
        let id = row.map(|row| SenderId::parse(text(&row, "id")).map_err(|_| corrupt_attribute(&row, "id")));
        id.transpose()
    }

    async fn get_sender_of_store(&self, store: &StoreId) -> Result<SenderId, StoreError> {
        let row = self.get_row(&keys::sender(store), Consistency::Strong).await?;
        let sender: Option<Sender> = row.map(decode).transpose()?;
        Ok(sender.map_or_else(SenderId::installation, |sender| sender.id))
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Senders for Memory {
    async fn get_sender(&self, id: &SenderId) -> Result<Option<KnownSender>, StoreError> {
        Ok(self.contents().senders.get(id).cloned())
    }

    async fn find_sender(&self, number: &PhoneNumber) -> Result<Option<SenderId>, StoreError> {
        Ok(self.contents().sender_numbers.get(number).cloned())
    }

    async fn get_sender_of_store(&self, store: &StoreId) -> Result<SenderId, StoreError> {
        Ok(self.contents().sender_of_store(store))
    }
}

#[cfg(feature = "memory")]
impl Contents {
    pub(crate) fn put_sender(&mut self, store: &StoreId, sender: &Sender) {
        let known = KnownSender { sender: sender.clone(), stores: BTreeSet::new() };
        let known = self.senders.entry(sender.id.clone()).or_insert(known);
        known.sender = sender.clone();
        known.stores.insert(store.clone());
        if sender.provider == ProviderName::Aws {
            let numbers = sender.numbers.iter().map(|number| (number.clone(), sender.id.clone()));
            self.sender_numbers.extend(numbers);
        }
    }

    pub(crate) fn sender_of_store(&self, store: &StoreId) -> SenderId {
        let config = self.configs.get(store);
        config.map_or_else(SenderId::installation, StoreConfig::sender_id)
    }
}
