//! Who changed what of a store.

use axum::{Json, extract::State};
use rechime_store::{Cursor, audit::AuditEntry};
use serde::Serialize;

use super::{
    extract::{Position, Query},
    path::Shop,
    problem_details::ProblemDetails,
    routes::{READ, Routes},
};
use crate::{app::App, use_cases::audit};

pub(super) fn routes() -> Routes {
    Routes::default().get("/audit", READ, list)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct AuditPage {
    audit: Vec<AuditEntry>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/audit?cursor`.
async fn list(
    State(app): State<App>,
    shop: Shop,
    Query(from): Query<Position>,
) -> Result<Json<AuditPage>, ProblemDetails> {
    let page = audit::list(&app, shop.id(), from.cursor.as_ref()).await?;
    Ok(Json(AuditPage { audit: page.items, next_cursor: page.next }))
}

#[cfg(test)]
mod tests;
