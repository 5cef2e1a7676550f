//! Looks at a sender at its provider.

use std::collections::BTreeSet;

use async_trait::async_trait;
use rechime_domain::{
    phone::PhoneNumber,
    sender::{ProviderName, Sender, SenderPathKey},
};
use rechime_platform::{
    aws::AwsConfig,
    environment::{Environment, EnvironmentError},
    secrets::SenderSecret,
};
use secrecy::{ExposeSecret, SecretString};

use super::{aws, twilio::Twilio};
use crate::sender_check::{CheckError, SenderCheck};

/// The providers, for looking at senders only.
struct Checks {
    aws_config: AwsConfig,
    twilio: Twilio,
}

/// What looks at senders, as the environment says.
pub fn sender_check(
    aws_config: &AwsConfig,
    environment: &Environment,
    installation_key: &SecretString,
) -> Result<impl SenderCheck + use<>, EnvironmentError> {
    let key = SenderPathKey::new(installation_key.expose_secret().as_bytes());
    Ok(Checks { aws_config: aws_config.clone(), twilio: Twilio::new(environment, key)? })
}

#[async_trait]
impl SenderCheck for Checks {
    async fn check(
        &self,
        sender: &Sender,
        secret: Option<&SenderSecret>,
    ) -> Result<BTreeSet<PhoneNumber>, CheckError> {
        match sender.provider {
            ProviderName::Aws => aws::check(&self.aws_config, sender).await,
            ProviderName::Twilio => self.twilio.check(sender, secret.ok_or(CheckError::Credentials)?).await,
        }
    }

    fn replies_url(&self, sender: &Sender) -> Option<String> {
        (sender.provider == ProviderName::Twilio).then(|| self.twilio.replies_url(sender))
    }
}
