//! Secrets of stores in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use secrecy::SecretString;

use super::{
    ApiTokens, RechargeSecrets, SecretEditor, SecretsError, SignatureMarks, SigningSecrets,
    SigningSecretsReader, StoreSecrets,
};

/// Keeps secrets, counts reads, and can be put out of reach.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    contents: Mutex<Contents>,
    reads: AtomicUsize,
    marks: AtomicUsize,
    refuses: AtomicBool,
}

#[derive(Debug, Default)]
struct Contents {
    kept: BTreeMap<StoreId, RechargeSecrets>,
    timestamped: BTreeSet<StoreId>,
}

impl MemorySecrets {
    /// How often secrets were read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// How often a store was marked.
    pub fn marks(&self) -> usize {
        self.marks.load(Ordering::Relaxed)
    }

    /// Whether everything fails from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    fn contents(&self, store: &StoreId) -> Result<MutexGuard<'_, Contents>, SecretsError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(SecretsError::Unreachable { name: store.to_string(), reason: "told to".to_owned() });
        }
        Ok(self.contents.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn read(&self, store: &StoreId) -> Result<Option<RechargeSecrets>, SecretsError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let contents = self.contents(store)?;
        let mut secrets = contents.kept.get(store).cloned();
        if let Some(secrets) = &mut secrets {
            secrets.signing.timestamped = contents.timestamped.contains(store);
        }
        Ok(secrets)
    }
}

#[async_trait]
impl StoreSecrets for MemorySecrets {
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        Ok(self.read(store)?.map(Arc::new))
    }
}

#[async_trait]
impl SigningSecretsReader for MemorySecrets {
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        Ok(self.read(store)?.map(|secrets| Arc::new(secrets.signing)))
    }
}

#[async_trait]
impl ApiTokens for MemorySecrets {
    async fn get_token(&self, store: &StoreId) -> Result<Option<Arc<SecretString>>, SecretsError> {
        Ok(self.read(store)?.map(|secrets| Arc::new(secrets.api_token)))
    }
}

#[async_trait]
impl SignatureMarks for MemorySecrets {
    async fn mark_timestamped(&self, store: &StoreId, _at: Timestamp) -> Result<(), SecretsError> {
        self.marks.fetch_add(1, Ordering::Relaxed);
        self.contents(store)?.timestamped.insert(store.clone());
        Ok(())
    }
}

#[async_trait]
impl SecretEditor for MemorySecrets {
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError> {
        self.contents(store)?.kept.insert(store.clone(), secrets.clone());
        Ok(())
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        self.contents(store)?.kept.remove(store);
        Ok(())
    }
}
