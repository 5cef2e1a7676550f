//! The segments of a store, and who is in them.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use rechime_domain::{flow::edit::FieldFault, segment::edit::SegmentEdit};
use rechime_store::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    csv::{self, Format},
    extract::{JsonBody, Query},
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError, as_current},
    routes::{READ, Routes, WRITE_FLOWS},
    versioned::Versioned,
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        effective::Effective,
        segments::{
            self, SegmentError,
            count::{self, CountView, Counting},
            members::{self, Span},
            runs::{self, RunView},
            view::SegmentView,
        },
        subscribers::view::SubscriberView,
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/segments", READ, list)
        .post("/segments", WRITE_FLOWS, create)
        .post("/segments/count", READ, count)
        .get("/segments/{key}", READ, show)
        .put("/segments/{key}", WRITE_FLOWS, edit)
        .delete("/segments/{key}", WRITE_FLOWS, delete)
        .get("/segments/{key}/members", READ, list_members)
        .post("/segments/{key}/runs", READ, start_run)
        .get("/runs/{key}", READ, show_run)
}

impl RouteError for SegmentError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoSuchRun => StatusCode::NOT_FOUND,
            Self::Invalid(_) | Self::Cursor => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Self::BuiltIn | Self::TooMany | Self::InUse(_) | Self::TooLong => StatusCode::CONFLICT,
            Self::Random(_) | Self::Queue(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        let detail = match self {
            Self::NotFound => "There is no such segment. GET the store's segments to see their keys.",
            Self::Invalid(_) => "Correct what `errors` lists, then send it again. Nothing was saved.",
            Self::Stale(Some(_)) => {
                "Somebody else changed this segment. Apply your change to `current`, and send it again with that version."
            }
            Self::Stale(None) => {
                "Somebody else deleted this segment. GET the store's segments to see what there is."
            }
            Self::TooLong => {
                "The list is too long to be counted while you wait. Save the segment, then POST its runs."
            }
            other => return other.to_string(),
        };
        detail.to_owned()
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) => faults.clone(),
            _ => Vec::new(),
        }
    }

    fn current(&self) -> Option<Value> {
        match self {
            Self::Stale(current) => as_current(current.as_deref()),
            _ => None,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Segments {
    segments: Vec<SegmentView>,
}

/// `GET /stores/{store}/segments`.
async fn list(Shop(store): Shop) -> Json<Segments> {
    Json(Segments { segments: segments::list(&store) })
}

/// `GET /stores/{store}/segments/{key}`.
async fn show(Shop(store): Shop, Key(key): Key) -> Result<Versioned<SegmentView>, ProblemDetails> {
    let segment = segments::show(&store, &key)?;
    Ok(Versioned(segment.version, segment))
}

/// `POST /stores/{store}/segments`.
async fn create(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(new): JsonBody<SegmentEdit>,
) -> Result<(StatusCode, Versioned<Effective<SegmentView>>), ProblemDetails> {
    let change = segments::create(&app, &author, &store, new).await?;
    Ok((StatusCode::CREATED, Versioned(change.outcome.version, change)))
}

/// `PUT /stores/{store}/segments/{key}`.
async fn edit(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
    JsonBody(edit): JsonBody<SegmentEdit>,
) -> Result<Versioned<Effective<SegmentView>>, ProblemDetails> {
    let change = segments::edit(&app, &author, &store, &key, edit).await?;
    Ok(Versioned(change.outcome.version, change))
}

/// `DELETE /stores/{store}/segments/{key}`.
async fn delete(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<StatusCode, ProblemDetails> {
    segments::delete(&app, &author, &store, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/segments/count` with `{"condition": {..}}`.
async fn count(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(counting): JsonBody<Counting>,
) -> Result<Json<CountView>, ProblemDetails> {
    Ok(Json(count::count(&app, &store, &counting.condition).await?))
}

/// `POST /stores/{store}/segments/{key}/runs`.
async fn start_run(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<(StatusCode, Json<RunView>), ProblemDetails> {
    Ok((StatusCode::ACCEPTED, Json(runs::start(&app, &store, &key).await?)))
}

/// `GET /stores/{store}/runs/{key}`.
async fn show_run(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Json<RunView>, ProblemDetails> {
    Ok(Json(runs::show(&app, &store, &key).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    cursor: Option<Cursor>,
    format: Option<Format>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Members {
    members: Vec<SubscriberView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/segments/{key}/members?cursor&format`.
async fn list_members(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ProblemDetails> {
    let from = wanted.cursor.as_ref();
    let page = |span| members::list(&app, &store, &key, from, span);
    Ok(match wanted.format.unwrap_or_else(|| Format::accepted(&headers)) {
        Format::Json => {
            let page = page(Span::LIST).await?;
            let members = page.items.into_iter().map(SubscriberView::from).collect();
            Json(Members { members, next_cursor: page.next }).into_response()
        }
        Format::Csv => {
            let (page, name) = (page(Span::EXPORT).await?, format!("{}-{key}.csv", store.settings.id));
            csv::part(&name, members::table(&page, from.is_none()), "format=csv&", page.next.as_ref())
        }
    })
}

#[cfg(test)]
mod tests;
