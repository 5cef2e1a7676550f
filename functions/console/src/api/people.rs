//! One person, named by phone or by the id that their messages begin with.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    extract::{Position, Query},
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes, WRITE_SUBSCRIBERS},
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        people::{
            PersonError, erasure,
            export::{self, Export},
            timeline::{self, Timeline},
        },
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/people/{key}/timeline", READ, show)
        .get("/people/{key}/export", READ, export)
        .delete("/people/{key}", WRITE_SUBSCRIBERS, erase)
}

impl RouteError for PersonError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Name(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Store(error) => error.status(),
        }
    }
}

/// `GET /stores/{store}/people/{phone or person}/timeline?cursor`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Key(name): Key,
    Query(from): Query<Position>,
) -> Result<Json<Timeline>, ProblemDetails> {
    Ok(Json(timeline::show(&app, &store, &name, from.cursor.as_ref()).await?))
}

/// `GET /stores/{store}/people/{phone or person}/export`.
async fn export(
    State(app): State<App>,
    Shop(store): Shop,
    Key(name): Key,
) -> Result<Json<Export>, ProblemDetails> {
    Ok(Json(export::make(&app, &store, &name).await?))
}

/// `DELETE /stores/{store}/people/{phone or person}`: 202 if something may be left.
async fn erase(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(name): Key,
) -> Result<Response, ProblemDetails> {
    let erasure = erasure::erase(&app, &author, &store, &name).await?;
    let status = if erasure.done { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(erasure)).into_response())
}

#[cfg(test)]
mod tests;
