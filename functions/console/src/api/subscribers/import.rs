//! A list of people, uploaded.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use serde::Deserialize;

use crate::{
    api::{
        extract::Query,
        path::Shop,
        problem_details::{ProblemDetails, RouteError},
    },
    app::App,
    use_cases::subscribers::import::{self, ImportError, List, Tally},
};

/// Why an upload is no list.
#[derive(Debug, thiserror::Error)]
pub(in crate::api) enum UploadError {
    #[error("Send the list as `Content-Type: text/csv`, or as `application/json`.")]
    Kind,
    #[error("Send at most 1 MiB at once; cut the list, and repeat its header row in each part.")]
    TooLarge,
    #[error("Send the list again; it did not arrive whole.")]
    Broken,
}

impl RouteError for UploadError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<BytesRejection> for UploadError {
    fn from(refusal: BytesRejection) -> Self {
        if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Broken }
    }
}

impl RouteError for ImportError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Columns(_) | Self::Unreadable | Self::Json(_) | Self::UnknownField(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Store(error) => error.status(),
        }
    }
}

/// How the list is to be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    /// The column that says who agreed to texts.
    consent: Option<String>,
}

/// `POST /stores/{store}/subscribers/import?consent`: a CSV file, or the same as a JSON list.
pub(super) async fn import(
    State(app): State<App>,
    Shop(store): Shop,
    Query(reading): Query<Reading>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Tally>, ProblemDetails> {
    let body = body.map_err(UploadError::from)?;
    Ok(Json(import::import(&app, &store, list(&headers, &body)?, reading.consent.as_deref()).await?))
}

fn list<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<List<'a>, UploadError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Ok(List::Csv(body)),
        "application/json" => Ok(List::Json(body)),
        _ => Err(UploadError::Kind),
    }
}

#[cfg(test)]
mod tests;
