//! What lets a store hear from Shopify: the secret its customer webhooks are signed with.

use axum::{Json, extract::State, http::StatusCode, routing::MethodRouter};
use rechime_platform::secrets::RechargeSecrets;
use rechime_shopify::{TOPICS, webhook_url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::StoresError;
use crate::{
    app::App,
    extract::JsonBody,
    problem::{FieldError, Problem},
    shop::Shop,
};

/// `GET`, `PUT` and `DELETE /stores/{store}/shopify`.
pub(super) fn route() -> MethodRouter<App> {
    MethodRouter::new().get(show).put(keep).delete(forget)
}

/// What to enter in Shopify, and whether its secret is known here. Never the secret.
#[derive(Serialize)]
struct Hearing {
    has_webhook_secret: bool,
    webhook_url: Option<String>,
    topics: [&'static str; 3],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    webhook_secret: SecretString,
}

async fn show(State(app): State<App>, shop: Shop) -> Result<Json<Hearing>, Problem> {
    let secrets = app.secrets.get(shop.id()).await.map_err(StoresError::from)?;
    Ok(Json(hearing(&app, &shop, secrets.as_deref())))
}

/// Keeps the secret with the store's others; the one before it counts no more, as in Shopify.
async fn keep(
    State(app): State<App>,
    shop: Shop,
    JsonBody(wanted): JsonBody<Wanted>,
) -> Result<Json<Hearing>, Problem> {
    let pasted = wanted.webhook_secret.expose_secret().trim();
    if pasted.is_empty() {
        let detail = "paste the secret that Shopify signs webhooks with: Settings > Notifications > Webhooks";
        return Err(StoresError::Invalid(vec![FieldError::new("webhook_secret", detail)]).into());
    }
    let kept = change(&app, &shop, Some(pasted.into())).await?;
    Ok(Json(hearing(&app, &shop, Some(&kept))))
}

/// May be repeated. Consent that Shopify told of stays.
async fn forget(State(app): State<App>, shop: Shop) -> Result<StatusCode, Problem> {
    match change(&app, &shop, None).await {
        Ok(_) | Err(StoresError::NotConnected) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}

async fn change(
    app: &App,
    shop: &Shop,
    shopify_secret: Option<SecretString>,
) -> Result<RechargeSecrets, StoresError> {
    let known = app.secrets.get(shop.id()).await?.ok_or(StoresError::NotConnected)?;
    let changed = RechargeSecrets { shopify_secret, ..RechargeSecrets::clone(&known) };
    app.secrets.put(shop.id(), &changed).await?;
    Ok(changed)
}

fn hearing(app: &App, shop: &Shop, secrets: Option<&RechargeSecrets>) -> Hearing {
    Hearing {
        has_webhook_secret: secrets.is_some_and(|secrets| secrets.shopify_secret.is_some()),
        webhook_url: secrets.map(|secrets| webhook_url(&app.public_url, shop.id(), &secrets.path_key)),
        topics: TOPICS,
    }
}
