//! Customers, remembered by the process as well: one customer's events come together.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use rechime_platform::cache::Cache;
use rechime_recharge::client::CustomerProfile;

use crate::{customer_cache::CustomerCache, error::StoreError};

/// How long a process goes by what it remembers: on top of [`KEPT`](crate::customer_cache::KEPT), so it is short.
const FRESH: Duration = Duration::from_mins(5);

/// How many customers a process remembers.
const REMEMBERED: usize = 1_000;

/// Answers from memory what it got or put less than five minutes ago.
#[derive(Debug)]
pub struct InProcessCustomerCache<C> {
    inner: Arc<C>,
    profiles: Cache<(StoreId, String), CustomerProfile>,
}

/// Why there is no profile.
enum Missing {
    /// Nothing is known of the customer. That is not remembered: Recharge is asked next, and tells.
    Unknown,
    Store(StoreError),
}

impl<C> InProcessCustomerCache<C> {
    /// Remembers what `inner` gives and keeps.
    pub fn new(inner: Arc<C>) -> Self {
        Self { inner, profiles: Cache::new(FRESH, REMEMBERED) }
    }
}

#[async_trait]
impl<C: CustomerCache> CustomerCache for InProcessCustomerCache<C> {
    async fn get_customer(&self, store: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
        let load = || async {
            let found = self.inner.get_customer(store, id).await.map_err(Missing::Store)?;
            found.ok_or(Missing::Unknown)
        };
        match self.profiles.get_or_load(&(store.clone(), id.to_owned()), load).await {
            Ok(profile) => Ok(Some(profile)),
            Err(Missing::Unknown) => Ok(None),
            Err(Missing::Store(error)) => Err(error),
        }
    }

    async fn put_customer(
        &self,
        store: &StoreId,
        id: &str,
        profile: &CustomerProfile,
        answered_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.profiles.put(&(store.clone(), id.to_owned()), profile.clone());
        self.inner.put_customer(store, id, profile, answered_at).await
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
        async fn get_customer(&self, _: &StoreId, id: &str) -> Result<Option<CustomerProfile>, StoreError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            Ok((id == "9").then(CustomerProfile::default))
        }

        async fn put_customer(
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

    /// How often the store was asked these questions, each of which comes `after` the one before.
    async fn asked(after: Duration, questions: &[(&str, &str)]) -> usize {
        let cached = InProcessCustomerCache::new(Arc::<Counting>::default());
        for (of, id) in questions {
            assert_eq!(cached.get_customer(&store(of), id).await.unwrap().is_some(), *id == "9");
            tokio::time::advance(after).await;
        }
        cached.inner.asked.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn it_asks_once_for_each_customer_it_finds_while_that_is_fresh() {
        let second = Duration::from_secs(1);
        assert_eq!(asked(second, &[("one", "9"), ("one", "9"), ("two", "9"), ("one", "9")]).await, 2);
        assert_eq!(asked(second, &[("one", "8"), ("one", "8")]).await, 2);
        assert_eq!(asked(FRESH, &[("one", "9"), ("one", "9")]).await, 2);
    }

    #[tokio::test]
    async fn what_it_keeps_it_need_not_ask_for() {
        let cached = InProcessCustomerCache::new(Arc::<Counting>::default());
        let zoe = CustomerProfile { first_name: Some("Zoë".to_owned()), ..CustomerProfile::default() };
        cached.put_customer(&store("one"), "9", &zoe, Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!(cached.get_customer(&store("one"), "9").await, Ok(Some(zoe)));
        let counts = [&cached.inner.asked, &cached.inner.told].map(|count| count.load(Ordering::Relaxed));
        assert_eq!(counts, [0, 1]);
    }
}
