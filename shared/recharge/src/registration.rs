//! The webhooks that a connected store needs.

use secrecy::SecretString;

use crate::{
    client::{ApiError, RechargeApi},
    topic::REGISTERED,
};

/// What registering did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// Webhooks that are new.
    pub created: usize,
    /// Webhooks that were there.
    pub kept: usize,
}

/// Registers what is missing of [`REGISTERED`], each topic at `{base_address}/{resource}/{action}`: a webhook's
/// topic is in no documented header, so it must be in its path.
///
/// May be called at any time, and again after an error: Recharge deletes a webhook that failed for 48 hours.
pub async fn register_webhooks(
    api: &dyn RechargeApi,
    token: &SecretString,
    base_address: &str,
) -> Result<Registration, ApiError> {
    let existing = api.webhooks(token).await?;
    let mut registration = Registration::default();
    for topic in REGISTERED {
        let address = format!("{}/{}", base_address.trim_end_matches('/'), topic.key());
        let is_there =
            existing.iter().any(|webhook| webhook.topic == topic.key() && webhook.address == address);
        if is_there || !create(api, token, &address, *topic).await? {
            registration.kept += 1;
        } else {
            registration.created += 1;
        }
    }
    Ok(registration)
}

/// Whether the webhook is new; somebody else may have registered it a moment ago.
async fn create(
    api: &dyn RechargeApi,
    token: &SecretString,
    address: &str,
    topic: crate::topic::HandledTopic,
) -> Result<bool, ApiError> {
    match api.create_webhook(token, address, topic).await {
        Ok(_) => Ok(true),
        Err(error) if error.says_already_exists() => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
