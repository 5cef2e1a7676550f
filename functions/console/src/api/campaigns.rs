//! The campaigns of a store.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::{campaign::edit::CampaignEdit, flow::edit::FieldFault};
use rechime_store::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
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
        campaigns::{
            self, CampaignError,
            estimate::{self, Estimate},
            view::{CampaignView, FullCampaignView},
        },
        effective::Effective,
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/campaigns", READ, list)
        .post("/campaigns", WRITE_FLOWS, create)
        .get("/campaigns/{key}", READ, show)
        .put("/campaigns/{key}", WRITE_FLOWS, edit)
        .delete("/campaigns/{key}", WRITE_FLOWS, delete)
        .post("/campaigns/{key}/estimate", READ, estimate)
        .post("/campaigns/{key}/launch", WRITE_FLOWS, launch)
        .post("/campaigns/{key}/cancel", WRITE_FLOWS, cancel)
}

impl RouteError for CampaignError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Self::NotDraft | Self::NotLaunched | Self::Done | Self::SegmentGone | Self::TooLong => {
                StatusCode::CONFLICT
            }
            Self::Random(_) | Self::Queue(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        let detail = match self {
            Self::NotFound => "There is no such campaign. GET the store's campaigns to see their keys.",
            Self::Invalid(_) => "Correct what `errors` lists, then send it again. Nothing was saved.",
            Self::NotDraft => {
                "This campaign was launched, so it stays as it is. POST another one to the store's campaigns."
            }
            Self::NotLaunched => "This campaign was not launched yet. DELETE it instead.",
            Self::SegmentGone => {
                "The segment of this campaign was deleted. PUT the campaign with another segment, then send this again."
            }
            Self::Stale(Some(_)) => {
                "Somebody else changed this campaign. Look at `current`, and send your request again with that version."
            }
            Self::Stale(None) => {
                "Somebody else deleted this campaign. GET the store's campaigns to see what there is."
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    cursor: Option<Cursor>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Campaigns {
    campaigns: Vec<CampaignView>,
    next_cursor: Option<Cursor>,
}

/// `GET /stores/{store}/campaigns?cursor`.
async fn list(
    State(app): State<App>,
    Shop(store): Shop,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Campaigns>, ProblemDetails> {
    let page = campaigns::list(&app, &store, wanted.cursor.as_ref()).await?;
    Ok(Json(Campaigns { campaigns: page.items, next_cursor: page.next }))
}

/// `GET /stores/{store}/campaigns/{key}`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Versioned<FullCampaignView>, ProblemDetails> {
    let shown = campaigns::show(&app, &store, &key).await?;
    Ok(Versioned(shown.campaign.version, shown))
}

/// `POST /stores/{store}/campaigns`.
async fn create(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(new): JsonBody<CampaignEdit>,
) -> Result<(StatusCode, Versioned<Effective<CampaignView>>), ProblemDetails> {
    let change = campaigns::create(&app, &author, &store, new).await?;
    Ok((StatusCode::CREATED, Versioned(change.outcome.version, change)))
}

/// `PUT /stores/{store}/campaigns/{key}`.
async fn edit(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
    JsonBody(edit): JsonBody<CampaignEdit>,
) -> Result<Versioned<Effective<CampaignView>>, ProblemDetails> {
    let change = campaigns::edit(&app, &author, &store, &key, edit).await?;
    Ok(Versioned(change.outcome.version, change))
}

/// `DELETE /stores/{store}/campaigns/{key}`.
async fn delete(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<StatusCode, ProblemDetails> {
    campaigns::delete(&app, &author, &store, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /stores/{store}/campaigns/{key}/estimate`.
async fn estimate(
    State(app): State<App>,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Json<Estimate>, ProblemDetails> {
    Ok(Json(estimate::estimate(&app, &store, &key).await?))
}

/// `POST /stores/{store}/campaigns/{key}/launch`.
async fn launch(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<(StatusCode, Versioned<Effective<FullCampaignView>>), ProblemDetails> {
    let change = campaigns::launch(&app, &author, &store, &key).await?;
    Ok((StatusCode::ACCEPTED, Versioned(change.outcome.campaign.version, change)))
}

/// `POST /stores/{store}/campaigns/{key}/cancel`.
async fn cancel(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    Key(key): Key,
) -> Result<Versioned<Effective<FullCampaignView>>, ProblemDetails> {
    let change = campaigns::cancel(&app, &author, &store, &key).await?;
    Ok(Versioned(change.outcome.campaign.version, change))
}

#[cfg(test)]
mod tests;
