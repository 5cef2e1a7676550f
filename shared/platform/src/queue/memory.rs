//! A queue in memory.

use std::{
    marker::PhantomData,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use super::{Job, Outgoing, Queue, QueueError, body::body};

/// Keeps what it is sent as the JSON that SQS would carry, so that a job which does not decode shows in tests.
#[derive(Debug)]
pub struct MemoryQueue<T> {
    sent: Mutex<Vec<Outgoing<String>>>,
    refuses: AtomicBool,
    jobs: PhantomData<fn() -> T>,
}

impl<T> Default for MemoryQueue<T> {
    fn default() -> Self {
        Self { sent: Mutex::default(), refuses: AtomicBool::new(false), jobs: PhantomData }
    }
}

impl<T: DeserializeOwned> MemoryQueue<T> {
    /// Whether sends fail from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    /// Takes out everything that was sent, in order.
    ///
    /// # Panics
    /// If what was sent does not decode.
    #[expect(clippy::expect_used, reason = "a job that does not decode must fail the test")]
    pub fn take(&self) -> Vec<Outgoing<T>> {
        let sent = std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner));
        let decode = |json: &str| serde_json::from_str(json).expect("a job decodes from what was sent");
        sent.iter()
            .map(|message| Outgoing { job: decode(&message.job), delay_seconds: message.delay_seconds })
            .collect()
    }
}

#[async_trait]
impl<T: Job> Queue<T> for MemoryQueue<T> {
    async fn send(&self, jobs: &[Outgoing<T>]) -> Result<(), QueueError> {
        let all = || (0..jobs.len()).collect();
        if self.refuses.load(Ordering::Relaxed) {
            return Err(QueueError { failed: all(), reason: "the queue refuses".to_owned() });
        }
        let messages: Result<Vec<_>, _> = jobs
            .iter()
            .map(|out| Ok(Outgoing { job: body(&out.job)?, delay_seconds: out.delay_seconds }))
            .collect();
        let messages = messages
            .map_err(|error: serde_json::Error| QueueError { failed: all(), reason: error.to_string() })?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).extend(messages);
        Ok(())
    }
}
