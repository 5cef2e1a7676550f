//! Routes of the dry run: what a webhook would do.

use axum::{Json, extract::State, http::StatusCode};

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes},
};
use crate::{
    app::App,
    use_cases::explain::{self, ExplainError, Question, explanation::Explanation},
};

pub(super) fn routes() -> Routes {
    Routes::default().post("/explain", READ, show)
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
