//! Texts that the SMS provider refused for good: one mail for those of an hour, however many they are.

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt};
use jiff::SignedDuration;
use rechime_domain::{
    counting::Counter,
    hour::Hour,
    ids::{SourceId, StoreId},
};
use rechime_platform::{
    job::JobError,
    operator_alerts::{FailedTexts, OperatorAlert},
};
use rechime_store::StoreError;

use crate::{STORES_AT_ONCE, Upkeep};

/// Minutes after the end of an hour until its texts are counted. Upkeep runs once in every hour, so each is told of once.
const COUNTED_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Failed texts, by store and by flow or campaign.
type Failures = BTreeMap<(StoreId, SourceId), u64>;

impl Upkeep {
    /// Tells the operator of the texts that failed in the last hour of which all are counted.
    pub(crate) async fn tell_of_failed_texts(&self) -> Result<(), JobError> {
        let hour = Hour::containing(self.clock.now() - COUNTED_AFTER).plus(-1);
        let stores = self.stores.list_stores().await.map_err(JobError::retry)?;
        let counts = stores.iter().map(|store| self.failures_of(&store.id, hour));
        let failures: Vec<_> = stream::iter(counts).buffer_unordered(STORES_AT_ONCE).collect().await;
        let failures: Result<Vec<_>, _> = failures.into_iter().collect();
        let failures: Failures = failures.map_err(JobError::retry)?.into_iter().flatten().collect();
        let Some(((store, source), most)) = failures.iter().max_by_key(|(_, failed)| **failed) else {
            return Ok(());
        };
        let failed = failures.values().sum();
        let told = FailedTexts { hour, failed, store, source, most: *most };
        self.operator_alerts.send(&OperatorAlert::of_failed_texts(&told)).await;
        Ok(())
    }

    async fn failures_of(&self, store: &StoreId, hour: Hour) -> Result<Failures, StoreError> {
        let rows = self.counters.list_counts(store, hour, hour).await?;
        let failed = rows.into_iter().filter_map(|row| {
            let failed = u64::try_from(row.counts.get(&Counter::Failed)).ok().filter(|failed| *failed > 0)?;
            Some(((store.clone(), row.source?), failed))
        });
        Ok(failed.collect())
    }
}
