//! AWS End User Messaging SMS: `SendTextMessage` in AWS JSON 1.0 (service model `pinpoint-sms-voice-v2`).

mod error;
mod numbers;
mod request;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::State;
use super::gateway::{Answer, Gateway, dashed};
use error::AwsError;
use request::SendTextMessage;

const TARGET: &str = "PinpointSMSVoiceV2.SendTextMessage";
const DESCRIBE: &str = "PinpointSMSVoiceV2.DescribePhoneNumbers";

/// `POST /`. The signature must be there, but any key will do.
pub(crate) async fn send_text_message(
    Extract(gateway): Extract<State>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let describes = headers.get("x-amz-target").is_some_and(|target| target == DESCRIBE);
    let answer = match receive(&headers, &body) {
        _ if describes => Json(numbers::describe()).into_response(),
        Ok(request) => send(&gateway, request).await,
        Err(error) => error.into_response(),
    };
    let request_id = [(HeaderName::from_static("x-amzn-requestid"), dashed(&gateway.next_id()))];
    let content_type = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    (request_id, content_type, answer).into_response()
}

fn receive(headers: &HeaderMap, body: &[u8]) -> Result<SendTextMessage, AwsError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !header("authorization").starts_with("AWS4-HMAC-SHA256 ") {
        return Err(AwsError::new(
            "MissingAuthenticationTokenException",
            None,
            "Missing Authentication Token",
        ));
    }
    if header("x-amz-target") != TARGET || header("content-type") != "application/x-amz-json-1.0" {
        return Err(AwsError::new(
            "UnknownOperationException",
            None,
            "only SendTextMessage and DescribePhoneNumbers are served",
        ));
    }
    SendTextMessage::parse(body)
}

async fn send(gateway: &Gateway, request: SendTextMessage) -> Response {
    if request.dry_run {
        return Json(json!({"MessageId": dashed(&gateway.next_id())})).into_response();
    }
    match gateway.submit(request.into()).await {
        Answer::Accepted(entry) => Json(json!({"MessageId": entry.provider_message_id})).into_response(),
        Answer::Throttled => AwsError::throttled().into_response(),
        Answer::Failed(code) => AwsError::named(code.as_deref()).into_response(),
        Answer::Silence => StatusCode::GATEWAY_TIMEOUT.into_response(),
    }
}
