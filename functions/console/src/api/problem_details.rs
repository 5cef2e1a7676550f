//! Errors as RFC 9457 problem details.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rechime_domain::flow::edit::FieldFault;
use rechime_store::StoreError;
use serde::Serialize;
use serde_json::Value;

/// How the API answers an error of a use case.
pub(crate) trait RouteError: std::error::Error {
    /// The HTTP status.
    fn status(&self) -> StatusCode;

    /// A sentence that says what to do next. If the status is 500, the answer leaves it out and the error is logged:
    /// the caller learns nothing of our internals.
    fn detail(&self) -> String {
        self.to_string()
    }

    /// The wrong fields, if the error is about fields.
    fn fields(&self) -> Vec<FieldFault> {
        Vec::new()
    }

    /// The thing as it is now, if somebody else changed it meanwhile.
    fn current(&self) -> Option<Value> {
        None
    }
}

/// A thing as it is now, for [`RouteError::current`].
pub(crate) fn as_current(thing: Option<&impl Serialize>) -> Option<Value> {
    thing.and_then(|thing| serde_json::to_value(thing).ok())
}

/// The caller resolves a conflict. Every other error of the table is our fault.
impl RouteError for StoreError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Conflict | Self::Exists => StatusCode::CONFLICT,
            Self::Unavailable(_) | Self::Corrupt { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A problem, ready to be answered as `application/problem+json`.
#[derive(Debug)]
pub(crate) struct ProblemDetails {
    status: StatusCode,
    detail: Option<String>,
    fields: Vec<FieldFault>,
    current: Option<Value>,
}

impl ProblemDetails {
    /// A problem that is not about single fields.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: Some(detail.into()), fields: Vec::new(), current: None }
    }
}

impl<E: RouteError> From<E> for ProblemDetails {
    fn from(error: E) -> Self {
        let status = error.status();
        if status.is_server_error() {
            log(&error);
        }
        let detail = (status != StatusCode::INTERNAL_SERVER_ERROR).then(|| error.detail());
        Self { status, detail, fields: error.fields(), current: error.current() }
    }
}

/// Logs an error of which the caller is told nothing.
pub(crate) fn log(error: &dyn std::error::Error) {
    tracing::error!(error = chain(error), "the request failed");
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The body, as RFC 9457 has it. `type` is `about:blank`: the title is the status's own phrase.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = Problem))]
pub(super) struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Value>,
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let body = Body {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.detail,
            errors: self.fields,
            current: self.current,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"rechime\""));
        }
        response
    }
}
