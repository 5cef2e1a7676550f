//! Queues in SQS.

use std::{marker::PhantomData, ops::Range};

use async_trait::async_trait;
use aws_sdk_sqs::{Client, types::SendMessageBatchRequestEntry};
use aws_types::SdkConfig;
use futures::{StreamExt, stream};

use super::{Job, Outgoing, Queue, QueueError, body::body};
use crate::{
    causes::causes,
    environment::{Environment, EnvironmentError},
};

/// What one request may carry:
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html>.
const MESSAGES_PER_BATCH: usize = 10;
/// All bodies of one request together, in bytes.
const BYTES_PER_BATCH: usize = 1_048_576;
/// Requests under way at once: enough to hide their latency, few enough for the connections of a small function.
const CONCURRENT_BATCHES: usize = 4;

/// A queue in SQS that carries jobs as JSON.
#[derive(Clone, Debug)]
pub struct SqsQueue<T> {
    client: Client,
    queue_url: String,
    jobs: PhantomData<fn(T)>,
}

/// A job as text, with its position in what was sent.
struct Message {
    index: usize,
    body: String,
    delay_seconds: u16,
    /// The store, by which a standard queue is fair.
    group: Option<String>,
}

/// Positions that are not in the queue, with the reason for each.
type Failures = Vec<(usize, String)>;

impl<T> SqsQueue<T> {
    /// The queue at `queue_url`.
    #[must_use]
    pub fn new(sdk_config: &SdkConfig, queue_url: &str) -> Self {
        Self { client: Client::new(sdk_config), queue_url: queue_url.to_owned(), jobs: PhantomData }
    }

    /// The queue whose address is the setting `name`.
    pub fn from_environment(
        sdk_config: &SdkConfig,
        environment: &Environment,
        name: &str,
    ) -> Result<Self, EnvironmentError> {
        Ok(Self::new(sdk_config, environment.required(name)?))
    }

    /// Sends a batch, and what SQS refused of it once more. A request that failed as a whole was repeated by the
    /// SDK already, for as long as the function can wait.
    async fn send_batch(&self, batch: &[Message]) -> Failures {
        let all: Vec<_> = batch.iter().collect();
        match self.request(&all).await {
            Ok(refused) if refused.is_empty() => refused,
            Ok(refused) => {
                let is_refused =
                    |message: &&Message| refused.iter().any(|(index, _)| *index == message.index);
                let again: Vec<_> = batch.iter().filter(is_refused).collect();
                self.request(&again).await.unwrap_or_else(|reason| failing(&again, &reason))
            }
            Err(reason) => failing(&all, &reason),
        }
    }

    /// What SQS refused of one request, or why none of it came through.
    async fn request(&self, messages: &[&Message]) -> Result<Failures, String> {
        let entries: Result<Vec<_>, _> = messages.iter().map(|message| entry(message)).collect();
        let entries = entries.map_err(|error| error.to_string())?;
        let request = self.client.send_message_batch().queue_url(&self.queue_url).set_entries(Some(entries));
        let answer = request.send().await.map_err(|error| causes(&error))?;
        let refused = answer.failed().iter();
        Ok(refused.filter_map(|one| Some((one.id().parse().ok()?, one.code().to_owned()))).collect())
    }
}

fn failing(messages: &[&Message], reason: &str) -> Failures {
    messages.iter().map(|message| (message.index, reason.to_owned())).collect()
}

fn entry(message: &Message) -> Result<SendMessageBatchRequestEntry, aws_sdk_sqs::error::BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(message.index.to_string())
        .message_body(&message.body)
        .delay_seconds(i32::from(message.delay_seconds))
        .set_message_group_id(message.group.clone())
        .build()
}

/// Cuts what is to be sent into requests that SQS takes. A message too large for any is alone, and refused.
fn batches(messages: &[Message]) -> Vec<&[Message]> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (position, message) in messages.iter().enumerate() {
        match cuts.last_mut() {
            Some(batch)
                if batch.len() < MESSAGES_PER_BATCH && bytes + message.body.len() <= BYTES_PER_BATCH =>
            {
                batch.end += 1;
                bytes += message.body.len();
            }
            _ => {
                cuts.push(position..position + 1);
                bytes = message.body.len();
            }
        }
    }
    cuts.into_iter().filter_map(|cut| messages.get(cut)).collect()
}

fn encode<T: Job>(jobs: &[Outgoing<T>]) -> (Vec<Message>, Failures) {
    let mut messages = Vec::with_capacity(jobs.len());
    let mut failures = Failures::new();
    for (index, outgoing) in jobs.iter().enumerate() {
        match body(&outgoing.job) {
            Ok(body) => {
                let group = outgoing.job.store().map(ToString::to_string);
                messages.push(Message { index, body, delay_seconds: outgoing.delay_seconds, group });
            }
            Err(error) => failures.push((index, error.to_string())),
        }
    }
    (messages, failures)
}

#[async_trait]
impl<T: Job> Queue<T> for SqsQueue<T> {
    async fn send(&self, jobs: &[Outgoing<T>]) -> Result<(), QueueError> {
        let (messages, mut failures) = encode(jobs);
        let requests: Vec<_> = batches(&messages).into_iter().map(|batch| self.send_batch(batch)).collect();
        let refused: Vec<_> = stream::iter(requests).buffer_unordered(CONCURRENT_BATCHES).collect().await;
        failures.extend(refused.into_iter().flatten());
        failures.sort();
        match failures.first() {
            None => Ok(()),
            Some((_, reason)) => {
                let reason = reason.clone();
                Err(QueueError { failed: failures.into_iter().map(|(index, _)| index).collect(), reason })
            }
        }
    }
}

#[cfg(test)]
mod tests;
