//! The configuration that all AWS clients of a process share.

use std::{sync::Arc, time::Duration};

use super::{
    connections::Connections,
    roots,
    service::Service,
    signature::{Credentials, Signer},
};
use crate::environment::{Environment, EnvironmentError};

/// The configuration that all AWS clients of a process share, with their connections.
///
/// Endpoints, region and credentials come from the environment, as Lambda sets it (`AWS_ENDPOINT_URL` too, in the local
/// stack). The credentials outlive the process: Lambda starts another one before they expire.
#[derive(Clone, Debug)]
pub struct AwsConfig(pub(super) Arc<Shared>);

/// The one configuration behind all clones.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) signer: Signer,
    pub(super) limit: Duration,
    /// The `User-Agent`.
    pub(super) agent: String,
    pub(super) connections: Connections,
    region: String,
    environment: Environment,
}

impl AwsConfig {
    /// The configuration of clients of which no call takes longer than `limit`. An attempt that hangs leaves time for one
    /// more.
    pub fn new(environment: &Environment, limit: Duration) -> Result<Self, EnvironmentError> {
        let region = environment
            .optional("AWS_REGION")
            .map_or_else(|| environment.required("AWS_DEFAULT_REGION"), Ok)?
            .to_owned();
        Ok(Self(Arc::new(Shared {
            signer: Signer::new(credentials(environment)?, &region),
            limit,
            agent: agent(environment.optional("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default()),
            connections: Connections::trusting(roots::trusted(&region)),
            environment: environment.clone(),
            region,
        })))
    }

    /// Where a service is, without a slash at the end: `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL`, or AWS's own.
    pub(super) fn endpoint(&self, service: &Service) -> String {
        let Shared { environment, region, .. } = &*self.0;
        let of_service = environment.optional(&format!("AWS_ENDPOINT_URL_{}", service.variable));
        let set = of_service.or_else(|| environment.optional("AWS_ENDPOINT_URL"));
        set.map_or_else(|| service.endpoint(region), |url| url.trim_end_matches('/').to_owned())
    }
}

fn credentials(environment: &Environment) -> Result<Credentials, EnvironmentError> {
    Ok(Credentials {
        access_key_id: environment.required("AWS_ACCESS_KEY_ID")?.to_owned(),
        secret_access_key: environment.required("AWS_SECRET_ACCESS_KEY")?.into(),
        session_token: environment.optional("AWS_SESSION_TOKEN").map(Into::into),
    })
}

/// The `User-Agent`. It names the function (`app/rechime-prod-console`) in AWS's logs and for the test that compares calls
/// with permissions.
fn agent(function: &str) -> String {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let name: String = function.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
    format!("rechime/{} app/{name}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{SMS, SQS};

    const LIMIT: Duration = Duration::from_secs(3);

    fn environment(more: &[(&str, &str)]) -> Environment {
        let lambda =
            [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        lambda.iter().chain(more).copied().collect()
    }

    #[test]
    fn a_function_is_named_in_letters_that_a_header_can_carry() {
        let named = |function| agent(function).split_once(" app/").map(|(_, name)| name.to_owned());
        assert_eq!(named("rechime-prod-console").as_deref(), Some("rechime-prod-console"));
        assert_eq!(named("shop (test)/é").as_deref(), Some("shop--test---"));
    }

    #[test]
    fn what_lambda_sets_is_used_and_what_is_missing_is_named() {
        let set = [
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1/"),
            ("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "http://127.0.0.1:2"),
        ];
        let config = AwsConfig::new(&environment(&set), LIMIT).unwrap();
        assert_eq!(config.endpoint(&SMS), "http://127.0.0.1:2");
        assert_eq!(config.endpoint(&SQS), "http://127.0.0.1:1");
        let config = AwsConfig::new(&environment(&[("AWS_SESSION_TOKEN", "token")]), LIMIT).unwrap();
        assert_eq!(config.endpoint(&SQS), "https://sqs.eu-west-1.amazonaws.com");
        assert!(config.0.signer.credentials.session_token.is_some());
        let missing = AwsConfig::new(&Environment::default(), LIMIT).unwrap_err();
        assert!(missing.to_string().starts_with("AWS_DEFAULT_REGION is not set"), "{missing}");
    }

    #[test]
    fn no_secret_is_printed() {
        let config = AwsConfig::new(&environment(&[("AWS_SESSION_TOKEN", "token")]), LIMIT).unwrap();
        let printed = format!("{config:?}");
        assert!(!printed.contains("secret\"") && !printed.contains("token\""), "{printed}");
    }
}
