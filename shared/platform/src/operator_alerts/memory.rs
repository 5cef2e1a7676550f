//! Alerts in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{OperatorAlert, OperatorAlerts};

/// Keeps the alerts that were sent.
#[derive(Debug, Default)]
pub struct MemoryOperatorAlerts(Mutex<Vec<OperatorAlert>>);

impl MemoryOperatorAlerts {
    /// The alerts so far, in order.
    pub fn sent(&self) -> Vec<OperatorAlert> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes out the alerts so far, in order.
    pub fn take(&self) -> Vec<OperatorAlert> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl OperatorAlerts for MemoryOperatorAlerts {
    async fn send(&self, alert: &OperatorAlert) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(alert.clone());
    }
}
