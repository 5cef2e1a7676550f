use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::time::advance;

use super::*;

/// Knows no store, and counts how often it is asked for one, and for the epoch.
#[derive(Debug, Default)]
struct Counting {
    epoch: AtomicU64,
    configs_read: AtomicUsize,
    epochs_read: AtomicUsize,
}

#[async_trait]
impl Configs for Counting {
    async fn get_config(&self, _store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        self.configs_read.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok(None)
    }

    async fn get_epoch(&self) -> Result<u64, StoreError> {
        self.epochs_read.fetch_add(1, Ordering::Relaxed);
        Ok(self.epoch.load(Ordering::Relaxed))
    }
}

fn cached() -> CachedConfigs<Counting> {
    CachedConfigs::new(Arc::default())
}

/// How often configurations and epochs were read.
fn reads(cached: &CachedConfigs<Counting>) -> (usize, usize) {
    let Counting { configs_read, epochs_read, .. } = &*cached.inner;
    (configs_read.load(Ordering::Relaxed), epochs_read.load(Ordering::Relaxed))
}

fn store(id: &str) -> StoreId {
    StoreId::parse(id).unwrap()
}

#[tokio::test(start_paused = true)]
async fn as_long_as_nothing_is_changed_it_reads_the_epoch_only() {
    let cached = cached();
    for (after, read) in [(Duration::ZERO, (1, 1)), (KEEP / 2, (1, 1)), (KEEP / 2, (1, 2)), (KEEP, (1, 3))] {
        advance(after).await;
        assert_eq!(cached.get_config(&store("demo")).await, Ok(None));
        assert_eq!(reads(&cached), read);
    }
    advance(LONGEST).await;
    cached.get_config(&store("demo")).await.unwrap();
    assert_eq!(reads(&cached), (2, 4));
}

#[tokio::test(start_paused = true)]
async fn a_change_of_any_store_counts_after_two_seconds() {
    let cached = cached();
    for id in ["one", "two"] {
        cached.get_config(&store(id)).await.unwrap();
    }
    cached.inner.epoch.store(1, Ordering::Relaxed);
    cached.get_config(&store("one")).await.unwrap();
    assert_eq!(reads(&cached), (2, 1), "it is not seen yet");
    advance(KEEP).await;
    for id in ["one", "two"] {
        cached.get_config(&store(id)).await.unwrap();
    }
    assert_eq!(reads(&cached), (4, 2));
    assert_eq!(cached.configs.get_even_aged(&(0, store("one"))), None, "what was before is forgotten");
}

#[tokio::test]
async fn a_batch_that_asks_at_once_reads_once() {
    let (cached, demo) = (cached(), store("demo"));
    let (one, two, three) =
        tokio::join!(cached.get_config(&demo), cached.get_config(&demo), cached.get_config(&demo));
    assert_eq!([one, two, three], [Ok(None), Ok(None), Ok(None)]);
    assert_eq!(reads(&cached), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn thousands_of_stores_cost_no_more_than_one() {
    let cached = cached();
    let stores: Vec<_> = (0..1_000).map(|number| store(&format!("store-{number}"))).collect();
    for _ in 0..10 {
        for store in &stores {
            cached.get_config(store).await.unwrap();
        }
        advance(KEEP).await;
    }
    assert_eq!(reads(&cached), (1_000, 10));
}
