//! Long lists, imported in parts.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::list_file::Mapping;
use rechime_store::Cursor;
use serde::{Deserialize, Serialize};

use super::{
    extract::{Position, Query},
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes, WRITE_SUBSCRIBERS},
    subscribers::import::{Reading, UploadedLines},
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        subscribers::import::long::{self, ImportView, LongImportError, Part},
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/imports", READ, list)
        .post("/imports", WRITE_SUBSCRIBERS, create)
        .get("/imports/{key}", READ, show)
        .post("/imports/{key}/preview", WRITE_SUBSCRIBERS, preview)
        .post("/imports/{key}/lines", WRITE_SUBSCRIBERS, import)
}

impl RouteError for LongImportError {
    fn status(&self) -> StatusCode {
        match self {
            Self::List(_) | Self::TooShort => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotPreviewed(_) | Self::Gap(_) | Self::Busy => StatusCode::CONFLICT,
            Self::Store(error) => error.status(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct ImportList {
    imports: Vec<ImportView>,
    next_cursor: Option<Cursor>,
}

/// Which lines of the file a part has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    /// The number of its first line.
    line: u64,
    /// Whether the file ends with it.
    #[serde(default)]
    last: bool,
}

impl Lines {
    const fn of(self, text: &[u8]) -> Part<'_> {
        Part { text, first: self.line, is_last: self.last }
    }
}

/// `GET /stores/{store}/imports?cursor`.
async fn list(
    State(app): State<App>,
    Shop(store): Shop,
    Query(Position { cursor }): Query<Position>,
) -> Result<Json<ImportList>, ProblemDetails> {
    let page = long::list(&app, &store, cursor.as_ref()).await?;
    Ok(Json(ImportList { imports: page.items, next_cursor: page.next }))
}

/// `POST /stores/{store}/imports`: begins an import by the beginning of its file.
async fn create(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Query(reading): Query<Reading>,
    UploadedLines(lines): UploadedLines,
) -> Result<(StatusCode, Json<ImportView>), ProblemDetails> {
    let mapping = Mapping::from(&reading);
    let begun = long::create(&app, &author, &store, &lines, reading.file_name, &mapping).await?;
    Ok((StatusCode::CREATED, Json(begun)))
}

/// `GET /stores/{store}/imports/{id}`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Key(id): Key,
) -> Result<Json<ImportView>, ProblemDetails> {
    Ok(Json(long::show(&app, &store, &id).await?))
}

/// `POST /stores/{store}/imports/{id}/preview?line&last`: looks at a part.
async fn preview(
    State(app): State<App>,
    Shop(store): Shop,
    Key(id): Key,
    Query(part): Query<Lines>,
    UploadedLines(lines): UploadedLines,
) -> Result<Json<ImportView>, ProblemDetails> {
    Ok(Json(long::preview_part(&app, &store, &id, part.of(&lines)).await?))
}

/// `POST /stores/{store}/imports/{id}/lines?line&last`: imports a part.
async fn import(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(id): Key,
    Query(part): Query<Lines>,
    UploadedLines(lines): UploadedLines,
) -> Result<Json<ImportView>, ProblemDetails> {
    Ok(Json(long::import_part(&app, &author, &store, &id, part.of(&lines)).await?))
}

#[cfg(test)]
mod tests;
