//! Routes of the dry run: what a webhook would do.

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
};
use crate::{
    app::App,
    use_cases::explain::{self, ExplainError, Question, explanation::Explanation},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/explain", post(show))
}

impl RouteError for ExplainError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Payload(_) | Self::Zone(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(error) => error.status(),
        }
    }
}

/// `POST /stores/{store}/explain`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(question): JsonBody<Question>,
) -> Result<Json<Explanation>, ProblemDetails> {
    Ok(Json(explain::explain(&app, &store, question).await?))
}

#[cfg(test)]
mod tests;
