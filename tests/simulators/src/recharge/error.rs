//! Refusals in the forms that Recharge uses (bodies as recorded from the 2021-11 API where a recording exists).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Why the Admin API refuses.
#[derive(Debug, PartialEq)]
pub(crate) enum ApiError {
    /// 401: the token is missing or unknown.
    BadAuthentication,
    /// 403: the token lacks this scope.
    MissingScope(&'static str),
    /// 404: no such object.
    NotFound,
    /// 404: no such path.
    NoEndpoint,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 415: the body is no JSON object.
    NotJsonObject,
    /// 422: a field or parameter is wrong.
    Invalid(&'static str, String),
    /// 426: the version in `X-Recharge-Version` is not served.
    BadVersion,
    /// 429: the leaky bucket is full.
    TooManyRequests,
    /// What a test asked for.
    Fault(StatusCode),
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadAuthentication => StatusCode::UNAUTHORIZED,
            Self::MissingScope(_) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoEndpoint => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJsonObject => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadVersion => StatusCode::UPGRADE_REQUIRED,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault(status) => *status,
        }
    }

    fn body(&self) -> Value {
        match self {
            Self::BadAuthentication => json!({"errors": "bad authentication"}),
            Self::MissingScope(scope) => json!({"errors": format!("the token lacks the scope {scope}")}),
            Self::NotFound => json!({"errors": "Not Found"}),
            Self::NoEndpoint => json!({"error": "endpoint not found"}),
            Self::MethodNotAllowed => json!({"error": "method not allowed"}),
            Self::NotJsonObject => json!({
                "error": "Bad Request",
                "message": "The server has refused to accept the request because the payload format is in an \
                            unsupported format",
            }),
            Self::Invalid(field, message) => json!({"errors": {*field: [message]}}),
            Self::BadVersion => json!({"errors": "this API version is not served; use 2021-11"}),
            Self::TooManyRequests => json!({"errors": "too many requests"}),
            Self::Fault(status) => json!({"errors": status.canonical_reason().unwrap_or("fault")}),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status(), Json(self.body())).into_response()
    }
}
