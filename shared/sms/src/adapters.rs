//! The SMS providers that a deployment can choose from, and what each of them brings.

mod aws;
mod twilio;

use std::sync::Arc;

use aws_types::SdkConfig;
use rechime_platform::{
    environment::{Environment, EnvironmentError},
    http::HttpError,
    secrets::SecretsError,
};

pub use self::twilio::TwilioWebhooks;
use crate::{
    deactivated_numbers::NumberLists, feedback::Feedback, provider::SmsProvider, webhooks::ProviderWebhooks,
};

/// All that one provider brings.
pub struct Provider {
    /// Sends texts.
    pub sender: Arc<dyn SmsProvider>,
    /// Takes its calls over HTTP; `None` where it makes none.
    pub webhooks: Option<Arc<dyn ProviderWebhooks>>,
    /// Its lists of deactivated numbers; `None` where it has none.
    pub number_lists: Option<Arc<dyn NumberLists>>,
}

/// Why there is no provider.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The template did not say enough.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// The provider's secret is not where it should be.
    #[error(transparent)]
    Secret(#[from] SecretsError),
    /// There is no HTTP client.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// The provider named by the template's `SmsProvider` parameter.
pub async fn from_environment(
    sdk_config: &SdkConfig,
    environment: &Environment,
) -> Result<Provider, SetupError> {
    match environment.required("SMS_PROVIDER")? {
        "aws" => Ok(aws::provider(sdk_config, environment)),
        "twilio" => twilio::provider(sdk_config, environment).await,
        _ => Err(EnvironmentError::invalid("SMS_PROVIDER", "the template allows `aws` and `twilio`").into()),
    }
}

/// Reads a message of the `feedback` queue: one of ours, which names its version in `type`, or what AWS published there
/// itself. That is read whichever provider is used now: receipts still come after the deployment chose another one.
/// `None` where it tells nothing new.
pub fn read_feedback(message: &str) -> Result<Option<Feedback>, serde_json::Error> {
    let value: serde_json::Value = serde_json::from_str(message)?;
    if value.get("type").is_some() { serde_json::from_value(value).map(Some) } else { aws::feedback(message) }
}

#[cfg(test)]
mod tests;
