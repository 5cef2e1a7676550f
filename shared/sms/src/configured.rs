//! Which SMS provider the deployment uses.

use std::{sync::Arc, time::Duration};

use aws_config::SdkConfig;
use rechime_platform::{
    http::{self, HttpError},
    secrets::{self, SecretsError},
    settings::{Settings, SettingsError},
};
use secrecy::SecretString;

use crate::{
    aws::AwsSms,
    given_up::NumberLists,
    provider::SmsProvider,
    twilio::{Twilio, deactivations::Deactivations},
};

/// A list is a file of some megabytes, and nobody waits for it.
const LONGEST_LIST: Duration = Duration::from_mins(1);

/// Why there is no provider.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The template did not say enough.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Twilio's auth token is not where it should be.
    #[error(transparent)]
    Token(#[from] SecretsError),
    /// There is no HTTP client.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// The provider named by the template's `SmsProvider` parameter.
pub async fn from_settings(
    config: &SdkConfig,
    settings: &Settings,
) -> Result<Arc<dyn SmsProvider>, SetupError> {
    match settings.required("SMS_PROVIDER")? {
        "aws" => {
            let sender = settings.optional("SMS_ORIGINATION_IDENTITY");
            Ok(Arc::new(AwsSms::new(config, sender, settings.optional("SMS_CONFIGURATION_SET"))))
        }
        "twilio" => Ok(Arc::new(twilio(config, settings).await?)),
        _ => Err(SettingsError::invalid("SMS_PROVIDER", "the template allows `aws` and `twilio`").into()),
    }
}

/// Twilio's auth token, by which its webhooks are checked; `None` where another provider is used.
pub async fn twilio_token(
    config: &SdkConfig,
    settings: &Settings,
) -> Result<Option<SecretString>, SetupError> {
    if settings.required("SMS_PROVIDER")? != "twilio" {
        return Ok(None);
    }
    Ok(Some(secrets::parameter(config, settings.required("TWILIO_TOKEN_PARAMETER")?).await?))
}

/// The lists of numbers that were given up; `None` where the provider has none, as AWS.
pub async fn number_lists(
    config: &SdkConfig,
    settings: &Settings,
) -> Result<Option<Arc<dyn NumberLists>>, SetupError> {
    let Some(token) = twilio_token(config, settings).await? else { return Ok(None) };
    let (url, account) =
        (settings.required("TWILIO_MESSAGING_URL")?, settings.required("TWILIO_ACCOUNT_SID")?);
    let http = http::client_within(LONGEST_LIST)?;
    Ok(Some(Arc::new(Deactivations::new(http, url, account, token))))
}

async fn twilio(config: &SdkConfig, settings: &Settings) -> Result<Twilio, SetupError> {
    let token = secrets::parameter(config, settings.required("TWILIO_TOKEN_PARAMETER")?).await?;
    let (url, account) = (settings.required("TWILIO_API_URL")?, settings.required("TWILIO_ACCOUNT_SID")?);
    let sender = settings.required("SMS_ORIGINATION_IDENTITY")?;
    let receipts = settings.required("PUBLIC_URL")?;
    Ok(Twilio::new(http::client()?, url, account, token, sender).with_receipts_at(receipts))
}
