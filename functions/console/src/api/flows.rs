//! The flows of a store: what is sent, and whether.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rechime_domain::flow::edit::{FieldFault, FlowEdit};
use serde::Serialize;

use super::{
    extract::JsonBody,
    path::{Key, Shop},
    problem_details::{ProblemDetails, RouteError},
};
use crate::{
    app::App,
    use_cases::{
        effective::Effective,
        flows::{
            self, FlowError,
            activation::{self, Activated, Selection},
            further::{self, NewFlow},
            view::{FlowDetail, FlowView},
        },
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/flows", get(list).post(create))
        .route("/flows/activate", post(activate_several))
        .route("/flows/{key}", get(show).put(edit).delete(delete))
        .route("/flows/{key}/reset", post(reset))
        .route("/flows/{key}/activate", post(activate))
        .route("/flows/{key}/deactivate", post(deactivate))
}

impl RouteError for FlowError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale | Self::IsDefault | Self::TooMany => StatusCode::CONFLICT,
            Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        let detail = match self {
            Self::NotFound => "There is no such flow. GET the store's flows to see their keys.",
            Self::Invalid(_) => "Correct what `errors` lists, then send the flow again. Nothing was saved.",
            Self::Stale => {
                "Somebody else changed this flow. GET it, apply your change to that version, and send it again."
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
}

#[derive(Serialize)]
struct Flows {
    flows: Vec<FlowView>,
}

/// `GET /stores/{store}/flows`.
async fn list(Shop(store): Shop) -> Json<Flows> {
    Json(Flows { flows: flows::list(&store) })
}

/// `GET /stores/{store}/flows/{key}`.
async fn show(Shop(store): Shop, Key(key): Key) -> Result<Json<FlowDetail>, ProblemDetails> {
    Ok(Json(flows::show(&store, &key)?))
}

/// `PUT /stores/{store}/flows/{key}`.
async fn edit(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
    JsonBody(edit): JsonBody<FlowEdit>,
) -> Result<Json<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Json(flows::edit(&app, &store, &key, edit).await?))
}

/// `POST /stores/{store}/flows`.
async fn create(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(new): JsonBody<NewFlow>,
) -> Result<(StatusCode, Json<Effective<FlowDetail>>), ProblemDetails> {
    Ok((StatusCode::CREATED, Json(further::create(&app, &store, new).await?)))
}

/// `DELETE /stores/{store}/flows/{key}`.
async fn delete(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<StatusCode, ProblemDetails> {
    further::delete(&app, &store, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/flows/{key}/reset`.
async fn reset(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Json<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Json(further::reset(&app, &store, &key).await?))
}

/// `POST /stores/{store}/flows/{key}/activate`.
async fn activate(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Json<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Json(activation::activate(&app, &store, &key).await?))
}

/// `POST /stores/{store}/flows/{key}/deactivate`.
async fn deactivate(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Json<Effective<FlowDetail>>, ProblemDetails> {
    Ok(Json(activation::deactivate(&app, &store, &key).await?))
}

/// `POST /stores/{store}/flows/activate` with `{"flows": [keys]}`, or `{}` for all.
async fn activate_several(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(selection): JsonBody<Selection>,
) -> Result<Json<Effective<Activated>>, ProblemDetails> {
    Ok(Json(activation::activate_several(&app, &store, selection).await?))
}

#[cfg(test)]
mod tests;
