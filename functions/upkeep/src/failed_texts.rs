//! Texts that the SMS provider refused for good: one mail for those of an hour, however many they are.

use std::{cmp::Reverse, collections::BTreeMap};

use futures::stream::{self, StreamExt, TryStreamExt};
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
use rechime_store::{StoreError, consistency::Consistency, counters::HourCounts};

use crate::{STORES_AT_ONCE, Upkeep};

/// Minutes after the end of an hour until its texts are counted. Upkeep runs once in every hour, so each is told of once.
const COUNTED_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// How many reasons the mail names. The activity has all.
const REASONS_TOLD: usize = 5;

/// Texts that failed in an hour.
#[derive(Default)]
struct Failures {
    /// How many, by store and by flow or campaign.
    by_source: BTreeMap<(StoreId, SourceId), u64>,
    /// How many, by the provider's reason.
    by_reason: BTreeMap<String, u64>,
}

impl Failures {
    fn add(&mut self, store: &StoreId, row: HourCounts) {
        let Some(source) = row.source else { return };
        for (counter, count) in row.counts.iter() {
            let Some(count) = u64::try_from(count).ok().filter(|count| *count > 0) else { continue };
            match counter {
                Counter::Failed => {
                    self.by_source.insert((store.clone(), source.clone()), count);
                }
                Counter::FailedBecause(reason) => {
                    *self.by_reason.entry(reason.clone()).or_default() += count;
                }
                _ => {}
            }
        }
    }

    /// The most frequent reasons.
    fn reasons(self) -> Vec<(String, u64)> {
        let mut reasons: Vec<_> = self.by_reason.into_iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(*count));
        reasons.truncate(REASONS_TOLD);
        reasons
    }
}

impl Upkeep {
    /// Tells the operator of the texts that failed in the last hour of which all are counted.
    pub(crate) async fn tell_of_failed_texts(&self) -> Result<(), JobError> {
        let hour = Hour::containing(self.clock.now() - COUNTED_AFTER).plus(-1);
        let stores = self.stores.list_stores().await.map_err(JobError::retry)?;
        let counts = stores.iter().map(|store| async {
            Ok((&store.id, self.counters.list_hours(&store.id, hour, hour, Consistency::Eventual).await?))
        });
        let counts = stream::iter(counts).buffer_unordered(STORES_AT_ONCE);
        let failures = counts.try_fold(Failures::default(), async |mut failures, (store, rows)| {
            for row in rows {
                failures.add(store, row);
            }
            Ok::<_, StoreError>(failures)
        });
        let failures = failures.await.map_err(JobError::retry)?;
        let most = failures.by_source.iter().max_by_key(|(_, failed)| **failed);
        let Some(((store, source), most)) = most.map(|(of, most)| (of.clone(), *most)) else { return Ok(()) };
        let failed = failures.by_source.values().sum();
        let reasons = failures.reasons();
        let told = FailedTexts { hour, failed, store: &store, source: &source, most, reasons: &reasons };
        self.operator_alerts.send(&OperatorAlert::of_failed_texts(&told)).await;
        Ok(())
    }
}
