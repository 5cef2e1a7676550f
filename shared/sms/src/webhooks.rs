//! How a provider calls us over HTTP: the port, and what goes through it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use data_encoding::BASE64;
use serde::Deserialize;

use crate::feedback::Feedback;

/// Takes a provider's calls.
#[async_trait]
pub trait ProviderWebhooks: Send + Sync {
    /// What a call tells, if it is the provider's; `None` where that is nothing new. An address that was never given out is
    /// refused before anything is read or asked.
    async fn admit(&self, request: &HttpRequest) -> Result<Option<Feedback>, CallRefused>;

    /// What the provider is answered besides a status, whatever becomes of its call.
    fn answer_body(&self) -> AnswerBody;
}

/// What counts of a request in API Gateway's format 2.0:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRequest {
    /// The path.
    pub raw_path: String,
    /// What follows the `?`, as it came.
    #[serde(default)]
    pub raw_query_string: String,
    /// Headers; their names are in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; base64 where it says so, which it does of forms.
    #[serde(default)]
    pub body: Option<String>,
    /// Whether the body is base64.
    #[serde(default)]
    pub is_base64_encoded: bool,
    /// What AWS itself says of the request.
    #[serde(default)]
    pub request_context: RequestContext,
}

/// What AWS itself says of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestContext {
    /// The name by which the API or function was called, and found.
    #[serde(default)]
    pub domain_name: String,
}

/// What the domains of Function URLs end with, behind the region:
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html>.
const FUNCTION_URL: (&str, &str) = (".lambda-url.", ".on.aws");

impl HttpRequest {
    /// The address of the Function URL that was called, without a slash at its end; `None` where it was the HTTP API. A
    /// request for another domain would have gone elsewhere.
    pub(crate) fn function_url(&self) -> Option<String> {
        let domain = self.request_context.domain_name.as_str();
        let (id, region) = domain.strip_suffix(FUNCTION_URL.1)?.split_once(FUNCTION_URL.0)?;
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_plain(id) && is_plain(region)).then(|| format!("https://{domain}"))
    }

    /// The body's bytes, where it was not longer than `limit` as it came.
    pub(crate) fn bytes(&self, limit: usize) -> Result<Vec<u8>, CallRefused> {
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        if body.len() > limit {
            return Err(CallRefused::TooLarge);
        }
        if !self.is_base64_encoded {
            return Ok(body.to_vec());
        }
        BASE64.decode(body).map_err(|_| CallRefused::Malformed)
    }
}

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRefused {
    /// No address of the provider's.
    NotFound,
    /// A body that the provider never sends.
    Malformed,
    /// A body longer than any of the provider's.
    TooLarge,
    /// Not proven to be the provider's. Never says why.
    Forbidden,
    /// It cannot be told now whether it is the provider's.
    Unavailable,
}

/// An answer's body, and its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerBody {
    /// The value of `content-type`.
    pub content_type: &'static str,
    /// The body.
    pub text: &'static str,
}
