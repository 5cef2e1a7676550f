//! Queue messages as SQS delivers them.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};

/// The n-th delivery of a message.
#[must_use]
pub fn queue_message(id: &str, delivery: u32, body: String) -> SqsMessage {
    let mut message = SqsMessage::default();
    (message.message_id, message.body) = (Some(id.to_owned()), Some(body));
    message.attributes.insert("ApproximateReceiveCount".to_owned(), delivery.to_string());
    message
}

/// Messages that come together.
#[must_use]
pub fn batch(messages: impl IntoIterator<Item = SqsMessage>) -> SqsEvent {
    let mut batch = SqsEvent::default();
    batch.records.extend(messages);
    batch
}

/// The ids of the messages that must come again.
#[must_use]
pub fn failures(response: SqsBatchResponse) -> Vec<String> {
    response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}
