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

/// How far a signature's time may be from ours: as long as Recharge repeats a delivery.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(48);

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
    /// Signed more than 48 hours ago, or ahead.
    #[error("the webhook's signature is older than 48 hours, or from the future")]
    Stale,
    /// Signed with another secret, or changed on the way.
    #[error("the webhook's signature does not match")]
    Mismatch,
}

/// Checks a webhook's signature over the body's bytes as they came, in constant time.
pub fn verify(
    secret: &SecretString,
    headers: SignatureHeaders<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<Proof, SignatureError> {
    match headers {
        _ if secret.expose_secret().is_empty() => Err(SignatureError::Mismatch),
        SignatureHeaders { signature: Some(signature), timestamp, .. } => {
            verify_timestamped(secret, signature, timestamp, body, now)
        }
        // Half of the newer scheme: its signature was taken away.
        SignatureHeaders { timestamp: Some(_), .. } => Err(SignatureError::Malformed),
        SignatureHeaders { legacy: Some(legacy), .. } => verify_legacy(secret, legacy, body),
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
    secret: &SecretString,
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
    let signed_at = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    if now.duration_since(signed_at.ok_or(SignatureError::Malformed)?).abs() > MAX_AGE {
        return Err(SignatureError::Stale);
    }
    let codes =
        pairs().filter(|(key, _)| *key == "v1").map(|(_, hex)| bytes(hex)).collect::<Result<Vec<_>, _>>()?;
    // Several of one version: while a secret is being replaced.
    match codes.iter().find(|candidate| self::code(secret, time, body).verify_slice(candidate).is_ok()) {
        Some(_) => Ok(Proof::TimestampedSignature),
        None if codes.is_empty() => Err(SignatureError::Malformed),
        None => Err(SignatureError::Mismatch),
    }
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
