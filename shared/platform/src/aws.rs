//! AWS clients.

use std::{env, time::Duration};

use aws_config::{AppName, BehaviorVersion, SdkConfig, timeout::TimeoutConfig};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};

/// How long an operation may take with all its attempts, unless a function says otherwise: less than the
/// 10 s of the functions that read queues.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(7);

/// When an idle connection is closed. A function sleeps between invocations, and the other side may hang up meanwhile.
/// A request on such a connection has no answer; for a text that cannot be repaired.
pub(crate) const IDLE_CONNECTION: Duration = Duration::from_secs(20);

/// The configuration that every AWS client of this process is made from.
///
/// Endpoint, region and credentials come from the environment (`AWS_ENDPOINT_URL` too, in the local stack).
pub async fn sdk_config() -> SdkConfig {
    sdk_config_within(OPERATION_TIMEOUT).await
}

/// [`sdk_config`] for a function that has less time: no operation takes longer than `limit`, and an attempt that
/// hangs leaves time for one more.
pub async fn sdk_config_within(limit: Duration) -> SdkConfig {
    let timeouts =
        TimeoutConfig::builder().operation_timeout(limit).operation_attempt_timeout(limit / 2).build();
    // Without this each service client would read the machine's certificates again and build its own TLS.
    let https = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .pool_idle_timeout(IDLE_CONNECTION)
        .build_https();
    // Pinned: a newer version changes retries and timeouts.
    let loader =
        aws_config::defaults(BehaviorVersion::v2026_01_12()).timeout_config(timeouts).http_client(https);
    match env::var("AWS_LAMBDA_FUNCTION_NAME").ok().and_then(|function| app_name(&function)) {
        Some(name) => loader.app_name(name).load().await,
        None => loader.load().await,
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

    #[test]
    fn a_function_is_named_in_letters_that_a_header_can_carry() {
        let named = |function| app_name(function).map(|name| name.to_string());
        assert_eq!(named("rechime-prod-console").as_deref(), Some("rechime-prod-console"));
        assert_eq!(named("shop (test)/é").as_deref(), Some("shop--test---"));
        assert_eq!(named(""), None);
    }

    #[tokio::test]
    async fn no_operation_outlives_its_function() {
        let sdk_config = sdk_config_within(Duration::from_secs(3)).await;
        let timeouts = sdk_config.timeout_config().unwrap();
        assert_eq!(timeouts.operation_timeout(), Some(Duration::from_secs(3)));
        assert_eq!(timeouts.operation_attempt_timeout(), Some(Duration::from_millis(1500)));
        assert!(sdk_config.http_client().is_some());
    }
}
