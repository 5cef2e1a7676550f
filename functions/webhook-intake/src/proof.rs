//! The proof that a webhook is from Recharge or Shopify.

use http::HeaderMap;
use jiff::Timestamp;
use rechime_domain::job::Proof;
use rechime_platform::secrets::SigningSecrets;
use rechime_recharge::signature::{self, ClientSecret, SignatureHeaders};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::{webhook::Webhook, webhook_path::Sender};

/// The proven sender of a webhook, and the topic.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    Recharge {
        topic: &'a str,
        proof: Proof,
    },
    /// The topic is in a header, which is not signed.
    Shopify {
        topic: &'a str,
    },
}

impl Origin<'_> {
    /// Whether the proof binds no time, so that a webhook of long ago could come again.
    pub(crate) const fn is_legacy(&self) -> bool {
        matches!(self, Self::Recharge { proof: Proof::LegacySignature, .. })
    }
}

/// Checks the key in the path, and then the sender's signature. `None` means a forgery, and does not say why.
pub(crate) fn origin<'a>(
    webhook: &'a Webhook<'_>,
    secrets: &SigningSecrets,
    now: Timestamp,
) -> Option<Origin<'a>> {
    let Webhook { path, headers, body } = webhook;
    if !is_path_key(&path.key, secrets) {
        return None;
    }
    match &path.sender {
        Sender::Recharge { topic } => {
            Some(Origin::Recharge { topic, proof: recharge_proof(secrets, headers, body, now)? })
        }
        Sender::Shopify => is_signed_by_shopify(secrets, headers, body)
            .then(|| Origin::Shopify { topic: text(headers, "x-shopify-topic").unwrap_or_default() }),
    }
}

fn is_path_key(key: &SecretString, secrets: &SigningSecrets) -> bool {
    key.expose_secret().as_bytes().ct_eq(secrets.path_key.expose_secret().as_bytes()).into()
}

/// Checks the signature wherever the store's client secret is known. After a rotation the previous secret still counts
/// for two days. The older signature binds no time: it counts only for a store that was never seen to sign the newer way.
fn recharge_proof(
    secrets: &SigningSecrets,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Option<Proof> {
    if !secrets.expects_signatures() {
        return Some(Proof::PathKey);
    }
    let headers = SignatureHeaders {
        timestamp: text(headers, "x-recharge-webhook-timestamp"),
        signature: text(headers, "x-recharge-webhook-signature"),
        legacy: text(headers, "x-recharge-hmac-sha256").filter(|_| !secrets.timestamped),
    };
    let current = secrets.client_secret.as_ref().map(ClientSecret::from);
    let previous = secrets
        .previous(now)
        .map(|previous| ClientSecret { secret: &previous.secret, replaced_at: Some(previous.replaced_at) });
    current.into_iter().chain(previous).find_map(|secret| signature::verify(secret, headers, body, now).ok())
}

/// A store without Shopify's secret refuses Shopify's webhooks.
fn is_signed_by_shopify(secrets: &SigningSecrets, headers: &HeaderMap, body: &[u8]) -> bool {
    let (secret, signature) = (secrets.shopify_secret.as_ref(), text(headers, "x-shopify-hmac-sha256"));
    secret
        .zip(signature)
        .is_some_and(|(secret, signature)| rechime_shopify::signature::is_genuine(secret, signature, body))
}

/// A header's text. A header that is not text counts as empty, not as missing.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}
