//! AWS clients.

mod connections;
mod roots;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use aws_sdk_sqs::config::{
    AppName, BehaviorVersion, Credentials, Region, SharedCredentialsProvider, timeout::TimeoutConfig,
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::{
    SdkConfig,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};

use crate::environment::{Environment, EnvironmentError};

/// How long an operation may take with all its attempts, unless a function says otherwise: less than the
/// 10 s of the functions that read queues.
pub(crate) const OPERATION_TIMEOUT: Duration = Duration::from_secs(7);

/// When an idle connection is closed. A function sleeps between invocations, and the other side may hang up meanwhile.
/// A request on such a connection has no answer; for a text that cannot be repaired.
pub(crate) const IDLE_CONNECTION: Duration = Duration::from_secs(20);

/// The configuration that every AWS client of this process is made from: no operation takes longer than `limit`, and an
/// attempt that hangs leaves time for one more.
///
/// Endpoint, region and credentials come from the environment, as Lambda sets it (`AWS_ENDPOINT_URL` too, in the local
/// stack). The crate `aws-config` would look for them in profiles, web identities and instance metadata as well, and
/// links a client of STS for that.
pub fn sdk_config(environment: &Environment, limit: Duration) -> Result<SdkConfig, EnvironmentError> {
    let timeouts =
        TimeoutConfig::builder().operation_timeout(limit).operation_attempt_timeout(limit / 2).build();
    let region = region(environment)?;
    let http_client = http_client(&region);
    let mut builder = SdkConfig::builder()
        // Pinned: a newer version changes retries and timeouts.
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(region)
        .credentials_provider(SharedCredentialsProvider::new(credentials(environment)?))
        .timeout_config(timeouts)
        .http_client(http_client)
        .service_config(Endpoints(environment.clone()));
    builder.set_endpoint_url(environment.optional("AWS_ENDPOINT_URL").map(ToOwned::to_owned));
    builder.set_app_name(environment.optional("AWS_LAMBDA_FUNCTION_NAME").and_then(app_name));
    Ok(builder.build())
}

/// The HTTP client for AWS in a region. All clients of services share one, with its connections.
#[must_use]
pub fn http_client(region: &Region) -> SharedHttpClient {
    connections::client(roots::trusted(region.as_ref()))
}

/// A client that is made when it is first used. Making one reads where every AWS service is: half of what a call costs, and
/// many a process makes no call.
pub(crate) type OnFirstUse<C> = Arc<LazyLock<C, Box<dyn FnOnce() -> C + Send + Sync>>>;

/// A client for which `make` is called when it is first used.
pub(crate) fn on_first_use<C: 'static>(sdk_config: &SdkConfig, make: fn(&SdkConfig) -> C) -> OnFirstUse<C> {
    let sdk_config = sdk_config.clone();
    Arc::new(LazyLock::new(Box::new(move || make(&sdk_config))))
}

fn region(environment: &Environment) -> Result<Region, EnvironmentError> {
    let region =
        environment.optional("AWS_REGION").map_or_else(|| environment.required("AWS_DEFAULT_REGION"), Ok)?;
    Ok(Region::new(region.to_owned()))
}

/// Those of the function's role. They outlive the process: Lambda starts another one before they expire.
fn credentials(environment: &Environment) -> Result<Credentials, EnvironmentError> {
    let token = environment.optional("AWS_SESSION_TOKEN").map(ToOwned::to_owned);
    let key = environment.required("AWS_ACCESS_KEY_ID")?;
    Ok(Credentials::new(key, environment.required("AWS_SECRET_ACCESS_KEY")?, token, None, "environment"))
}

/// The endpoints of single services: `AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2`.
#[derive(Debug)]
struct Endpoints(Environment);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.optional(&format!("{}_{service}", key.env())).map(ToOwned::to_owned)
    }
}

/// The function's name for the User-Agent (`app/rechime-prod-console`). It names the caller of each call in AWS's logs and
/// for the test that compares calls with permissions.
fn app_name(function: &str) -> Option<AppName> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let name: String = function.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
    AppName::new(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(more: &[(&str, &str)]) -> Environment {
        let lambda =
            [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        lambda.iter().chain(more).copied().collect()
    }

    #[test]
    fn a_function_is_named_in_letters_that_a_header_can_carry() {
        let named = |function| app_name(function).map(|name| name.to_string());
        assert_eq!(named("rechime-prod-console").as_deref(), Some("rechime-prod-console"));
        assert_eq!(named("shop (test)/é").as_deref(), Some("shop--test---"));
        assert_eq!(named(""), None);
    }

    #[test]
    fn no_operation_outlives_its_function() {
        let sdk_config = sdk_config(&environment(&[]), Duration::from_secs(3)).unwrap();
        let timeouts = sdk_config.timeout_config().unwrap();
        assert_eq!(timeouts.operation_timeout(), Some(Duration::from_secs(3)));
        assert_eq!(timeouts.operation_attempt_timeout(), Some(Duration::from_millis(1500)));
        assert!(sdk_config.http_client().is_some());
    }

    #[test]
    fn what_lambda_sets_is_used_and_what_is_missing_is_named() {
        let set = [
            ("AWS_SESSION_TOKEN", "token"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "http://127.0.0.1:2"),
        ];
        let sdk_config = sdk_config(&environment(&set), OPERATION_TIMEOUT).unwrap();
        assert_eq!(sdk_config.region().unwrap().as_ref(), "eu-west-1");
        assert_eq!(sdk_config.endpoint_url(), Some("http://127.0.0.1:1"));
        let key = |service| {
            let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL");
            key.profile("endpoint_url").build().unwrap()
        };
        let endpoint = |service| sdk_config.service_config().unwrap().load_config(key(service));
        assert_eq!(endpoint("Pinpoint SMS Voice V2").as_deref(), Some("http://127.0.0.1:2"));
        assert_eq!(endpoint("SQS"), None);
        let missing = super::sdk_config(&Environment::default(), OPERATION_TIMEOUT).unwrap_err();
        assert!(missing.to_string().starts_with("AWS_DEFAULT_REGION is not set"), "{missing}");
    }
}
