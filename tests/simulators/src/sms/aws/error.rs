//! Errors in AWS JSON 1.0: the exception's name under `__type`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

/// Reasons of `ConflictException`.
const CONFLICTS: &[&str] = &[
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
    "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    "MESSAGE_TYPE_MISMATCH",
    "NO_ORIGINATION_IDENTITIES_FOUND",
    "NUMBER_CAPABILITIES_MISMATCH",
    "RESOURCE_NOT_ACTIVE",
];
/// Reasons of `ServiceQuotaExceededException`.
const QUOTAS: &[&str] = &["MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"];
/// Reasons of `AccessDeniedException`.
const DENIALS: &[&str] = &["ACCOUNT_DISABLED", "INSUFFICIENT_ACCOUNT_REPUTATION"];

/// A modelled exception, as its body shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AwsError {
    #[serde(rename = "__type")]
    exception: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Value>,
}

impl AwsError {
    /// An exception with an optional reason.
    pub(crate) fn new(exception: &str, reason: Option<&str>, message: &str) -> Self {
        let reason = reason.map(str::to_owned);
        Self { exception: exception.to_owned(), reason, message: message.to_owned(), fields: Vec::new() }
    }

    /// Refused for now.
    pub(crate) fn throttled() -> Self {
        Self::new("ThrottlingException", None, "Rate exceeded")
    }

    /// A field that breaks the model.
    pub(crate) fn invalid(reason: &str, field: &str, message: &str) -> Self {
        let fields = vec![json!({"Name": field, "Message": message})];
        Self { fields, ..Self::new("ValidationException", Some(reason), &format!("{field}: {message}")) }
    }

    /// The exception that `code` names by itself or by its reason. None: the number has opted out.
    pub(crate) fn named(code: Option<&str>) -> Self {
        let code = code.unwrap_or("DESTINATION_PHONE_NUMBER_OPTED_OUT");
        let exception = match code {
            _ if code.ends_with("Exception") => return Self::new(code, None, "asked for by the test"),
            _ if CONFLICTS.contains(&code) => "ConflictException",
            _ if QUOTAS.contains(&code) => "ServiceQuotaExceededException",
            _ if DENIALS.contains(&code) => "AccessDeniedException",
            _ => "ValidationException",
        };
        Self::new(exception, Some(code), &format!("{exception}: Reason=\"{code}\""))
    }
}

impl IntoResponse for AwsError {
    fn into_response(self) -> Response {
        let internal = self.exception == "InternalServerException";
        let status = if internal { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
        (status, Json(self)).into_response()
    }
}
