//! The list as a file.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    api::{
        extract::{Position, Query},
        path::Shop,
        problem_details::ProblemDetails,
    },
    app::App,
    use_cases::subscribers::export,
};

/// The header of an answer that tells where the next page begins.
const NEXT_CURSOR: &str = "next-cursor";

/// `GET /stores/{store}/subscribers/export?cursor`: a page as CSV.
pub(super) async fn export(
    State(app): State<App>,
    Shop(store): Shop,
    Query(Position { cursor }): Query<Position>,
) -> Result<Response, ProblemDetails> {
    let (table, next) = export::page(&app, &store, cursor.as_ref()).await?;
    let name = format!("attachment; filename=\"{}-subscribers.csv\"", store.settings.id);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let named = HeaderValue::from_str(&name).map(|name| (header::CONTENT_DISPOSITION, name));
    headers.extend(
        named.ok().map(|(header, name)| (Some(header), name)).into_iter().filter_map(|(h, v)| Some((h?, v))),
    );
    if let Some(next) = next.and_then(|cursor| HeaderValue::from_str(cursor.as_str()).ok()) {
        headers.insert(NEXT_CURSOR, next);
    }
    Ok((headers, table).into_response())
}
