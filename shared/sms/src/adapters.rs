//! The SMS providers that a deployment and its stores can choose from, and what each of them brings.

mod aws;
mod check;
mod senders;
mod twilio;

use std::sync::Arc;

use rechime_domain::sender::SenderPathKey;
use rechime_platform::{
    aws::AwsConfig,
    environment::{Environment, EnvironmentError},
    http::HttpError,
    installation_sender::installation_sender,
    secrets::{self, CachedSenderSecrets, SecretsError, SenderSecret, SenderSecrets, SsmSenderSecrets},
};
use secrecy::{ExposeSecret, SecretString};

use self::{aws::AwsSms, senders::Senders, twilio::Twilio};
pub use self::{check::sender_check, twilio::TwilioWebhooks};
use crate::{
    deactivated_numbers::NumberLists, feedback::Feedback, provider::SmsProvider, webhooks::ProviderWebhooks,
};

/// All that the providers bring.
pub struct Provider {
    /// Sends each text from its store's sender.
    pub sender: Arc<dyn SmsProvider>,
    /// Takes their calls over HTTP.
    pub webhooks: Arc<dyn ProviderWebhooks>,
    /// The lists of deactivated numbers of the installation's own provider; `None` where it has none.
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

/// The installation's own sender by the template's parameters, and those that stores have besides. Twilio's auth token of
/// the former is read once, when the process starts; of the latter when it is needed.
pub async fn from_environment(
    aws_config: &AwsConfig,
    environment: &Environment,
    installation_key: &SecretString,
) -> Result<Provider, SetupError> {
    let own = installation_sender(environment)?;
    let key = SenderPathKey::new(installation_key.expose_secret().as_bytes());
    let twilio = Arc::new(Twilio::new(environment, key.clone())?);
    let own_secret = match &own.account {
        Some(account) => {
            let name = environment.required("TWILIO_TOKEN_PARAMETER")?;
            let token = secrets::parameter(aws_config, name).await?;
            Some(Arc::new(SenderSecret { account: account.clone(), token }))
        }
        None => None,
    };
    let number_lists = own_secret.as_ref().map(|secret| twilio.number_lists(secret)).transpose()?;
    let secrets: Arc<dyn SenderSecrets> =
        Arc::new(CachedSenderSecrets::new(SsmSenderSecrets::from_environment(aws_config, environment)?));
    let webhooks =
        TwilioWebhooks::new(own_secret.clone(), secrets.clone(), key, environment.required("PUBLIC_URL")?);
    let aws = AwsSms::new(aws_config, None, environment.optional("SMS_CONFIGURATION_SET"));
    let sender = Arc::new(Senders { own, own_secret, secrets, twilio, aws });
    Ok(Provider { sender, webhooks: Arc::new(webhooks), number_lists })
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
