//! Whether a webhook is Recharge's: both of its signature schemes, and the same the other way round for
//! whoever plays Recharge.
//!
//! The timestamped scheme is `v1 = HMAC-SHA256(client secret, "{t}.{body}")` in
//! `X-Recharge-Webhook-Signature: t={t},v1={hex}`; the older one is `SHA256(client secret || body)` in
//! `X-Recharge-Hmac-Sha256`, a plain hash in spite of its name. Both are sent with every delivery. Where the
//! first is present the second is not looked at: it binds no time and would be a way round the first.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use rechime_domain::job::Proof;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How long ago a webhook may have been signed: as long as Recharge repeats a delivery.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(48);
/// How far ahead of ours the signer's clock may be.
const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// How many codes of one version a header may have. While a secret is being replaced there are two.
const MAX_CODES: usize = 5;

/// A client secret of a store.
#[derive(Clone, Copy, Debug)]
pub struct ClientSecret<'a> {
    /// The secret.
    pub secret: &'a SecretString,
    /// When another took its place. It vouches only for what was signed before that, and so not for the older scheme.
    pub replaced_at: Option<Timestamp>,
}

impl<'a> From<&'a SecretString> for ClientSecret<'a> {
    fn from(secret: &'a SecretString) -> Self {
        Self { secret, replaced_at: None }
    }
}

/// The headers that carry signatures, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignatureHeaders<'a> {
    /// `X-Recharge-Webhook-Timestamp`: seconds since 1970.
    pub timestamp: Option<&'a str>,
    /// `X-Recharge-Webhook-Signature`: `t={seconds},v1={hex}`.
    pub signature: Option<&'a str>,
    /// `X-Recharge-Hmac-Sha256`: hex.
    pub legacy: Option<&'a str>,
}

/// Why a webhook is not taken for Recharge's. Never tell the sender which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No signature header at all.
    #[error("the webhook has no signature")]
    Missing,
    /// A signature header that does not read as one.
    #[error("the webhook's signature cannot be read")]
    Malformed,
    /// Signed more than 48 hours ago, more than five minutes ahead, or after the secret was replaced.
    #[error(
        "the webhook's signature is older than 48 hours, from the future, or by a secret that was replaced before"
    )]
    Stale,
    /// Signed with another secret, or changed on the way.
    #[error("the webhook's signature does not match")]
    Mismatch,
}

/// Checks a webhook's signature over the body's bytes as they came, in constant time.
pub fn verify<'a>(
    secret: impl Into<ClientSecret<'a>>,
    headers: SignatureHeaders<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<Proof, SignatureError> {
    let secret = secret.into();
    match headers {
        _ if secret.secret.expose_secret().is_empty() => Err(SignatureError::Mismatch),
        SignatureHeaders { signature: Some(signature), timestamp, .. } => {
            verify_timestamped(secret, signature, timestamp, body, now)
        }
        // Half of the newer scheme: its signature was taken away.
        SignatureHeaders { timestamp: Some(_), .. } => Err(SignatureError::Malformed),
        SignatureHeaders { legacy: Some(_), .. } if secret.replaced_at.is_some() => {
            Err(SignatureError::Stale)
        }
        SignatureHeaders { legacy: Some(legacy), .. } => verify_legacy(secret.secret, legacy, body),
        _ => Err(SignatureError::Missing),
    }
}

/// The headers `X-Recharge-Webhook-Timestamp` and `X-Recharge-Webhook-Signature` for a body sent at `now`.
#[must_use]
pub fn timestamped(secret: &SecretString, body: &[u8], now: Timestamp) -> (String, String) {
    let time = now.as_second().to_string();
    let code = HEXLOWER.encode(&code(secret, &time, body).finalize().into_bytes());
    let signature = format!("t={time},v1={code}");
    (time, signature)
}

/// The header `X-Recharge-Hmac-Sha256` for a body.
#[must_use]
pub fn legacy(secret: &SecretString, body: &[u8]) -> String {
    HEXLOWER.encode(&legacy_hash(secret, body))
}

fn verify_timestamped(
    secret: ClientSecret<'_>,
    signature: &str,
    timestamp: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<Proof, SignatureError> {
    let pairs = || signature.split(',').filter_map(|part| part.trim().split_once('='));
    let time = pairs().find(|(key, _)| *key == "t").map(|(_, time)| time).ok_or(SignatureError::Malformed)?;
    if timestamp.is_some_and(|header| header.trim() != time) {
        return Err(SignatureError::Malformed);
    }
    check_time(secret, time, now)?;
    let codes = pairs().filter(|(key, _)| *key == "v1").take(MAX_CODES + 1).map(|(_, hex)| bytes(hex));
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    if codes.is_empty() || codes.len() > MAX_CODES {
        return Err(SignatureError::Malformed);
    }
    let expected = code(secret.secret, time, body).finalize().into_bytes();
    let matches = codes.iter().any(|code| expected.as_slice().ct_eq(code).into());
    if matches { Ok(Proof::TimestampedSignature) } else { Err(SignatureError::Mismatch) }
}

fn check_time(secret: ClientSecret<'_>, time: &str, now: Timestamp) -> Result<(), SignatureError> {
    let signed_at = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let signed_at = signed_at.ok_or(SignatureError::Malformed)?;
    let age = now.duration_since(signed_at);
    let was_replaced = secret.replaced_at.is_some_and(|replaced_at| signed_at > replaced_at);
    if age > MAX_AGE || age < -MAX_AHEAD || was_replaced { Err(SignatureError::Stale) } else { Ok(()) }
}

fn verify_legacy(secret: &SecretString, header: &str, body: &[u8]) -> Result<Proof, SignatureError> {
    let matches = legacy_hash(secret, body).ct_eq(&bytes(header.trim())?);
    if matches.into() { Ok(Proof::LegacySignature) } else { Err(SignatureError::Mismatch) }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length; only the trait's signature can fail")]
fn code(secret: &SecretString, time: &str, body: &[u8]) -> Hmac<Sha256> {
    let keyed =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("a key of any length");
    keyed.chain_update(time).chain_update(b".").chain_update(body)
}

fn legacy_hash(secret: &SecretString, body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(secret.expose_secret()).chain_update(body).finalize().into()
}

fn bytes(hex: &str) -> Result<Vec<u8>, SignatureError> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| SignatureError::Malformed)
}

#[cfg(test)]
mod tests;
