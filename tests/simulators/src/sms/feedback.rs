//! Messages that the provider sends by itself: replies of phones, and delivery events.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::State;
use super::gateway::dashed;
use super::outbox::Entry;
use super::topic::Topic;

/// The number that customers answer to, if a test does not say.
const OUR_NUMBER: &str = "+18005551212";

/// A refusal, in words.
type Refusal = (StatusCode, String);

/// A text that a customer sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    from: String,
    to: Option<String>,
    body: String,
    /// The provider's id of it. Given again, the reply is delivered a second time.
    id: Option<String>,
}

/// A delivery event to be sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Receipt {
    provider_message_id: String,
    /// `DELIVERED`, `UNREACHABLE` and so on.
    status: String,
    description: Option<String>,
}

/// `POST /replies`: two-way SMS, as
/// <https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html> shows it.
pub(crate) async fn reply(
    Extract(gateway): Extract<State>,
    Json(reply): Json<Reply>,
) -> Result<Json<Value>, Refusal> {
    let id = reply.id.unwrap_or_else(|| dashed(&gateway.next_id()));
    let to_them = |entry: &&Entry| entry.to == reply.from;
    let previous = gateway.outbox.with(|outbox| outbox.iter().rev().find(to_them).cloned());
    let published = json!({
        "originationNumber": reply.from,
        "destinationNumber": reply.to.as_deref().unwrap_or(OUR_NUMBER),
        "messageKeyword": "KEYWORD_000000000000",
        "messageBody": reply.body,
        "inboundMessageId": id,
        "previousPublishedMessageId": previous.map(|entry| entry.provider_message_id),
    });
    publish(gateway.topic.as_ref(), &published).await?;
    Ok(Json(json!({ "id": id })))
}

/// `POST /receipts`: an event of a configuration set, as
/// <https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html> shows it.
pub(crate) async fn receipt(
    Extract(gateway): Extract<State>,
    Json(receipt): Json<Receipt>,
) -> Result<StatusCode, Refusal> {
    let is_it = |entry: &&Entry| entry.provider_message_id == receipt.provider_message_id;
    let entry = gateway.outbox.with(|outbox| outbox.iter().find(is_it).cloned());
    let entry = entry.ok_or((StatusCode::NOT_FOUND, "no such text is in the outbox".to_owned()))?;
    let published = json!({
        "eventType": format!("TEXT_{}", receipt.status),
        "eventVersion": "1.0",
        "eventTimestamp": gateway.clock.now().as_millisecond(),
        "isFinal": true,
        "originationPhoneNumber": entry.from.as_deref().unwrap_or(OUR_NUMBER),
        "destinationPhoneNumber": entry.to,
        "isoCountryCode": "US",
        "messageId": entry.provider_message_id,
        "messageRequestTimestamp": entry.at.as_millisecond(),
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": receipt.status,
        "messageStatusDescription": receipt.description.as_deref().unwrap_or(""),
        "context": entry.context,
        "totalMessageParts": 1,
        "totalMessagePrice": 0.00581,
        "totalCarrierFee": 0.003,
    });
    publish(gateway.topic.as_ref(), &published).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn publish(topic: Option<&Topic>, message: &Value) -> Result<(), Refusal> {
    let topic = topic.ok_or((StatusCode::CONFLICT, "no topic was named at the start".to_owned()))?;
    topic.publish(message).await.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))
}
