//! Runs the handler of one record over a batch of records.

use std::{panic::AssertUnwindSafe, time::Duration};

use async_trait::async_trait;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::{FutureExt, future::join_all};
use jiff::Timestamp;
use tracing::Instrument;

use crate::{
    causes::causes,
    job::{Cause, JobError},
};

/// A message as the handler gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// SQS's id of the message: the same at each delivery.
    pub message_id: String,
    /// The body as it was sent.
    pub body: String,
    /// Which delivery this is: 1 at first.
    pub receive_count: u32,
    /// When the queue got it, if SQS says so: the same at each delivery.
    pub sent_at: Option<Timestamp>,
}

/// What became of a batch. Each list is in the order of the batch.
#[derive(Debug)]
#[must_use = "a failure that is not answered is deleted from the queue"]
pub struct Lifted<T> {
    /// Message ids with what their handlers returned.
    pub done: Vec<(String, T)>,
    /// Message ids that the queue brings again.
    pub failed: Vec<String>,
    /// Messages that are to go to the queue anew, each with how long it is kept there. Whoever does not do that lets the
    /// queue bring them again.
    pub put_off: Vec<(Record, Duration)>,
    /// Messages that can never be handled as they are, with the reason.
    pub parked: Vec<(Record, Cause)>,
    /// The records of the messages in `done`, for the steps that follow.
    records: Vec<Record>,
}

/// Keeps messages that can never be handled, with their reason. A person can retry them.
#[async_trait]
pub trait Parking: Send + Sync {
    /// Keeps a message. Doing so twice keeps it once.
    async fn park(&self, record: &Record, reason: &str) -> Result<(), Cause>;
}

/// Handles all records of a batch at once, each in a span of its own and apart from the others: a panic is one
/// failed record.
///
/// A record without a message id is logged and left alone: SQS always names its messages, and an answer
/// with an empty id would fail the whole batch.
pub async fn lift<T, F, Fut>(event: SqsEvent, handle: F) -> Lifted<T>
where
    F: Fn(Record) -> Fut,
    Fut: Future<Output = Result<T, JobError>>,
{
    let records = event.records.into_iter().filter_map(Record::from_message);
    let outcomes = join_all(records.map(|record| attempt(record.clone(), || handle(record)))).await;
    outcomes.into_iter().fold(Lifted::empty(), Lifted::with)
}

struct Outcome<T> {
    record: Record,
    result: Result<T, JobError>,
}

async fn attempt<T, Fut>(record: Record, handle: impl FnOnce() -> Fut) -> Outcome<T>
where
    Fut: Future<Output = Result<T, JobError>>,
{
    let span =
        tracing::info_span!("record", message_id = record.message_id, receive_count = record.receive_count);
    let job = async move {
        // The panic's words may hold a text or a phone. The panic hook has logged its place.
        let guarded = AssertUnwindSafe(async { handle().await }).catch_unwind().await;
        guarded.unwrap_or_else(|_| Err(JobError::retry("the handler panicked"))).inspect_err(log)
    };
    Outcome { record, result: job.instrument(span).await }
}

fn log(error: &JobError) {
    match error {
        JobError::Retry(cause) => tracing::warn!(error = causes(cause.as_ref()), "will be retried"),
        JobError::PutOff { cause, wait } => {
            tracing::info!(error = causes(cause.as_ref()), seconds = wait.as_secs(), "is put off");
        }
        JobError::Park(cause) => tracing::error!(error = causes(cause.as_ref()), "will be parked"),
    }
}

impl Record {
    fn from_message(message: SqsMessage) -> Option<Self> {
        let Some(message_id) = message.message_id.filter(|id| !id.is_empty()) else {
            tracing::error!("a record without a message id is not SQS's; it was not handled");
            return None;
        };
        let attribute = |name| message.attributes.get(name);
        let receive_count = attribute("ApproximateReceiveCount").and_then(|count| count.parse().ok());
        let sent_at = attribute("SentTimestamp").and_then(|millis| millis.parse().ok());
        Some(Self {
            message_id,
            receive_count: receive_count.unwrap_or(1),
            sent_at: sent_at.and_then(|millis| Timestamp::from_millisecond(millis).ok()),
            body: message.body.unwrap_or_default(),
        })
    }
}

impl<T> Lifted<T> {
    const fn empty() -> Self {
        Self {
            done: Vec::new(),
            failed: Vec::new(),
            put_off: Vec::new(),
            parked: Vec::new(),
            records: Vec::new(),
        }
    }

    fn with(mut self, outcome: Outcome<T>) -> Self {
        let Outcome { record, result } = outcome;
        match result {
            Ok(value) => {
                self.done.push((record.message_id.clone(), value));
                self.records.push(record);
            }
            Err(JobError::Retry(_)) => self.failed.push(record.message_id),
            Err(JobError::PutOff { wait, .. }) => self.put_off.push((record, wait)),
            Err(JobError::Park(cause)) => self.parked.push((record, cause)),
        }
        self
    }

    /// Runs the next step on what is done, each record apart from the others as in [`lift`].
    pub async fn and_then<U, F, Fut>(self, step: F) -> Lifted<U>
    where
        F: Fn(T) -> Fut,
        Fut: Future<Output = Result<U, JobError>>,
    {
        let done = self.records.into_iter().zip(self.done);
        let outcomes = join_all(done.map(|(record, (_, value))| attempt(record, || step(value)))).await;
        let Self { failed, put_off, parked, .. } = self;
        let before = Lifted { failed, put_off, parked, ..Lifted::empty() };
        outcomes.into_iter().fold(before, Lifted::with)
    }

    /// Marks a done record as failed: its result could not be committed.
    pub fn fail(&mut self, message_id: impl Into<String>) {
        let message_id = message_id.into();
        if !self.failed.contains(&message_id) {
            self.failed.push(message_id);
        }
    }

    /// Parks what can never be handled, then makes the answer to Lambda: failed messages come again, all others leave the
    /// queue. A message that could not be parked comes again too.
    pub async fn settle(mut self, parking: &dyn Parking) -> SqsBatchResponse {
        for (record, _) in std::mem::take(&mut self.put_off) {
            self.fail(record.message_id);
        }
        for (record, cause) in std::mem::take(&mut self.parked) {
            if let Err(error) = parking.park(&record, &causes(cause.as_ref())).await {
                tracing::error!(error = causes(error.as_ref()), "a message cannot be parked; it comes again");
                self.fail(record.message_id);
            }
        }
        let mut response = SqsBatchResponse::default();
        response.set_failures(self.failed);
        response
    }
}

#[cfg(test)]
mod tests;
