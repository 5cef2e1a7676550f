//! Errors in Twilio's JSON form.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An error with Twilio's code.
#[derive(Debug)]
pub(crate) struct TwilioError {
    code: u32,
    message: String,
}

impl TwilioError {
    /// An error with a message of its own.
    pub(crate) fn new(code: u32, message: String) -> Self {
        Self { code, message }
    }

    /// Refused for now.
    pub(crate) fn throttled() -> Self {
        Self::new(20429, "Too Many Requests".to_owned())
    }

    /// The credentials are missing or wrong.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(20003, "Authenticate".to_owned())
    }

    /// There is no such thing, or it is another account's.
    pub(crate) fn not_found() -> Self {
        Self::new(20404, "The requested resource was not found".to_owned())
    }

    /// The error that `code` names. None: the recipient has unsubscribed.
    pub(crate) fn named(code: Option<&str>) -> Self {
        let code = code.and_then(|code| code.parse().ok()).unwrap_or(21610);
        let message = match code {
            20003 => "Authenticate",
            20429 => "Too Many Requests",
            20500 => "Internal Server Error",
            21211 => "The 'To' number is not a valid phone number.",
            21610 => "Attempt to send to unsubscribed recipient",
            21611 => "This 'From' number has exceeded the maximum number of queued messages",
            21614 => "'To' number is not a valid mobile number",
            21635 => "'To' number cannot be a landline",
            _ => "The request was refused",
        };
        Self::new(code, message.to_owned())
    }

    fn status(&self) -> StatusCode {
        match self.code {
            20003 => StatusCode::UNAUTHORIZED,
            20404 => StatusCode::NOT_FOUND,
            20429 => StatusCode::TOO_MANY_REQUESTS,
            20500 => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for TwilioError {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": status.as_u16(),
        });
        (status, Json(body)).into_response()
    }
}
