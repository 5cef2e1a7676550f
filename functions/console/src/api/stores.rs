//! Stores: connected, listed, shown, changed.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::FieldFault;
use rechime_recharge::client::ApiError;
use rechime_store::api_keys::Scope;
use serde::Serialize;
use serde_json::Value;

use super::{
    caller::Caller,
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError, as_current},
    routes::{ADMIN_KEY, READ, Routes, WRITE_SETTINGS},
    versioned::Versioned,
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        effective::Effective,
        stores::{
            self, StoresError,
            connect::{Connected, Connecting, connect},
            disconnect::{Disconnected, disconnect},
            settings::{self, SettingsEdit},
            shopify::{self, ShopifySecret, ShopifyWebhooks},
            view::{StoreDetail, StoreLine},
        },
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/stores", ADMIN_KEY, list)
        .post("/stores", ADMIN_KEY, post_store)
        .get("/stores/{store}", READ, show)
        .patch("/stores/{store}", WRITE_SETTINGS, change)
}

pub(super) fn routes_of_a_store() -> Routes {
    Routes::default()
        .post("/disconnect", ADMIN_KEY, post_disconnect)
        .get("/shopify", WRITE_SETTINGS, show_shopify)
        .put("/shopify", WRITE_SETTINGS, put_shopify)
        .delete("/shopify", WRITE_SETTINGS, delete_shopify)
}

impl RouteError for StoresError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OtherKey | Self::NotConnected => StatusCode::CONFLICT,
            Self::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Self::Invalid(_)
            | Self::MissingPermissions(_)
            | Self::Recharge(ApiError::Forbidden | ApiError::PaymentRequired) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Recharge(_) => StatusCode::BAD_GATEWAY,
            Self::Secrets(_) | Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn detail(&self) -> String {
        let detail = match self {
            Self::NotFound => {
                "There is no such store. GET /api/v1/stores lists them; POST /api/v1/stores connects one."
            }
            Self::Invalid(_) | Self::MissingPermissions(_) => {
                "Correct what `errors` lists, then send it again. Nothing was saved."
            }
            Self::OtherKey => {
                "This store is connected with another API key. To put the new one in its place, send the same again \
                 with `\"replace_key\": true`."
            }
            Self::NotConnected => {
                "The store is not connected to Recharge. Connect it by POST /api/v1/stores, then send the same again."
            }
            Self::Stale(_) => {
                "Somebody else changed these settings. Apply your change to `current`, and send it again with that version."
            }
            Self::Recharge(error) => {
                return format!("{error} Send the same again afterwards: what is done already is kept.");
            }
            Self::Secrets(_) | Self::Random(_) | Self::Store(_) => return self.to_string(),
        };
        detail.to_owned()
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) => faults.clone(),
            Self::MissingPermissions(missing) => {
                missing.iter().map(|permission| permission.fault()).collect()
            }
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
pub(super) struct Stores {
    stores: Vec<StoreLine>,
}

/// `GET /stores`.
async fn list(State(app): State<App>) -> Result<Json<Stores>, ProblemDetails> {
    Ok(Json(Stores { stores: stores::list(&app).await? }))
}

/// `POST /stores`: 201 for a new store, 200 for one that is completed or kept.
async fn post_store(
    State(app): State<App>,
    author: Author,
    JsonBody(wanted): JsonBody<Connecting>,
) -> Result<(StatusCode, Json<Effective<Connected>>), ProblemDetails> {
    let connected = connect(&app, &author, wanted).await?;
    let status = if connected.outcome.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(connected)))
}

/// `POST /stores/{store}/disconnect`, which may be repeated.
async fn post_disconnect(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
) -> Result<Json<Effective<Disconnected>>, ProblemDetails> {
    Ok(Json(disconnect(&app, &author, &store).await?))
}

/// `GET /stores/{store}`. The webhook address holds the path key, so that a key that may only read does not get it.
async fn show(
    State(app): State<App>,
    caller: Caller,
    Shop(store): Shop,
) -> Result<Versioned<StoreDetail>, ProblemDetails> {
    let mut detail = stores::show(&app, &store).await?;
    detail.webhook_url = detail.webhook_url.filter(|_| caller.holds(Scope::WriteSettings));
    Ok(Versioned(detail.store.settings.version, detail))
}

/// `PATCH /stores/{store}`.
async fn change(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(edit): JsonBody<SettingsEdit>,
) -> Result<Versioned<Effective<StoreDetail>>, ProblemDetails> {
    let edited = settings::edit(&app, &author, &store, edit).await?;
    Ok(Versioned(edited.outcome.store.settings.version, edited))
}

/// `GET /stores/{store}/shopify`.
async fn show_shopify(State(app): State<App>, shop: Shop) -> Result<Json<ShopifyWebhooks>, ProblemDetails> {
    Ok(Json(shopify::show(&app, shop.id()).await?))
}

/// `PUT /stores/{store}/shopify`.
async fn put_shopify(
    State(app): State<App>,
    author: Author,
    shop: Shop,
    JsonBody(secret): JsonBody<ShopifySecret>,
) -> Result<Json<Effective<ShopifyWebhooks>>, ProblemDetails> {
    Ok(Json(shopify::put_secret(&app, &author, shop.id(), &secret).await?))
}

/// `DELETE /stores/{store}/shopify`.
async fn delete_shopify(
    State(app): State<App>,
    author: Author,
    shop: Shop,
) -> Result<StatusCode, ProblemDetails> {
    shopify::delete_secret(&app, &author, shop.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
