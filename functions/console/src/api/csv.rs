//! Answers that are tables, for spreadsheets.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use rechime_store::Cursor;
use serde::Deserialize;

/// In which form a list is answered.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    Json,
    Csv,
}

impl Format {
    /// The one that the header `Accept` names; JSON unless it is CSV.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        if accept.is_some_and(|accept| accept.contains("text/csv")) { Self::Csv } else { Self::Json }
    }
}

/// A part of a long table. `Link` leads to the next part, by the query that the rest of it needs. The parts one after the
/// other are the whole table.
pub(super) fn part(file_name: &str, table: String, query: &str, next: Option<&Cursor>) -> Response {
    let encoded =
        |cursor: &Cursor| -> String { form_urlencoded::byte_serialize(cursor.as_str().as_bytes()).collect() };
    let link = next.map(|cursor| format!("<?{query}cursor={}>; rel=\"next\"", encoded(cursor)));
    let mut answer = answer(file_name, table);
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        answer.headers_mut().insert(header::LINK, link);
    }
    answer
}

/// A table as an answer that a browser saves.
pub(crate) fn answer(file_name: &str, table: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
    ];
    (headers, table).into_response()
}
