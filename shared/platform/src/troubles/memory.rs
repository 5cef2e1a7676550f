//! Troubles in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{Trouble, Troubles};

/// Remembers what it was told.
#[derive(Debug, Default)]
pub struct MemoryTroubles(Mutex<Vec<Trouble>>);

impl MemoryTroubles {
    /// What was told, in order.
    pub fn reported(&self) -> Vec<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes out what was told, in order.
    pub fn take(&self) -> Vec<Trouble> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Troubles for MemoryTroubles {
    async fn report(&self, trouble: &Trouble) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(trouble.clone());
    }
}
