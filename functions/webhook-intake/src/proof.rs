//! How a webhook proves that it is Recharge's.

use jiff::Timestamp;
use lambda_http::http::HeaderMap;
use rechime_domain::job::Proof;
use rechime_platform::secrets::RechargeSecrets;
use rechime_recharge::signature::{self, SignatureHeaders};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// Checks the key in the path always, and the signature wherever the store's client secret is known. After a
/// rotation the previous secret still counts for two days. `None` is a forgery, without a hint why.
pub(crate) fn prove(
    secrets: &RechargeSecrets,
    key: &SecretString,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Option<Proof> {
    let same_key: bool =
        key.expose_secret().as_bytes().ct_eq(secrets.path_key.expose_secret().as_bytes()).into();
    if !same_key {
        return None;
    }
    if !secrets.expects_signatures() {
        return Some(Proof::PathKey);
    }
    let headers = signature_headers(headers);
    secrets.client_secrets(now).find_map(|secret| signature::verify(secret, headers, body, now).ok())
}

fn signature_headers(headers: &HeaderMap) -> SignatureHeaders<'_> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    SignatureHeaders {
        timestamp: text("x-recharge-webhook-timestamp"),
        signature: text("x-recharge-webhook-signature"),
        legacy: text("x-recharge-hmac-sha256"),
    }
}
