//! Messages that the provider sends by itself: replies of phones, and delivery events.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::State;
use super::gateway::{Gateway, dashed};
use super::outbox::{Entry, Provider};
use super::topic::Topic;
use super::twilio::numbers::Number;
use super::twilio::webhook;

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
    let to_them = |entry: &&Entry| entry.to == reply.from;
    let previous = gateway.outbox.with(|outbox| outbox.iter().rev().find(to_them).cloned());
    let texted_from = previous.as_ref().and_then(|entry| entry.from.clone());
    let to = reply.to.clone().or(texted_from).unwrap_or_else(|| OUR_NUMBER.to_owned());
    if let Some(owner) = gateway.numbers.with(|numbers| numbers.get(&to).cloned()) {
        let id = reply.id.unwrap_or_else(|| format!("SM{}", gateway.next_id()));
        let called = webhook::reply(&owner, &id, &reply.from, &to, &reply.body).await;
        called.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))?;
        return Ok(Json(json!({ "id": id })));
    }
    let id = reply.id.unwrap_or_else(|| dashed(&gateway.next_id()));
    // A pool or an id is no number that a customer sees.
    let to = if to.starts_with('+') { to } else { OUR_NUMBER.to_owned() };
    let published = json!({
        "originationNumber": reply.from,
        "destinationNumber": to,
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
    if entry.provider == Provider::Twilio {
        return told_by_twilio(&gateway, &entry, &receipt.status).await;
    }
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

async fn told_by_twilio(gateway: &Gateway, entry: &Entry, status: &str) -> Result<StatusCode, Refusal> {
    let sent_it = |number: &&Number| Some(&number.account) == entry.account.as_ref();
    let owner = gateway.numbers.with(|numbers| numbers.values().find(sent_it).cloned());
    let owner = owner.ok_or((StatusCode::CONFLICT, "nobody set up the account's number".to_owned()))?;
    let called = webhook::receipt(&owner, entry, status).await;
    called.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn publish(topic: Option<&Topic>, message: &Value) -> Result<(), Refusal> {
    let topic = topic.ok_or((StatusCode::CONFLICT, "no topic was named at the start".to_owned()))?;
    topic.publish(message).await.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))
}
