//! Queues in SQS.

use std::{marker::PhantomData, ops::Range};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use super::{Job, Outgoing, Queue, QueueError, body::body};
use crate::{
    aws::{AwsConfig, Client, SQS},
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

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessageBatch<'a> {
    queue_url: &'a str,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    id: String,
    message_body: &'a str,
    delay_seconds: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_group_id: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    #[serde(default)]
    failed: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refused {
    id: String,
    code: String,
}

impl<'a> Entry<'a> {
    fn of(message: &'a Message) -> Self {
        Self {
            id: message.index.to_string(),
            message_body: &message.body,
            delay_seconds: message.delay_seconds,
            message_group_id: message.group.as_deref(),
        }
    }
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
    pub fn new(aws_config: &AwsConfig, queue_url: &str) -> Self {
        Self { client: Client::new(aws_config, &SQS), queue_url: queue_url.to_owned(), jobs: PhantomData }
    }

    /// The queue whose address is the setting `name`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
        name: &str,
    ) -> Result<Self, EnvironmentError> {
        Ok(Self::new(aws_config, environment.required(name)?))
    }

    /// Sends a batch, and what SQS refused of it once more. A request that failed as a whole was tried again
    /// already, for as long as the function can wait.
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
        let entries = messages.iter().map(|message| Entry::of(message)).collect();
        let batch = SendMessageBatch { queue_url: &self.queue_url, entries };
        let answer: Sent =
            self.client.call("SendMessageBatch", &batch).await.map_err(|error| causes(&error))?;
        let refused = answer.failed.into_iter();
        Ok(refused.filter_map(|one| Some((one.id.parse().ok()?, one.code))).collect())
    }
}

fn failing(messages: &[&Message], reason: &str) -> Failures {
    messages.iter().map(|message| (message.index, reason.to_owned())).collect()
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
