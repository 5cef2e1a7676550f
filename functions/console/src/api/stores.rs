//! Stores: connected, listed, shown, changed.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use rechime_domain::flow::edit::FieldFault;
use rechime_recharge::client::ApiError;
use serde::Serialize;

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
};
use crate::{
    app::App,
    use_cases::{
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

pub(super) fn routes() -> Router<App> {
    let shopify = get(show_shopify).put(put_shopify).delete(delete_shopify);
    Router::new()
        .route("/stores", get(list).post(post_store))
        .route("/stores/{store}", get(show).patch(change))
        .route("/stores/{store}/disconnect", post(post_disconnect))
        .route("/stores/{store}/shopify", shopify)
}

impl RouteError for StoresError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OtherKey | Self::NotConnected => StatusCode::CONFLICT,
            Self::Invalid(_) | Self::Recharge(ApiError::Forbidden | ApiError::PaymentRequired) => {
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
            Self::Invalid(_) => "Correct what `errors` lists, then send it again. Nothing was saved.",
            Self::OtherKey => {
                "This store is connected with another API key. To put the new one in its place, send the same again \
                 with `\"replace_key\": true`."
            }
            Self::NotConnected => {
                "The store is not connected to Recharge. Connect it by POST /api/v1/stores, then send the same again."
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
            _ => Vec::new(),
        }
    }
}

#[derive(Serialize)]
struct Stores {
    stores: Vec<StoreLine>,
}

/// `GET /stores`.
async fn list(State(app): State<App>) -> Result<Json<Stores>, ProblemDetails> {
    Ok(Json(Stores { stores: stores::list(&app).await? }))
}

/// `POST /stores`: 201 for a new store, 200 for one that is completed or kept.
async fn post_store(
    State(app): State<App>,
    JsonBody(wanted): JsonBody<Connecting>,
) -> Result<(StatusCode, Json<Effective<Connected>>), ProblemDetails> {
    let connected = connect(&app, wanted).await?;
    let status = if connected.outcome.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(connected)))
}

/// `POST /stores/{store}/disconnect`, which may be repeated.
async fn post_disconnect(
    State(app): State<App>,
    Shop(store): Shop,
) -> Result<Json<Effective<Disconnected>>, ProblemDetails> {
    Ok(Json(disconnect(&app, &store).await?))
}

/// `GET /stores/{store}`.
async fn show(State(app): State<App>, Shop(store): Shop) -> Result<Json<StoreDetail>, ProblemDetails> {
    Ok(Json(stores::show(&app, &store).await?))
}

/// `PATCH /stores/{store}`.
async fn change(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(edit): JsonBody<SettingsEdit>,
) -> Result<Json<Effective<StoreDetail>>, ProblemDetails> {
    Ok(Json(settings::edit(&app, &store, edit).await?))
}

/// `GET /stores/{store}/shopify`.
async fn show_shopify(State(app): State<App>, shop: Shop) -> Result<Json<ShopifyWebhooks>, ProblemDetails> {
    Ok(Json(shopify::show(&app, shop.id()).await?))
}

/// `PUT /stores/{store}/shopify`.
async fn put_shopify(
    State(app): State<App>,
    shop: Shop,
    JsonBody(secret): JsonBody<ShopifySecret>,
) -> Result<Json<Effective<ShopifyWebhooks>>, ProblemDetails> {
    Ok(Json(shopify::put_secret(&app, shop.id(), &secret).await?))
}

/// `DELETE /stores/{store}/shopify`.
async fn delete_shopify(State(app): State<App>, shop: Shop) -> Result<StatusCode, ProblemDetails> {
    shopify::delete_secret(&app, shop.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
