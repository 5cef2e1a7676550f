//! What is known of subscriptions and charges.

use async_trait::async_trait;
use rechime_domain::{
    facts::{FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
};

use crate::error::StoreError;

/// Remembers what was reported of each subject. Agrees with [`Facts::with`].
#[async_trait]
pub trait FactLedger: Send + Sync {
    /// Enters a report and gives the facts as they were before it. A report that is not the latest of its kind
    /// changes nothing. One write.
    async fn record(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError>;

    /// What is known. The default where nothing is. May miss the reports of the last second: who asks has waited
    /// for hours, and half the price counts.
    async fn get(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError>;
}
