//! The API's public address. API Gateway gives every API its own host name; the emulator knows it by a path.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::forward::Forwarder;
use crate::stack_config::StackConfig;

/// What an HTTP API takes, in bytes: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>.
const PAYLOAD_LIMIT: usize = 10 * 1024 * 1024;

struct Gateway {
    forwarder: Forwarder,
    api_url: String,
}

/// Everything goes to the deployed API: method, path, query, headers and raw body, and its answer back.
pub(crate) fn routes(forwarder: Forwarder, stack_config: &StackConfig) -> Router {
    let api_url = format!("{}/_aws/execute-api/{}/$default", stack_config.emulator_url, stack_config.api_id);
    Router::new().fallback(pass).with_state(Arc::new(Gateway { forwarder, api_url }))
}

async fn pass(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, PAYLOAD_LIMIT).await else {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let url = format!("{}{}", gateway.api_url, parts.uri);
    match gateway.forwarder.send(parts.method, &url, parts.headers, body).await {
        Ok(answer) => answer.into_response(),
        Err(error) => message(StatusCode::SERVICE_UNAVAILABLE, &format!("{error:#}")),
    }
}

/// An error in the shape that API Gateway gives its own.
fn message(status: StatusCode, text: &str) -> Response {
    let body = serde_json::json!({ "message": text }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
}
