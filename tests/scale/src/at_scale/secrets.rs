//! The secrets that webhooks are checked with, of a thousand stores, read by a dozen processes of intake: SSM answers forty
//! calls a second of a whole account.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use rechime_domain::ids::StoreId;
use rechime_platform::secrets::{Cached, SecretsError, SigningSecrets, SigningSecretsReader};
use rechime_testkit::{secrets, store_id};
use tokio::time::{Instant, sleep};

use super::{STORES, figures::each, store_name};

/// Webhooks a second: what the route of `template.yaml` takes.
const WEBHOOKS: usize = 1_000;
/// Processes that take them, at 12 ms each.
const PROCESSES: usize = 12;
/// What SSM answers in a second.
const QUOTA: usize = 40;

/// SSM with its quota.
#[derive(Default)]
struct Ssm {
    calls: AtomicUsize,
    this_second: Mutex<Option<(Instant, usize)>>,
}

impl Ssm {
    fn takes(&self) -> bool {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut this_second = self.this_second.lock().unwrap();
        let (since, taken) = this_second.unwrap_or((Instant::now(), 0));
        let (since, taken) =
            if since.elapsed() < Duration::from_secs(1) { (since, taken) } else { (Instant::now(), 0) };
        *this_second = Some((since, taken + 1));
        taken < QUOTA
    }
}

struct Reader(Arc<Ssm>);

#[async_trait]
impl SigningSecretsReader for Reader {
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        if self.0.takes() {
            return Ok(Some(Arc::new(secrets().signing)));
        }
        Err(SecretsError::Unreachable { name: store.to_string(), reason: "ThrottlingException".to_owned() })
    }
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut drawn = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((drawn ^ (drawn >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn webhooks_of_a_thousand_stores_are_checked_within_the_quota_of_ssm() {
    let (ssm, mut dice) = (Arc::<Ssm>::default(), Dice(7));
    let processes: Vec<_> = (0..PROCESSES).map(|_| Cached::new(Reader(ssm.clone()))).collect();
    let stores: Vec<_> = (0..STORES).map(|number| store_id(&store_name(number))).collect();
    let (mut refused_by_minute, mut calls_by_minute) = (Vec::new(), Vec::new());
    for _ in 0..25 {
        let (mut refused, before) = (0, ssm.calls.load(Ordering::Relaxed));
        for _ in 0..60 {
            for _ in 0..WEBHOOKS {
                let (process, store) = (&processes[dice.below(PROCESSES)], &stores[dice.below(STORES)]);
                if process.get_signing(store).await.is_err() {
                    refused += 1;
                }
            }
            sleep(Duration::from_secs(1)).await;
        }
        refused_by_minute.push(refused);
        calls_by_minute.push(ssm.calls.load(Ordering::Relaxed) - before);
    }
    println!(
        "{WEBHOOKS} webhooks a second of {STORES} stores, {PROCESSES} new processes of intake, SSM at {QUOTA} a second: \
         answered 503, by minute: {refused_by_minute:?} of {} (Recharge repeats them); calls of SSM a second: {:?}",
        WEBHOOKS * 60,
        calls_by_minute.iter().map(|calls| each(*calls, 60).round()).collect::<Vec<_>>(),
    );
    let settled: usize = refused_by_minute[10..].iter().sum();
    assert_eq!(settled, 0, "once they are known, all webhooks are taken, also while SSM is throttled");
    let late: usize = calls_by_minute[16..].iter().sum();
    assert!(each(late, 9 * 60) < 40.0, "what is read again stays below the quota");
}
