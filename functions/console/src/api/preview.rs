//! The route that renders a template with sample values.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::FieldFault;

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes},
};
use crate::{
    app::App,
    use_cases::preview::{self, Draft, Preview, PreviewError},
};

pub(super) fn routes() -> Routes {
    Routes::default().post("/preview", READ, show)
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
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(draft): JsonBody<Draft>,
) -> Result<Json<Preview>, ProblemDetails> {
    Ok(Json(preview::preview(&store.settings, &app.link_base, draft)?))
}

#[cfg(test)]
mod tests;
