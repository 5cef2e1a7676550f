//! An hour of many processes that ask one Recharge, which is in trouble now and then: no more calls reach it than its
//! bucket takes, and none of the questions is lost.
#![cfg(test)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::occurrence::Subject;
use rechime_platform::clock::Clock;
use rechime_recharge::{
    client::{
        ApiError, CustomerProfile, Listing, ObjectPage, RateLimited, RechargeApi, ShopDetails,
        TokenInformation, Webhook,
    },
    topic::HandledTopic,
};
use rechime_store::Memory;
use secrecy::SecretString;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep};

const PROCESSES: u64 = 20;
const QUESTIONS: u64 = 3_000;

/// Recharge's bucket of an ordinary token, as it counts it itself.
const BUCKET: f64 = 40.0;
const LEAK_PER_SECOND: f64 = 2.0;

/// Numbers that look random and are the same each time (`SplitMix64`).
#[derive(Debug, Default)]
struct Dice(AtomicU64);

impl Dice {
    fn below(&self, limit: u64) -> u64 {
        let mut drawn = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (drawn ^ (drawn >> 31)) % limit
    }

    fn millis(&self, limit: u64) -> Duration {
        Duration::from_millis(self.below(limit))
    }
}

/// What reached Recharge.
#[derive(Debug)]
struct Counter {
    level: f64,
    since: Instant,
    calls: u64,
    overflows: u64,
}

/// Answers after a while; of a hundred calls it refuses three with a 429, though there is room, and five with a 500.
#[derive(Clone)]
struct Troubled {
    dice: Arc<Dice>,
    counter: Arc<Mutex<Counter>>,
}

impl Troubled {
    fn new() -> Self {
        let counter = Counter { level: 0.0, since: Instant::now(), calls: 0, overflows: 0 };
        Self { dice: Arc::default(), counter: Arc::new(Mutex::new(counter)) }
    }

    fn count(&self) {
        let mut counter = self.counter.lock().unwrap();
        let leaked = counter.since.elapsed().as_secs_f64() * LEAK_PER_SECOND;
        counter.level = (counter.level - leaked).max(0.0) + 1.0;
        counter.since = Instant::now();
        counter.calls += 1;
        counter.overflows += u64::from(counter.level > BUCKET);
    }
}

#[async_trait]
impl RechargeApi for Troubled {
    async fn get_customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        sleep(self.dice.millis(400)).await;
        self.count();
        sleep(self.dice.millis(400)).await;
        match self.dice.below(100) {
            0..3 => Err(ApiError::Throttled),
            3..8 => Err(ApiError::Unavailable { status: 500 }),
            _ => Ok(CustomerProfile::default()),
        }
    }

    async fn find_customers(&self, _: &SecretString, _: &str) -> Result<Vec<CustomerProfile>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn list_webhooks(&self, _: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn create_webhook(&self, _: &SecretString, _: &str, _: HandledTopic) -> Result<Webhook, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn delete_webhook(&self, _: &SecretString, _: &str) -> Result<(), ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_object(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn list_changed(
        &self,
        _: &SecretString,
        _: Listing,
        _: Timestamp,
        _: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_store(&self, _: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        Err(ApiError::Forbidden)
    }
}

/// A process of its own: it shares nothing with the others but the table, and its clock is up to a quarter of a second
/// off.
fn process(recharge: &Troubled, table: &Memory) -> RateLimited<Troubled> {
    let off = SignedDuration::from_millis(i64::try_from(recharge.dice.below(500)).unwrap() - 250);
    let clock = Running { begun: Instant::now(), off };
    RateLimited::new(recharge.clone(), Arc::new(table.clone()), Arc::new(clock), |limit| limit / 2)
}

struct Running {
    begun: Instant,
    off: SignedDuration,
}

impl Clock for Running {
    fn now(&self) -> Timestamp {
        let noon: Timestamp = "2026-11-24T17:00:00Z".parse().unwrap();
        noon + self.begun.elapsed() + self.off
    }
}

/// A question comes at its time, and again later as long as it is not answered, each time to any process: as from a
/// queue. Gives how often it was asked.
async fn question(processes: &[RateLimited<Troubled>], dice: &Dice) -> u64 {
    let token = "sk_1x1_test".into();
    // Half of them within the first minute.
    let within = if dice.below(2) == 0 { 60_000 } else { 3_600_000 };
    sleep(dice.millis(within)).await;
    for asked in 1.. {
        let process = usize::try_from(dice.below(PROCESSES)).unwrap();
        match processes[process].get_customer(&token, "9").await {
            Ok(_) => return asked,
            Err(error) => assert!(error.is_retryable(), "{error}"),
        }
        sleep(Duration::from_secs(30) + dice.millis(60_000)).await;
    }
    unreachable!("it is asked until it is answered")
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_and_the_bucket_never_overflows() {
    let (recharge, table, begun) = (Troubled::new(), Memory::default(), Instant::now());
    let processes: Vec<_> = (0..PROCESSES).map(|_| process(&recharge, &table)).collect();
    let asked = join_all((0..QUESTIONS).map(|_| question(&processes, &recharge.dice))).await;
    let took = begun.elapsed();
    let counter = recharge.counter.lock().unwrap();
    println!("{} calls in {} s; most often asked: {:?}", counter.calls, took.as_secs(), asked.iter().max());
    assert_eq!((u64::try_from(asked.len()).unwrap(), counter.overflows), (QUESTIONS, 0));
    assert!(counter.calls > QUESTIONS, "there was trouble");
    assert!(took < Duration::from_hours(2), "most of the bucket is used");
}
