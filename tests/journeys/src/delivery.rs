//! Webhooks on their way, delivered as Recharge does.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, bail};

use crate::http::{Answer, Http};

/// How long Recharge waits for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often Recharge tries, and (much shortened) how long it rests in between.
const ATTEMPTS: u32 = 20;
const REST: Duration = Duration::from_millis(500);

/// A signed webhook, ready to go. Its parts may be tampered with.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Where it goes.
    pub url: String,
    /// The signatures.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Delivery {
    /// Makes one attempt.
    pub fn post(&self) -> anyhow::Result<Answer> {
        let http = Http::new(&self.url, PATIENCE);
        let http =
            self.headers.iter().fold(http, |http, (name, value)| http.with_header(name, value.clone()));
        http.send("POST", "", self.body.clone())
    }

    /// Delivers it: silence, 408, 429 and 5xx are tried again. A refusal is an error.
    pub fn deliver(&self) -> anyhow::Result<()> {
        for _ in 0..ATTEMPTS {
            match self.post() {
                Ok(Answer { status: 200..300, .. }) => return Ok(()),
                Ok(Answer { status: 408 | 429 | 500.., .. }) | Err(_) => thread::sleep(REST),
                Ok(refusal) => bail!("a webhook was refused: {refusal:?}"),
            }
        }
        bail!("a webhook was not taken in {ATTEMPTS} attempts")
    }
}

/// Delivers all in this order, so many at a time.
pub fn deliver_all(deliveries: &[Delivery], at_a_time: usize) -> anyhow::Result<()> {
    let (next, trouble) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(delivery) = deliveries.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = delivery.deliver() {
                *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        }
    };
    thread::scope(|scope| (0..at_a_time).for_each(|_| drop(scope.spawn(work))));
    let trouble = trouble.into_inner().unwrap_or_else(PoisonError::into_inner);
    trouble.map_or(Ok(()), Err).context("not everything was delivered")
}
