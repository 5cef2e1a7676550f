//! How a webhook proves that it is Recharge's, or Shopify's.

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
    if !is_stores(key, secrets) {
        return None;
    }
    if !secrets.expects_signatures() {
        return Some(Proof::PathKey);
    }
    let headers = signature_headers(headers);
    secrets.client_secrets(now).find_map(|secret| signature::verify(secret, headers, body, now).ok())
}

/// Checks the key in the path and the signature of a webhook of Shopify's. A store without Shopify's secret takes none.
pub(crate) fn prove_shopify(
    secrets: &RechargeSecrets,
    key: &SecretString,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<()> {
    let secret = secrets.shopify_secret.as_ref().filter(|_| is_stores(key, secrets))?;
    let signature = headers.get("x-shopify-hmac-sha256")?.to_str().ok()?;
    rechime_shopify::signature::is_genuine(secret, signature, body).then_some(())
}

fn is_stores(key: &SecretString, secrets: &RechargeSecrets) -> bool {
    key.expose_secret().as_bytes().ct_eq(secrets.path_key.expose_secret().as_bytes()).into()
}

fn signature_headers(headers: &HeaderMap) -> SignatureHeaders<'_> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    SignatureHeaders {
        timestamp: text("x-recharge-webhook-timestamp"),
        signature: text("x-recharge-webhook-signature"),
        legacy: text("x-recharge-hmac-sha256"),
    }
}
