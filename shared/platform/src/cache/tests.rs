use std::{
    future::pending,
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::future::join_all;
use tokio::time::{advance, sleep};

use super::*;

const MINUTE: Duration = Duration::from_mins(1);

/// Answers each load with its number, from 1 on, after a second.
#[derive(Default)]
struct Source(AtomicUsize);

impl Source {
    async fn load(&self) -> Result<usize, &'static str> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        sleep(Duration::from_secs(1)).await;
        Ok(number)
    }

    async fn fail(&self) -> Result<usize, &'static str> {
        self.load().await.and(Err("away"))
    }

    fn loads(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn cache(capacity: usize) -> Cache<&'static str, usize> {
    Cache::new(MINUTE, capacity)
}

#[tokio::test(start_paused = true)]
async fn a_value_counts_for_its_time_from_when_it_was_asked_for() {
    let (cache, source) = (cache(8), Source::default());
    assert_eq!(cache.get_or_load(&"a", || source.load()).await, Ok(1));
    advance(Duration::from_secs(58)).await;
    assert_eq!(cache.get_or_load(&"a", || source.load()).await, Ok(1));
    advance(Duration::from_secs(1)).await;
    assert_eq!(cache.get_or_load(&"a", || source.load()).await, Ok(2), "its load took a second");
}

#[tokio::test(start_paused = true)]
async fn who_wants_a_younger_value_loads_it_for_everybody() {
    let (cache, source) = (cache(8), Source::default());
    cache.get_or_load(&"a", || source.load()).await.unwrap();
    advance(Duration::from_secs(5)).await;
    let young = Duration::from_secs(3);
    assert_eq!(cache.get_or_load_within(young, &"a", || source.load()).await, Ok(2));
    assert_eq!(cache.get_or_load_within(young, &"a", || source.load()).await, Ok(2));
    assert_eq!(cache.get_or_load(&"a", || source.load()).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn callers_for_one_key_load_it_once_and_keys_load_side_by_side() {
    let (cache, source, begun) = (cache(8), Source::default(), Instant::now());
    let keys = ["a", "b", "a", "b", "a"];
    let found = join_all(keys.iter().map(|key| cache.get_or_load(key, || source.load()))).await;
    assert_eq!(found, [Ok(1), Ok(2), Ok(1), Ok(2), Ok(1)]);
    assert_eq!((source.loads(), begun.elapsed()), (2, Duration::from_secs(1)));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_never_answers_holds_up_no_other() {
    let (cache, source) = (cache(8), Source::default());
    let stuck = cache.get_or_load(&"stuck", pending::<Result<usize, &str>>);
    tokio::select! {
        biased;
        _ = stuck => unreachable!("it never answers"),
        found = cache.get_or_load(&"a", || source.load()) => assert_eq!(found, Ok(1)),
    }
    assert_eq!(cache.get_or_load(&"stuck", || source.load()).await, Ok(2), "its caller gave up");
}

#[tokio::test(start_paused = true)]
async fn an_error_is_not_kept_and_those_who_waited_for_it_do_not_queue_up() {
    let (cache, source, begun) = (cache(8), Source::default(), Instant::now());
    let failed = join_all((0..5).map(|_| cache.get_or_load(&"a", || source.fail()))).await;
    assert_eq!(failed, [Err("away"); 5]);
    assert_eq!(begun.elapsed(), Duration::from_secs(2));
    assert_eq!(cache.get_or_load(&"a", || source.load()).await, Ok(6));
}

#[tokio::test(start_paused = true)]
async fn an_aged_value_is_there_for_who_asks_for_it() {
    let (cache, source) = (cache(8), Source::default());
    cache.put(&"a", 7);
    advance(MINUTE).await;
    assert_eq!(cache.get_or_load(&"a", || source.fail()).await, Err("away"));
    assert_eq!((cache.get_even_aged(&"a"), cache.get_even_aged(&"b")), (Some(7), None));
}

#[tokio::test(start_paused = true)]
async fn what_was_put_during_a_load_stays() {
    let (cache, source) = (cache(8), Source::default());
    let put = async {
        sleep(Duration::from_millis(500)).await;
        cache.put(&"a", 7);
    };
    let (loaded, ()) = tokio::join!(cache.get_or_load(&"a", || source.load()), put);
    assert_eq!((loaded, cache.get_even_aged(&"a")), (Ok(1), Some(7)));
}

#[tokio::test(start_paused = true)]
async fn a_full_cache_forgets_what_goes_first_and_then_the_oldest() {
    let cache = cache(3).forgetting_first(|value| *value == 0);
    for (key, value) in [("a", 1), ("b", 0), ("c", 2), ("d", 3), ("a", 4), ("e", 5)] {
        cache.put(&key, value);
        advance(Duration::from_secs(1)).await;
    }
    let kept = ["a", "b", "c", "d", "e"].map(|key| cache.get_even_aged(&key));
    assert_eq!(kept, [Some(4), None, None, Some(3), Some(5)]);
}

#[tokio::test(start_paused = true)]
async fn what_goes_first_pushes_out_no_other() {
    let cache = cache(2).forgetting_first(|value| *value == 0);
    for (key, value) in [("a", 1), ("b", 2), ("c", 0), ("d", 0)] {
        cache.put(&key, value);
    }
    let kept = ["a", "b", "c", "d"].map(|key| cache.get_even_aged(&key));
    assert_eq!(kept, [Some(1), Some(2), None, None]);
    assert_eq!(
        cache.get_or_load(&"e", || async { Ok::<_, ()>(0) }).await,
        Ok(0),
        "it is answered all the same"
    );
}
