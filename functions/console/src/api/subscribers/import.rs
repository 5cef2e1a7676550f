//! A list of people, uploaded.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State, rejection::BytesRejection},
    http::{StatusCode, header},
};
use rechime_domain::list_file::Mapping;
use serde::Deserialize;

use crate::{
    api::{
        extract::Query,
        path::Shop,
        problem_details::{ProblemDetails, RouteError},
    },
    app::App,
    use_cases::{
        author::Author,
        subscribers::import::{self, ImportError, List, Outcome},
    },
};

/// Why an upload is no list.
#[derive(Debug, thiserror::Error)]
pub(in crate::api) enum UploadError {
    #[error("Send the list as `Content-Type: text/csv`, or as `application/json`.")]
    Kind,
    #[error("Send the lines as `Content-Type: text/csv`.")]
    Lines,
    #[error(
        "Send at most 1 MiB at once; import a longer list in parts, by `POST /stores/{{store}}/imports`."
    )]
    TooLarge,
    #[error("Send the list again; it did not arrive whole.")]
    Broken,
}

impl RouteError for UploadError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Kind | Self::Lines => StatusCode::UNSUPPORTED_MEDIA_TYPE,
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
            Self::List(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(error) => error.status(),
        }
    }
}

/// The body of a request that is a list.
pub(super) struct Upload {
    is_csv: bool,
    body: Bytes,
}

impl Upload {
    fn list(&self) -> List<'_> {
        if self.is_csv { List::Csv(&self.body) } else { List::Json(&self.body) }
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = ProblemDetails;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let is_csv = match kind.trim().to_ascii_lowercase().as_str() {
            "text/csv" => Ok(true),
            "application/json" => Ok(false),
            _ => Err(UploadError::Kind),
        };
        let body = Bytes::from_request(request, state).await.map_err(UploadError::from)?;
        Ok(Self { is_csv: is_csv?, body })
    }
}

/// The body of a request that is lines of a CSV file.
pub(in crate::api) struct UploadedLines(pub(in crate::api) Bytes);

impl<S: Send + Sync> FromRequest<S> for UploadedLines {
    type Rejection = ProblemDetails;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let upload = Upload::from_request(request, state).await?;
        if upload.is_csv { Ok(Self(upload.body)) } else { Err(UploadError::Lines.into()) }
    }
}

/// What the caller says of the list: which columns are what, and which values mean what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Reading {
    phone_column: Option<String>,
    #[serde(alias = "consent")]
    consent_column: Option<String>,
    consent_at_column: Option<String>,
    subscribed: Option<String>,
    unsubscribed: Option<String>,
    /// What the file is called. Only a long import keeps it.
    pub(in crate::api) file_name: Option<String>,
}

impl From<&Reading> for Mapping {
    fn from(reading: &Reading) -> Self {
        let values = |listed: &Option<String>| listed.as_deref().map(Self::values).unwrap_or_default();
        Self {
            phone_column: reading.phone_column.clone(),
            consent_column: reading.consent_column.clone(),
            consent_at_column: reading.consent_at_column.clone(),
            subscribed: values(&reading.subscribed),
            unsubscribed: values(&reading.unsubscribed),
        }
    }
}

/// `POST /stores/{store}/subscribers/import/preview`: what an import of the same list would do.
pub(super) async fn preview(
    State(app): State<App>,
    Shop(store): Shop,
    Query(reading): Query<Reading>,
    upload: Upload,
) -> Result<Json<Outcome>, ProblemDetails> {
    Ok(Json(import::foresee(&app, &store, upload.list(), &Mapping::from(&reading)).await?))
}

/// `POST /stores/{store}/subscribers/import`: a CSV file, or the same as a JSON list.
pub(super) async fn import(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Query(reading): Query<Reading>,
    upload: Upload,
) -> Result<Json<Outcome>, ProblemDetails> {
    Ok(Json(import::import(&app, &author, &store, upload.list(), &Mapping::from(&reading)).await?))
}

#[cfg(test)]
mod tests;
