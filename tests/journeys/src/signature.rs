//! Recharge's two signatures, read from its documentation: the older is a plain SHA-256 of secret and body, the newer
//! an HMAC-SHA256 of `{timestamp}.{body}`.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// The three headers that a webhook carries when it is sent at `now`.
pub(crate) fn headers(
    secret: &str,
    body: &[u8],
    now: Timestamp,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    let time = now.as_second().to_string();
    let legacy = Sha256::new().chain_update(secret).chain_update(body).finalize();
    let keyed = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    let code = keyed.chain_update(&time).chain_update(b".").chain_update(body).finalize().into_bytes();
    Ok(vec![
        ("x-recharge-hmac-sha256", HEXLOWER.encode(&legacy)),
        ("x-recharge-webhook-signature", format!("t={time},v1={}", HEXLOWER.encode(&code))),
        ("x-recharge-webhook-timestamp", time),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The older one is a vector of the crate `webhook-verify`, the newer one was computed with Python's `hmac`.
    #[test]
    fn both_agree_with_others() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let made = headers("shjk_test_client_secret_0123456789abcdef", "héllo, 🦀 world!".as_bytes(), now);
        assert_eq!(made.unwrap()[0].1, "42317fe9be5fc915d7e849081d643a2460a0850b1a1d4d2489adeb47aae20e0e");
        let made = headers("test-client-secret", br#"{"charge": {"id": 1}}"#, now).unwrap();
        let code = "655a4e14db53d34ab9fb0089857712240631ad82d0a132cba2625feb3382985e";
        assert_eq!(made[1].1, format!("t=1790000000,v1={code}"));
    }
}
