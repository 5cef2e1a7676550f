//! Customers, remembered by the process as well: one customer's events come together.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use rechime_recharge::client::CustomerProfile;

use crate::{customers::CustomerCache, error::StoreError};

/// How long a process goes by what it remembers: on top of [`KEPT`](crate::customers::KEPT), so it is short.
pub const FRESH: Duration = Duration::from_mins(5);

/// How many customers a process remembers. More would be old ones: beyond, all are forgotten.
const REMEMBERED: usize = 1_000;

/// Answers from memory what it got or kept less than `fresh` ago.
#[derive(Debug)]
pub struct CachedCustomers<C> {
    inner: C,
    fresh: Duration,
    remembered: Mutex<HashMap<(StoreId, String), (CustomerProfile, Instant)>>,
}

impl<C> CachedCustomers<C> {
    /// Remembers what `inner` gives and keeps for `fresh`; [`FRESH`] is usual.
    pub fn new(inner: C, fresh: Duration) -> Self {
        Self { inner, fresh, remembered: Mutex::default() }
    }

    fn recall(&self, store: &StoreId, id: &str) -> Option<CustomerProfile> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let (profile, since) = remembered.get(&(store.clone(), id.to_owned()))?;
        (since.elapsed() < self.fresh).then(|| profile.clone())
    }

    fn remember(&self, store: &StoreId, id: &str, profile: &CustomerProfile) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert((store.clone(), id.to_owned()), (profile.clone(), Instant::now()));
    }
}

#[async_trait]
impl<C: CustomerCache> CustomerCache for CachedCustomers<C> {
    async fn get(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        if let Some(known) = self.recall(store, id) {
            return Ok(Some(known));
        }
        let found = self.inner.get(store, id).await?;
        if let Some(profile) = &found {
            self.remember(store, id, profile);
        }
        Ok(found)
    }

    async fn keep(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        told_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.remember(store, id, profile);
        self.inner.keep(store, id, profile, told_at).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Knows the customer `9` of every store, and counts how often it is asked and told.
    #[derive(Debug, Default)]
    struct Counting {
        asked: AtomicUsize,
        told: AtomicUsize,
    }

    #[async_trait]
    impl CustomerCache for Counting {
        async fn get(&self, _: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            Ok((id == "9").then(CustomerProfile::default))
        }

        async fn keep(
            &self,
            _: &StoreId,
            _: &str,
            _: &CustomerProfile,
            _: Timestamp,
        ) -> Result<(), StoreError> {
            self.told.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    }

    fn store(id: &str) -> StoreId {
        StoreId::parse(id).unwrap()
    }

    async fn asked(fresh: Duration, questions: &[(&str, &str)]) -> usize {
        let cached = CachedCustomers::new(Counting::default(), fresh);
        for (of, id) in questions {
            assert_eq!(cached.get(&store(of), id).await.unwrap().is_some(), *id == "9");
        }
        cached.inner.asked.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn it_asks_once_for_each_customer_it_finds_while_that_is_fresh() {
        let hour = Duration::from_hours(1);
        assert_eq!(asked(hour, &[("one", "9"), ("one", "9"), ("two", "9"), ("one", "9")]).await, 2);
        assert_eq!(asked(hour, &[("one", "8"), ("one", "8")]).await, 2);
        assert_eq!(asked(Duration::ZERO, &[("one", "9"), ("one", "9")]).await, 2);
    }

    #[tokio::test]
    async fn what_it_keeps_it_need_not_ask_for() {
        let cached = CachedCustomers::new(Counting::default(), Duration::from_hours(1));
        let zoe = CustomerProfile { first_name: Some("Zoë".to_owned()), ..CustomerProfile::default() };
        cached.keep(&store("one"), "9", &zoe, Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!(cached.get(&store("one"), "9").await, Ok(Some(zoe)));
        let counts = [&cached.inner.asked, &cached.inner.told].map(|count| count.load(Ordering::Relaxed));
        assert_eq!(counts, [0, 1]);
    }
}
