//! Which SMS provider the deployment uses.

use std::sync::Arc;

use aws_config::SdkConfig;
use lambda_runtime::Error;
use rechime_platform::{http, secrets, settings::Settings};
use rechime_sms::{aws::AwsSms, provider::SmsProvider, twilio::Twilio};

/// The provider named by the template's `SmsProvider` parameter.
pub(crate) async fn from_settings(
    config: &SdkConfig,
    settings: &Settings,
) -> Result<Arc<dyn SmsProvider>, Error> {
    let sender = settings.optional("SMS_ORIGINATION_IDENTITY").filter(|sender| !sender.is_empty());
    match settings.required("SMS_PROVIDER")? {
        "aws" => Ok(Arc::new(AwsSms::new(config, sender))),
        "twilio" => Ok(Arc::new(twilio(config, settings, sender).await?)),
        other => Err(format!("SMS_PROVIDER is `{other}`; the template allows `aws` and `twilio`").into()),
    }
}

async fn twilio(config: &SdkConfig, settings: &Settings, sender: Option<&str>) -> Result<Twilio, Error> {
    let sender = sender.ok_or("Twilio needs SmsOriginationIdentity: a number or a messaging service SID")?;
    let token = secrets::parameter(config, settings.required("TWILIO_TOKEN_PARAMETER")?).await?;
    let (url, account) = (settings.required("TWILIO_API_URL")?, settings.required("TWILIO_ACCOUNT_SID")?);
    Ok(Twilio::new(http::client()?, url, account, token, sender))
}
