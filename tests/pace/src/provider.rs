//! A provider that is too busy for some texts, and remembers when it was called.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, StoreId},
    parts,
};
use rechime_platform::clock::Clock;
use rechime_sms::provider::{Accepted, LookUp, Outbound, SendError, SmsProvider};
use tokio::time::sleep;

use rechime_testkit::simulation::VirtualClock;

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) at: Timestamp,
    pub(crate) store: StoreId,
    pub(crate) message: MessageId,
    pub(crate) parts: u32,
    pub(crate) is_accepted: bool,
}

/// Throttles so many calls of a hundred, by their number.
pub(crate) struct BusyProvider {
    clock: Arc<VirtualClock>,
    throttled_percent: u64,
    calls: Mutex<Vec<Call>>,
}

impl BusyProvider {
    pub(crate) fn new(clock: Arc<VirtualClock>, throttled_percent: u64) -> Self {
        Self { clock, throttled_percent, calls: Mutex::default() }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    pub(crate) fn accepted(&self) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| call.is_accepted).count()
    }
}

#[async_trait]
impl SmsProvider for BusyProvider {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let provider_id = {
            let mut calls = self.calls.lock().unwrap();
            // As good as random, and the same each time.
            let is_accepted = (calls.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
                >= self.throttled_percent * 42_949_673;
            calls.push(Call {
                at: self.clock.now(),
                store: text.store.clone(),
                message: text.message.clone(),
                parts: parts::count(&text.body).count,
                is_accepted,
            });
            is_accepted.then(|| format!("provider-{}", calls.len()))
        };
        sleep(Duration::from_millis(120)).await;
        provider_id
            .map(|provider_id| Accepted { provider_id })
            .ok_or(SendError::Throttled { retry_after: None })
    }

    async fn look_up(&self, _text: &Outbound, _since: Timestamp) -> LookUp {
        LookUp::CannotBeAsked
    }
}
