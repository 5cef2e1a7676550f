//! Is anybody there?

use axum::Json;
use serde::Serialize;

/// `{"status": "ok"}`.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Health {
    status: &'static str,
}

/// `GET /api/v1/health`: answers without a key, and checks no other service.
pub(crate) async fn show() -> Json<Health> {
    Json(Health { status: "ok" })
}
