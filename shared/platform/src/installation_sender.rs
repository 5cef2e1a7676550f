//! The installation's own sender, as the template's parameters describe it.

use std::num::NonZeroU32;

use rechime_domain::sender::{ProviderName, Sender};

use crate::environment::{Environment, EnvironmentError};

/// What stores without a sender of their own send from.
pub fn installation_sender(environment: &Environment) -> Result<Sender, EnvironmentError> {
    let provider = provider(environment.required("SMS_PROVIDER")?)?;
    let account = match provider {
        ProviderName::Aws => None,
        ProviderName::Twilio => Some(environment.required("TWILIO_ACCOUNT_SID")?.to_owned()),
    };
    let identity = match provider {
        ProviderName::Aws => environment.optional("SMS_ORIGINATION_IDENTITY"),
        ProviderName::Twilio => Some(environment.required("SMS_ORIGINATION_IDENTITY")?),
    };
    let rate: NonZeroU32 = environment.parsed("SEND_RATE_PER_SECOND")?;
    Ok(Sender::of_installation(provider, account, identity.map(ToOwned::to_owned), rate))
}

fn provider(key: &str) -> Result<ProviderName, EnvironmentError> {
    let named = ProviderName::ALL.into_iter().find(|provider| provider.key() == key);
    named.ok_or_else(|| EnvironmentError::invalid("SMS_PROVIDER", "the template allows `aws` and `twilio`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(provider: &str, identity: &str) -> Result<Sender, EnvironmentError> {
        let variables = [
            ("SMS_PROVIDER", provider),
            ("SMS_ORIGINATION_IDENTITY", identity),
            ("TWILIO_ACCOUNT_SID", "AC1"),
            ("SEND_RATE_PER_SECOND", "20"),
        ];
        installation_sender(&variables.into_iter().collect())
    }

    #[test]
    fn twilio_needs_a_number_and_aws_can_do_without() {
        let aws = sender("aws", "").unwrap();
        assert_eq!((aws.account, aws.identity, aws.parts_per_second.get()), (None, None, 20));
        let twilio = sender("twilio", "+18005551212").unwrap();
        assert_eq!(
            (twilio.account.as_deref(), twilio.identity.as_deref()),
            (Some("AC1"), Some("+18005551212"))
        );
        assert!(sender("twilio", "").is_err() && sender("telnyx", "").is_err());
    }
}
