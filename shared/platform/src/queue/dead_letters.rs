//! Messages that their queue gave up.

use std::{collections::BTreeMap, fmt};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    aws::{AwsConfig, CallError, Client, SQS},
    batch::Record,
    causes::causes,
    environment::{Environment, EnvironmentError},
};

/// The most that SQS hands out at once.
const BATCH: u32 = 10;
/// For how long a message that was handed out is not handed out again, in seconds: longer than a run.
const INVISIBLE: u32 = 90;

/// A message that its queue gave up.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    /// The message.
    pub record: Record,
    /// What deletes it.
    pub receipt: String,
}

/// A dead-letter queue is out of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLettersError {
    /// What SQS said.
    pub reason: String,
}

impl fmt::Display for DeadLettersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the dead-letter queue is out of reach: {}", self.reason)
    }
}

impl std::error::Error for DeadLettersError {}

/// A dead-letter queue.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Some of its messages; none if it is empty, or all were handed out. What is not deleted comes again.
    async fn receive(&self) -> Result<Vec<DeadLetter>, DeadLettersError>;

    /// Deletes a message. Doing so twice is fine.
    async fn delete(&self, letter: &DeadLetter) -> Result<(), DeadLettersError>;
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ReceiveMessage<'a> {
    queue_url: &'a str,
    message_system_attribute_names: [&'a str; 2],
    max_number_of_messages: u32,
    visibility_timeout: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteMessage<'a> {
    queue_url: &'a str,
    receipt_handle: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReceivedMessages {
    #[serde(default)]
    messages: Vec<Received>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Received {
    message_id: Option<String>,
    receipt_handle: Option<String>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

const SENT_TIMESTAMP: &str = "SentTimestamp";
const RECEIVE_COUNT: &str = "ApproximateReceiveCount";

/// A dead-letter queue in SQS.
#[derive(Clone, Debug)]
pub struct SqsDeadLetters {
    client: Client,
    queue_url: String,
}

impl SqsDeadLetters {
    /// The queue whose address is the setting `name`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
        name: &str,
    ) -> Result<Self, EnvironmentError> {
        let queue_url = environment.required(name)?.to_owned();
        Ok(Self { client: Client::new(aws_config, &SQS), queue_url })
    }
}

#[async_trait]
impl DeadLetters for SqsDeadLetters {
    async fn receive(&self) -> Result<Vec<DeadLetter>, DeadLettersError> {
        let receive = ReceiveMessage {
            queue_url: &self.queue_url,
            message_system_attribute_names: [SENT_TIMESTAMP, RECEIVE_COUNT],
            max_number_of_messages: BATCH,
            visibility_timeout: INVISIBLE,
        };
        let answer: ReceivedMessages =
            self.client.call("ReceiveMessage", &receive).await.map_err(|error| failed(&error))?;
        Ok(answer.messages.into_iter().filter_map(letter).collect())
    }

    async fn delete(&self, letter: &DeadLetter) -> Result<(), DeadLettersError> {
        let delete = DeleteMessage { queue_url: &self.queue_url, receipt_handle: &letter.receipt };
        let deleted = self.client.call::<IgnoredAny>("DeleteMessage", &delete).await;
        deleted.map(drop).map_err(|error| failed(&error))
    }
}

fn failed(error: &CallError) -> DeadLettersError {
    DeadLettersError { reason: causes(error) }
}

/// SQS names every message, and what deletes it.
fn letter(message: Received) -> Option<DeadLetter> {
    let attribute = |name| message.attributes.get(name);
    let sent_at =
        attribute(SENT_TIMESTAMP).and_then(|millis| Timestamp::from_millisecond(millis.parse().ok()?).ok());
    let receive_count = attribute(RECEIVE_COUNT).and_then(|count| count.parse().ok()).unwrap_or(1);
    let (message_id, receipt) = (message.message_id?, message.receipt_handle?);
    let record = Record { message_id, body: message.body, receive_count, sent_at };
    Some(DeadLetter { record, receipt })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    #[tokio::test]
    async fn what_is_received_keeps_the_time_that_its_first_queue_got_it_and_is_deleted_by_its_receipt() {
        let received = r#"{"Messages":[{"MessageId":"m-1","ReceiptHandle":"r-1","Body":"{}","Attributes":{"SentTimestamp":"1790000000000","ApproximateReceiveCount":"31"}},{"Body":"nobody's"}]}"#;
        let stub = HttpStub::start([Answer::json(200, received), Answer::json(200, "{}")]).unwrap();
        let environment = [("DEAD_URL", "https://sqs.test/dead")].into_iter().collect();
        let dead = SqsDeadLetters::from_environment(&stub.aws(), &environment, "DEAD_URL").unwrap();
        let [letter] = dead.receive().await.unwrap().try_into().unwrap();
        assert_eq!((letter.record.message_id.as_str(), letter.record.receive_count), ("m-1", 31));
        assert_eq!(letter.record.sent_at, Timestamp::from_second(1_790_000_000).ok());
        dead.delete(&letter).await.unwrap();
        let bodies: Vec<_> = stub.asked().iter().map(|asked| asked.body.clone()).collect();
        insta::assert_snapshot!(bodies.join("\n"), @r#"
        {"QueueUrl":"https://sqs.test/dead","MessageSystemAttributeNames":["SentTimestamp","ApproximateReceiveCount"],"MaxNumberOfMessages":10,"VisibilityTimeout":90}
        {"QueueUrl":"https://sqs.test/dead","ReceiptHandle":"r-1"}
        "#);
    }
}
