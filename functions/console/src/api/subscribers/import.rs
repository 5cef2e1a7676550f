//! Importing a list: each line for itself, so that one bad line costs nothing but itself.
//!
//! Sending the same list again changes nothing, so whoever is unsure whether all of it arrived sends it again.

mod line;
mod merge;
mod save;
mod table;
mod tally;

#[cfg(test)]
mod tests;

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use jiff::Timestamp;

use self::{
    line::{Line, RawLine},
    save::Import,
    table::UnusableTable,
    tally::Tally,
};
use crate::{
    app::App,
    problem::{Problem, RouteError},
    shop::Shop,
};

/// Why a whole list is refused.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("Send the list as `Content-Type: text/csv`, or as `application/json`.")]
    Kind,
    #[error("Send at most 1 MiB at once; cut the list, and repeat its header row in each part.")]
    TooLarge,
    #[error("Send the list again; it did not arrive whole.")]
    Broken,
    #[error(transparent)]
    Table(#[from] UnusableTable),
    #[error("Send a JSON list of people: {0}.")]
    Json(serde_json::Error),
}

impl RouteError for ImportError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::Table(_) | Self::Json(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl From<BytesRejection> for ImportError {
    fn from(refusal: BytesRejection) -> Self {
        if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Broken }
    }
}

/// A line as it was sent, with its number; or what keeps it from being one.
type Numbered = (u64, Result<RawLine, String>);

/// `POST /stores/{store}/subscribers/import`: a CSV file, or the same as a JSON list.
pub(super) async fn import(
    State(app): State<App>,
    shop: Shop,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Tally>, Problem> {
    let body = body.map_err(ImportError::from)?;
    let now = app.clock.now();
    let (lines, refused) = understood(rows(&headers, &body)?, &shop, now);
    if lines.iter().any(Line::states_a_place) {
        super::heed_stated_zones(&app, &shop.0.settings).await?;
    }
    let saved = Import::new(&app, shop.id(), now).save(lines).await;
    Ok(Json(saved.and(refused)))
}

fn rows(headers: &HeaderMap, body: &[u8]) -> Result<Vec<Numbered>, ImportError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Ok(table::read(body)?),
        "application/json" => {
            let people: Vec<RawLine> = serde_json::from_slice(body).map_err(ImportError::Json)?;
            Ok((1..).zip(people.into_iter().map(Ok)).collect())
        }
        _ => Err(ImportError::Kind),
    }
}

/// The lines that can be saved, and the refusals of the others.
fn understood(rows: Vec<Numbered>, shop: &Shop, now: Timestamp) -> (Vec<Line>, Tally) {
    let (mut lines, mut refused) = (Vec::with_capacity(rows.len()), Tally::default());
    for (number, row) in rows {
        match row.and_then(|row| Line::parse(number, &row, &shop.0.settings, now)) {
            Ok(line) => lines.push(line),
            Err(detail) => refused.refuse(number, detail),
        }
    }
    (lines, refused)
}
