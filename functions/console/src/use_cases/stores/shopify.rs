//! What lets a store hear from Shopify: the secret its customer webhooks are signed with.

use rechime_domain::ids::StoreId;
use rechime_platform::secrets::RechargeSecrets;
use rechime_shopify::{TOPICS, webhook_url};
use rechime_store::audit::AuditAction;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{StoresError, pasted::pasted};
use crate::{
    app::App,
    use_cases::{audit, author::Author, effective::Effective},
};

/// What to enter in Shopify, and whether its secret is known here. Never the secret.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ShopifyWebhooks {
    pub(crate) has_webhook_secret: bool,
    pub(crate) webhook_url: Option<String>,
    #[cfg_attr(test, schema(value_type = Vec<String>))]
    pub(crate) topics: [&'static str; 3],
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopifySecret {
    #[cfg_attr(test, schema(value_type = String))]
    pub(crate) webhook_secret: SecretString,
}

pub(crate) async fn show(app: &App, store: &StoreId) -> Result<ShopifyWebhooks, StoresError> {
    let secrets = app.secrets.get(store).await?;
    Ok(webhooks(app, store, secrets.as_deref()))
}

/// Keeps the secret with the store's others. The one before it counts no more once the change is effective.
pub(crate) async fn put_secret(
    app: &App,
    author: &Author,
    store: &StoreId,
    secret: &ShopifySecret,
) -> Result<Effective<ShopifyWebhooks>, StoresError> {
    let secret = pasted("webhook_secret", Some(&secret.webhook_secret))?.ok_or_else(no_secret)?;
    let kept = replace(app, store, Some(secret)).await?;
    audit::record(app, store, &author.entry(app, AuditAction::PutShopifySecret, Vec::new())).await;
    Ok(Effective::saved_secrets(app, webhooks(app, store, Some(&kept))))
}

fn no_secret() -> StoresError {
    let detail = "paste the secret that Shopify signs webhooks with: Settings > Notifications > Webhooks";
    StoresError::of_field("webhook_secret", detail)
}

/// May be repeated. Consent that Shopify told of stays.
pub(crate) async fn delete_secret(app: &App, author: &Author, store: &StoreId) -> Result<(), StoresError> {
    match replace(app, store, None).await {
        Ok(_) => {
            audit::record(app, store, &author.entry(app, AuditAction::DeleteShopifySecret, Vec::new())).await;
            Ok(())
        }
        Err(StoresError::NotConnected) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn replace(
    app: &App,
    store: &StoreId,
    shopify_secret: Option<SecretString>,
) -> Result<RechargeSecrets, StoresError> {
    let known = app.secrets.get(store).await?.ok_or(StoresError::NotConnected)?;
    let changed = RechargeSecrets { shopify_secret, ..RechargeSecrets::clone(&known) };
    app.secrets.put(store, &changed).await?;
    Ok(changed)
}

fn webhooks(app: &App, store: &StoreId, secrets: Option<&RechargeSecrets>) -> ShopifyWebhooks {
    ShopifyWebhooks {
        has_webhook_secret: secrets.is_some_and(|secrets| secrets.shopify_secret.is_some()),
        webhook_url: secrets.map(|secrets| webhook_url(&app.public_url, store, &secrets.path_key)),
        topics: TOPICS,
    }
}
