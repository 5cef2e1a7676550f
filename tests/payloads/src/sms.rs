//! What AWS End User Messaging SMS publishes. A customer's number is E.164; the store's is [`SENDER`].

use serde_json::{Value, json};

/// The number that texts are sent from.
pub const SENDER: &str = "+18005551212";

/// A customer's reply, with the provider's id of it.
#[must_use]
pub fn reply(from: &str, words: &str, id: &str) -> Value {
    json!({
        "originationNumber": from, "destinationNumber": SENDER, "messageKeyword": "KEYWORD_1",
        "messageBody": words, "inboundMessageId": id, "previousPublishedMessageId": "p-1",
    })
}

/// A receipt of a kind such as `TEXT_DELIVERED`, with what was given along with the text: the message's and the
/// store's id.
#[must_use]
pub fn receipt(to: &str, kind: &str, description: &str, [message, store]: [&str; 2]) -> Value {
    json!({
        "eventType": kind, "eventVersion": "1.0", "eventTimestamp": 1_795_528_800_000_i64, "isFinal": true,
        "originationPhoneNumber": SENDER, "destinationPhoneNumber": to, "messageId": "aws-1",
        "messageStatus": "X", "messageStatusDescription": description,
        "context": { "m": message, "s": store },
    })
}
