//! One record's handler, lifted to a batch of them.

use std::panic::AssertUnwindSafe;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::{FutureExt, future::join_all};
use tracing::Instrument;

use crate::{causes::causes, job::JobError};

/// A message as the handler gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// SQS's id of the message: the same at each delivery.
    pub message_id: String,
    /// The body as it was sent.
    pub body: String,
    /// Which delivery this is: 1 at first.
    pub receive_count: u32,
}

/// What became of a batch. Each list is in the order of the batch.
#[derive(Debug)]
#[must_use = "a failure that is not answered is deleted from the queue"]
pub struct Lifted<T> {
    /// Message ids with what their handlers returned.
    pub done: Vec<(String, T)>,
    /// Message ids that the queue brings again.
    pub failed: Vec<String>,
}

/// Handles all records of a batch at once, each in a span of its own and apart from the others: a panic is one
/// failed record.
///
/// A job that fails for good is logged and leaves the queue: a handler that wants to keep it does so itself, before.
/// A record without a message id is logged and left alone: SQS always names its messages, and an answer
/// with an empty id would fail the whole batch.
pub async fn lift<T, F, Fut>(event: SqsEvent, handle: F) -> Lifted<T>
where
    F: Fn(Record) -> Fut,
    Fut: Future<Output = Result<T, JobError>>,
{
    let records = event.records.into_iter().filter_map(Record::from_message);
    let outcomes = join_all(records.map(|record| attempt(record, &handle))).await;
    outcomes.into_iter().fold(Lifted::empty(), Lifted::with)
}

struct Outcome<T> {
    message_id: String,
    result: Result<T, JobError>,
}

async fn attempt<T, F, Fut>(record: Record, handle: &F) -> Outcome<T>
where
    F: Fn(Record) -> Fut,
    Fut: Future<Output = Result<T, JobError>>,
{
    let message_id = record.message_id.clone();
    let span = tracing::info_span!("record", message_id, receive_count = record.receive_count);
    let job = async move {
        // What it says may hold a text or a phone; the panic hook has logged where it was.
        let guarded = AssertUnwindSafe(async { handle(record).await }).catch_unwind().await;
        guarded.unwrap_or_else(|_| Err(JobError::retry("the handler panicked"))).inspect_err(log)
    };
    Outcome { message_id, result: job.instrument(span).await }
}

fn log(error: &JobError) {
    match error {
        JobError::Retry(cause) => tracing::warn!(error = causes(cause.as_ref()), "will be retried"),
        JobError::Fail(cause) => tracing::error!(error = causes(cause.as_ref()), "given up"),
    }
}

impl Record {
    fn from_message(message: SqsMessage) -> Option<Self> {
        let Some(message_id) = message.message_id.filter(|id| !id.is_empty()) else {
            tracing::error!("a record without a message id is not SQS's; it was not handled");
            return None;
        };
        let receive_count =
            message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
        Some(Self {
            message_id,
            body: message.body.unwrap_or_default(),
            receive_count: receive_count.unwrap_or(1),
        })
    }
}

impl<T> Lifted<T> {
    const fn empty() -> Self {
        Self { done: Vec::new(), failed: Vec::new() }
    }

    fn with(mut self, outcome: Outcome<T>) -> Self {
        let Outcome { message_id, result } = outcome;
        match result {
            Ok(value) => self.done.push((message_id, value)),
            Err(JobError::Fail(_)) => {}
            Err(JobError::Retry(_)) => self.failed.push(message_id),
        }
        self
    }

    /// Fails a record after all: what was done for it could not be committed.
    pub fn fail(&mut self, message_id: impl Into<String>) {
        let message_id = message_id.into();
        if !self.failed.contains(&message_id) {
            self.failed.push(message_id);
        }
    }

    /// The answer to Lambda: what failed comes again, everything else leaves the queue.
    #[must_use]
    pub fn into_response(self) -> SqsBatchResponse {
        let mut response = SqsBatchResponse::default();
        response.set_failures(self.failed);
        response
    }
}

#[cfg(test)]
mod tests;
