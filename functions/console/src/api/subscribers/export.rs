//! The list as a file.

use axum::{extract::State, response::Response};

use crate::{
    api::{
        csv,
        extract::{Position, Query},
        path::Shop,
        problem_details::ProblemDetails,
    },
    app::App,
    use_cases::subscribers::export,
};

/// `GET /stores/{store}/subscribers/export?cursor`: a part of it as CSV.
pub(super) async fn export(
    State(app): State<App>,
    Shop(store): Shop,
    Query(Position { cursor }): Query<Position>,
) -> Result<Response, ProblemDetails> {
    let (table, next) = export::page(&app, &store, cursor.as_ref()).await?;
    Ok(csv::part(&format!("{}-subscribers.csv", store.settings.id), table, "", next.as_ref()))
}
