//! Twilio.

mod admission;
mod deactivations;
mod messages;
mod refusal;
mod signature;
mod webhook;

use std::sync::Arc;

use aws_types::SdkConfig;
use rechime_platform::{environment::Environment, http, secrets};

pub use self::admission::TwilioWebhooks;
use self::{deactivations::Deactivations, messages::Messages};
use super::{Provider, SetupError};

/// Twilio, as the environment says. Its auth token is read once, when the process starts.
pub(super) async fn provider(
    sdk_config: &SdkConfig,
    environment: &Environment,
) -> Result<Provider, SetupError> {
    let (account, sender) =
        (environment.required("TWILIO_ACCOUNT_SID")?, environment.required("SMS_ORIGINATION_IDENTITY")?);
    let (api_url, messaging_url) =
        (environment.required("TWILIO_API_URL")?, environment.required("TWILIO_MESSAGING_URL")?);
    let public_url = environment.required("PUBLIC_URL")?;
    let token = secrets::parameter(sdk_config, environment.required("TWILIO_TOKEN_PARAMETER")?).await?;
    let http = http::client()?;
    let messages = Messages::new(http.clone(), api_url, account, token.clone(), sender);
    Ok(Provider {
        sender: Arc::new(messages.with_receipts_at(public_url)),
        number_lists: Some(Arc::new(Deactivations::new(http, messaging_url, account, token.clone()))),
        webhooks: Some(Arc::new(TwilioWebhooks::new(token, public_url))),
    })
}
