//! Secrets of stores in memory.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;

use super::{RechargeSecrets, SecretEditor, SecretsError, StoreSecrets};

/// Keeps secrets, counts reads, and can be put out of reach.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    kept: Mutex<BTreeMap<StoreId, Arc<RechargeSecrets>>>,
    reads: AtomicUsize,
    refuses: AtomicBool,
}

impl MemorySecrets {
    /// How often secrets were read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// Whether everything fails from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    fn reachable(&self, store: &StoreId) -> Result<(), SecretsError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(SecretsError::Unreachable { name: store.to_string(), reason: "told to".to_owned() });
        }
        Ok(())
    }
}

#[async_trait]
impl StoreSecrets for MemorySecrets {
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.reachable(store)?;
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(store).cloned())
    }
}

#[async_trait]
impl SecretEditor for MemorySecrets {
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError> {
        self.reachable(store)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(store.clone(), Arc::new(secrets.clone()));
        Ok(())
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        self.reachable(store)?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(store);
        Ok(())
    }
}
