use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Knows no store, and counts how often it is asked.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

#[async_trait]
impl Configs for Counting {
    async fn load(&self, _store: &StoreId) -> Result<Option<Arc<StoreConfig>>, StoreError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok(None)
    }
}

async fn loads_of_three(keep: Duration) -> usize {
    let cached = CachedConfigs::new(Counting::default(), keep);
    for _ in 0..3 {
        assert_eq!(cached.load(&StoreId::parse("demo").unwrap()).await, Ok(None));
    }
    cached.inner.0.load(Ordering::Relaxed)
}

#[tokio::test]
async fn it_asks_once_while_it_remembers() {
    assert_eq!(loads_of_three(Duration::from_hours(1)).await, 1);
    assert_eq!(loads_of_three(Duration::ZERO).await, 3);
}

#[tokio::test]
async fn a_batch_that_asks_at_once_reads_once() {
    let cached = CachedConfigs::new(Counting::default(), Duration::from_hours(1));
    let store = StoreId::parse("demo").unwrap();
    let (one, two, three) = tokio::join!(cached.load(&store), cached.load(&store), cached.load(&store));
    assert_eq!([one, two, three], [Ok(None), Ok(None), Ok(None)]);
    assert_eq!(cached.inner.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn it_tells_stores_apart() {
    let cached = CachedConfigs::new(Counting::default(), Duration::from_hours(1));
    for id in ["one", "two", "one"] {
        cached.load(&StoreId::parse(id).unwrap()).await.unwrap();
    }
    assert_eq!(cached.inner.0.load(Ordering::Relaxed), 2);
}
