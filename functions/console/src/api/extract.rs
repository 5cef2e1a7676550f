//! Extractors whose refusals are problem details.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection, rejection::QueryRejection},
    http::{StatusCode, request::Parts},
};
use rechime_store::Cursor;
use serde::{Deserialize, de::DeserializeOwned};

use super::problem_details::ProblemDetails;

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ProblemDetails;

    async fn from_request(request: Request, state: &S) -> Result<Self, ProblemDetails> {
        let Json(value) = Json::from_request(request, state).await.map_err(|refusal| unreadable(&refusal))?;
        Ok(Self(value))
    }
}

fn unreadable(refusal: &JsonRejection) -> ProblemDetails {
    let detail = match refusal {
        JsonRejection::JsonDataError(error) => format!("Change the body: {}.", cause(error)),
        JsonRejection::JsonSyntaxError(error) => format!("Send valid JSON: {}.", cause(error)),
        JsonRejection::MissingJsonContentType(_) => {
            "Send the header `Content-Type: application/json`.".to_owned()
        }
        _ if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => "Send a body of at most 1 MiB.".to_owned(),
        _ => "Send the body again; it did not arrive whole.".to_owned(),
    };
    ProblemDetails::new(refusal.status(), detail)
}

/// The innermost cause: what serde found, with the path to it.
fn cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Where in a list to go on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    pub(crate) cursor: Option<Cursor>,
}

/// Parameters of the query string.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemDetails> {
        let found: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        match found {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(refusal) => Err(ProblemDetails::new(
                refusal.status(),
                format!("Change the query string: {}.", cause(&refusal)),
            )),
        }
    }
}
