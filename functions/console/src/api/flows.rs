//! The flows of a store: what is sent, and whether.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::{FieldFault, FlowEdit};
use rechime_store::Cursor;
use serde::Serialize;
use serde_json::Value;

use super::{
    extract::{JsonBody, Position, Query},
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
        flows::{
            self, FlowError,
            activation::{self, Activated, Selection},
            further::{self, NewFlow},
            history::{self, FlowVersionView, Restoring},
            view::{FlowDetail, FlowView},
        },
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/flows", READ, list)
        .post("/flows", WRITE_FLOWS, create)
        .post("/flows/activate", WRITE_FLOWS, activate_several)
        .get("/flows/{key}", READ, show)
        .put("/flows/{key}", WRITE_FLOWS, edit)
        .delete("/flows/{key}", WRITE_FLOWS, delete)
        .post("/flows/{key}/reset", WRITE_FLOWS, reset)
        .post("/flows/{key}/activate", WRITE_FLOWS, activate)
        .post("/flows/{key}/deactivate", WRITE_FLOWS, deactivate)
        .get("/flows/{key}/history", READ, show_history)
        .post("/flows/{key}/restore", WRITE_FLOWS, restore)
}

impl RouteError for FlowError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoSuchVersion => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Self::IsDefault | Self::TooMany => StatusCode::CONFLICT,
            Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        let detail = match self {
            Self::NotFound => "There is no such flow. GET the store's flows to see their keys.",
            Self::Invalid(_) => "Correct what `errors` lists, then send the flow again. Nothing was saved.",
            Self::Stale(Some(_)) => {
                "Somebody else changed this flow. Apply your change to `current`, and send it again with that version."
            }
            Self::Stale(None) => {
                "Somebody else deleted this flow. GET the store's flows to see what there is."
            }
            Self::NoSuchVersion => {
                "This version was never saved. GET the flow's history to see its versions."
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

impl Versioned<FlowDetail> {
    fn of_flow(detail: FlowDetail) -> Self {
        Self(detail.flow.version, detail)
    }
}

impl Versioned<Effective<FlowDetail>> {
    fn of_change(change: Effective<FlowDetail>) -> Self {
        Self(change.outcome.flow.version, change)
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Flows {
    flows: Vec<FlowView>,
}

/// `GET /stores/{store}/flows`.
async fn list(Shop(store): Shop) -> Json<Flows> {
    Json(Flows { flows: flows::list(&store) })
}

/// `GET /stores/{store}/flows/{key}`.
async fn show(Shop(store): Shop, Key(key): Key) -> Result<Versioned<FlowDetail>, ProblemDetails> {
    Ok(Versioned::of_flow(flows::show(&store, &key)?))
}

/// `PUT /stores/{store}/flows/{key}`.
async fn edit(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
    JsonBody(edit): JsonBody<FlowEdit>,
) -> Result<Versioned<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Versioned::of_change(flows::edit(&app, &author, &store, &key, edit).await?))
}

/// `POST /stores/{store}/flows`.
async fn create(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(new): JsonBody<NewFlow>,
) -> Result<(StatusCode, Versioned<Effective<FlowDetail>>), ProblemDetails> {
    Ok((StatusCode::CREATED, Versioned::of_change(further::create(&app, &author, &store, new).await?)))
}

/// `DELETE /stores/{store}/flows/{key}`.
async fn delete(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<StatusCode, ProblemDetails> {
    further::delete(&app, &author, &store, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/flows/{key}/reset`.
async fn reset(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Versioned<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Versioned::of_change(further::reset(&app, &author, &store, &key).await?))
}

/// `POST /stores/{store}/flows/{key}/activate`.
async fn activate(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Versioned<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Versioned::of_change(activation::activate(&app, &author, &store, &key).await?))
}

/// `POST /stores/{store}/flows/{key}/deactivate`.
async fn deactivate(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Versioned<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Versioned::of_change(activation::deactivate(&app, &author, &store, &key).await?))
}

/// `POST /stores/{store}/flows/activate` with `{"flows": [keys]}`, or `{}` for all.
async fn activate_several(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(selection): JsonBody<Selection>,
) -> Result<Json<Effective<Activated>>, ProblemDetails> {
    Ok(Json(activation::activate_several(&app, &author, &store, selection).await?))
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct History {
    versions: Vec<FlowVersionView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/flows/{key}/history?cursor`.
async fn show_history(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
    Query(from): Query<Position>,
) -> Result<Json<History>, ProblemDetails> {
    let page = history::list(&app, &store, &key, from.cursor.as_ref()).await?;
    Ok(Json(History { versions: page.items, next_cursor: page.next }))
}

/// `POST /stores/{store}/flows/{key}/restore` with `{"version": n}`.
async fn restore(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
    JsonBody(restoring): JsonBody<Restoring>,
) -> Result<Versioned<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Versioned::of_change(history::restore(&app, &author, &store, &key, &restoring).await?))
}

#[cfg(test)]
mod tests;
