//! Queues of jobs.

mod body;
mod dead_letters;
#[cfg(any(test, feature = "testing"))]
mod memory;
mod sqs;

use async_trait::async_trait;
use rechime_domain::{
    ids::StoreId,
    job::{AudienceJob, CheckupJob, ClickJob, EventJob, ReleaseJob, SendJob, UnknownText},
};
use serde::Serialize;
use serde_json::value::RawValue;

#[cfg(any(test, feature = "testing"))]
pub use self::memory::MemoryQueue;
pub use self::{
    dead_letters::{DeadLetter, DeadLetters, DeadLettersError, SqsDeadLetters},
    sqs::SqsQueue,
};

/// The longest that SQS delays a message, in seconds:
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html>.
pub const LONGEST_DELAY_SECONDS: u16 = 900;

/// What a queue carries.
pub trait Job: Serialize + Send + Sync {
    /// Whose it is, if that is one store's. Where very many jobs of a store wait, SQS delivers those of other stores first:
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html>.
    fn store(&self) -> Option<&StoreId> {
        None
    }
}

impl Job for SendJob {
    fn store(&self) -> Option<&StoreId> {
        Some(match self {
            Self::V1 { message, .. } | Self::Outcome { message, .. } => &message.store,
            Self::Test { store, .. } | Self::LookUp(UnknownText { store, .. }) => store,
        })
    }
}

impl Job for EventJob {
    fn store(&self) -> Option<&StoreId> {
        Some(match self {
            Self::Recharge(job) => &job.store,
            Self::Shopify(job) => &job.store,
        })
    }
}

impl Job for ClickJob {
    fn store(&self) -> Option<&StoreId> {
        let Self::V1(link) = self;
        Some(&link.store)
    }
}

impl Job for AudienceJob {
    fn store(&self) -> Option<&StoreId> {
        Some(match self {
            Self::Count(stretch) => &stretch.store,
            Self::Campaign(stretch) => &stretch.store,
        })
    }
}

impl Job for ReleaseJob {}

impl Job for CheckupJob {
    fn store(&self) -> Option<&StoreId> {
        let Self::V1 { store } = self;
        Some(store)
    }
}

/// A job that comes from where it was parked.
impl Job for Box<RawValue> {}

/// A job on its way into a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing<T> {
    /// What to do.
    pub job: T,
    /// For how long the queue keeps it to itself, in seconds: at most [`LONGEST_DELAY_SECONDS`].
    pub delay_seconds: u16,
}

impl<T> Outgoing<T> {
    /// A job to be done at once.
    pub const fn now(job: T) -> Self {
        Self { job, delay_seconds: 0 }
    }

    /// A job to be done later. More than the queue can wait becomes what it can.
    pub fn after(job: T, seconds: u16) -> Self {
        Self { job, delay_seconds: seconds.min(LONGEST_DELAY_SECONDS) }
    }
}

/// Some jobs may not be in the queue. All others are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} jobs may not be in the queue: {reason}", failed.len())]
pub struct QueueError {
    /// Which: positions in the slice that was sent, ascending.
    pub failed: Vec<usize>,
    /// The first reason given.
    pub reason: String,
}

/// Where jobs of one kind go.
#[async_trait]
pub trait Queue<T: Job>: Send + Sync {
    /// Enqueues all of them. Where that fails for some the error names them; no order is promised.
    async fn send(&self, jobs: &[Outgoing<T>]) -> Result<(), QueueError>;
}
