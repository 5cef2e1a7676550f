use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::time::advance;

use super::*;

/// Knows no store, and counts how often it is asked.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

#[async_trait]
impl Configs for Counting {
    async fn get_config(&self, _store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok(None)
    }
}

fn cached() -> CachedConfigs<Counting> {
    CachedConfigs::new(Arc::default())
}

fn loads(cached: &CachedConfigs<Counting>) -> usize {
    cached.inner.0.load(Ordering::Relaxed)
}

fn store(id: &str) -> StoreId {
    StoreId::parse(id).unwrap()
}

#[tokio::test(start_paused = true)]
async fn it_asks_once_while_it_remembers() {
    let cached = cached();
    for (after, asked) in [(Duration::ZERO, 1), (KEEP / 2, 1), (KEEP / 2, 2), (KEEP, 3)] {
        advance(after).await;
        assert_eq!(cached.get_config(&store("demo")).await, Ok(None));
        assert_eq!(loads(&cached), asked);
    }
}

#[tokio::test]
async fn a_batch_that_asks_at_once_reads_once() {
    let (cached, demo) = (cached(), store("demo"));
    let (one, two, three) =
        tokio::join!(cached.get_config(&demo), cached.get_config(&demo), cached.get_config(&demo));
    assert_eq!([one, two, three], [Ok(None), Ok(None), Ok(None)]);
    assert_eq!(loads(&cached), 1);
}

#[tokio::test]
async fn it_tells_stores_apart() {
    let cached = cached();
    for id in ["one", "two", "one"] {
        cached.get_config(&store(id)).await.unwrap();
    }
    assert_eq!(loads(&cached), 2);
}
