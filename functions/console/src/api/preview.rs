//! The route that renders a template with sample values.

use axum::{Json, Router, http::StatusCode, routing::post};
use rechime_domain::flow::edit::FieldFault;

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
};
use crate::{
    app::App,
    use_cases::preview::{self, Draft, Preview, PreviewError},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/preview", post(show))
}

impl RouteError for PreviewError {
    fn status(&self) -> StatusCode {
        StatusCode::UNPROCESSABLE_ENTITY
    }

    fn fields(&self) -> Vec<FieldFault> {
        vec![FieldFault::new("template", self.0.to_string())]
    }
}

/// `POST /stores/{store}/preview`.
async fn show(Shop(store): Shop, JsonBody(draft): JsonBody<Draft>) -> Result<Json<Preview>, ProblemDetails> {
    Ok(Json(preview::preview(&store.settings, draft)?))
}

#[cfg(test)]
mod tests;
