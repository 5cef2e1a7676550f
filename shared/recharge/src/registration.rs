//! The webhooks that a connected store needs: their URLs, their registration, their end.

use rechime_domain::ids::StoreId;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    client::{ApiError, RechargeApi, Webhook},
    topic::{self, HandledTopic},
};

/// What registering did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// Topics whose webhooks are new.
    pub created: Vec<HandledTopic>,
    /// Webhooks that were there.
    pub kept: usize,
}

impl Registration {
    /// How many webhooks there are now.
    #[must_use]
    pub const fn webhooks(&self) -> usize {
        self.created.len() + self.kept
    }
}

/// What deleting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deletion {
    /// Webhooks that are gone.
    pub deleted: usize,
    /// Why others may be left, where something went wrong.
    pub error: Option<ApiError>,
}

/// Where Recharge sends a store's events, up to and excluding `/{resource}/{action}`. `public_url` is the HTTP API's
/// URL, without a slash at its end.
#[must_use]
pub fn webhook_url(public_url: &str, store: &StoreId, path_key: &SecretString) -> String {
    format!("{}{}", webhook_urls_of(public_url, store), path_key.expose_secret())
}

/// Registers what is missing of the topics that the token's scopes allow, each at `{base_url}/{resource}/{action}`:
/// a webhook's topic is in no documented header, so it must be in its path.
///
/// May be called at any time, and again after an error: Recharge deletes a webhook that failed for 48 hours.
pub async fn register_webhooks(
    api: &dyn RechargeApi,
    token: &SecretString,
    base_url: &str,
    scopes: &[String],
) -> Result<Registration, ApiError> {
    let existing = api.list_webhooks(token).await?;
    let mut registration = Registration::default();
    for topic in topic::registered_for(scopes) {
        let url = format!("{}/{}", base_url.trim_end_matches('/'), topic.key());
        let is_there = existing.iter().any(|webhook| webhook.topic == topic.key() && webhook.url == url);
        if is_there || !create(api, token, &url, topic).await? {
            registration.kept += 1;
        } else {
            registration.created.push(topic);
        }
    }
    Ok(registration)
}

/// The webhooks of a token that come to a store of this installation, with whatever key: a token may serve other
/// applications too, even another installation of this one.
pub async fn webhooks_of(
    api: &dyn RechargeApi,
    token: &SecretString,
    public_url: &str,
    store: &StoreId,
) -> Result<Vec<Webhook>, ApiError> {
    let ours = webhook_urls_of(public_url, store);
    let all = api.list_webhooks(token).await?;
    Ok(all.into_iter().filter(|webhook| webhook.url.starts_with(&ours)).collect())
}

/// Deletes webhooks as far as Recharge lets us, and stops at the first that it does not.
pub async fn delete_webhooks(
    api: &dyn RechargeApi,
    token: &SecretString,
    webhooks: impl IntoIterator<Item = Webhook>,
) -> Deletion {
    let mut deletion = Deletion::default();
    for webhook in webhooks {
        match api.delete_webhook(token, &webhook.id).await {
            Ok(()) => deletion.deleted += 1,
            Err(error) => return Deletion { error: Some(error), ..deletion },
        }
    }
    deletion
}

/// What all webhook URLs of a store begin with.
fn webhook_urls_of(public_url: &str, store: &StoreId) -> String {
    format!("{public_url}/webhooks/recharge/{store}/")
}

/// Whether the webhook is new; somebody else may have registered it a moment ago.
async fn create(
    api: &dyn RechargeApi,
    token: &SecretString,
    url: &str,
    topic: HandledTopic,
) -> Result<bool, ApiError> {
    match api.create_webhook(token, url, topic).await {
        Ok(_) => Ok(true),
        Err(error) if error.says_already_exists() => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
