//! The two signatures that each delivery carries.
//!
//! The older is a plain SHA-256 of secret and body, which despite its header's name is no HMAC. The newer is an
//! HMAC-SHA256 of timestamp, full stop and body (Recharge changelog, "Webhook signatures now support timestamp
//! verification").

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Which signatures a delivery carries.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Signing {
    /// Both, as Recharge does.
    #[default]
    Both,
    /// The older one only, as before the newer existed.
    Legacy,
    /// None.
    None,
    /// Both, made with a secret that is not the token's.
    Forged,
}

impl Signing {
    /// Whether it is Recharge that signs, and nobody who only says so.
    pub(crate) fn is_of_recharge(self) -> bool {
        matches!(self, Self::Both | Self::Legacy)
    }

    /// The signature headers of `body`, sent at `timestamp` (Unix seconds).
    pub(crate) fn headers(self, secret: &str, timestamp: i64, body: &[u8]) -> Vec<(&'static str, String)> {
        let forged = format!("not-{secret}");
        let secret = if self == Self::Forged { &forged } else { secret };
        let mut headers = Vec::new();
        if self != Self::None {
            headers.push(("x-recharge-hmac-sha256", legacy(secret, body)));
        }
        if matches!(self, Self::Both | Self::Forged) {
            let signature = format!("t={timestamp},v1={}", timestamped(secret, timestamp, body));
            headers.push(("x-recharge-webhook-timestamp", timestamp.to_string()));
            headers.push(("x-recharge-webhook-signature", signature));
        }
        headers
    }
}

/// `X-Recharge-Hmac-Sha256`: lower-case hex of SHA-256 over the secret followed by the body.
#[must_use]
pub fn legacy(secret: &str, body: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::new().chain_update(secret).chain_update(body).finalize())
}

/// The `v1` part of `X-Recharge-Webhook-Signature`: lower-case hex of HMAC-SHA256 over `{timestamp}.{body}`.
#[must_use]
#[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "HMAC takes a key of any length")]
pub fn timestamped(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    let signed = mac.chain_update(timestamp.to_string()).chain_update(b".").chain_update(body);
    HEXLOWER.encode(&signed.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "shjk_test_client_secret_0123456789abcdef";

    /// Vectors of the crate `webhook-verify`, which reads the same documentation independently.
    #[test]
    fn the_older_signature_agrees_with_published_vectors() {
        let order = r#"{"id":734031438,"type":"order/created","shop_id":438291,"order":{"id":123456789,"customer":{"id":8991507},"status":"queued","total_price":"19.99","currency":"USD"}}"#;
        for (body, expected) in [
            (order, "9e99d3bdb37c9b7621f929bd402fe24abf3961dab7dd0821a6fd0414a2dd0ca8"),
            ("", "f0c98ba3f7ea9373f788bb7b444bbae03a8e723dae0097296c7cf8dc3fa1e13e"),
            ("héllo, 🦀 world!", "42317fe9be5fc915d7e849081d643a2460a0850b1a1d4d2489adeb47aae20e0e"),
        ] {
            assert_eq!(legacy(SECRET, body.as_bytes()), expected);
        }
    }

    #[test]
    fn both_schemes_sign_the_raw_body() {
        let headers = Signing::Both.headers("test-client-secret", 1_790_000_000, br#"{"charge": {"id": 1}}"#);
        let expected = [
            ("x-recharge-hmac-sha256", "3c0dbc738e70f133ae299baf1dd947e2279dfb9dc0fd429824d3037c2de1b98d"),
            ("x-recharge-webhook-timestamp", "1790000000"),
            (
                "x-recharge-webhook-signature",
                "t=1790000000,v1=655a4e14db53d34ab9fb0089857712240631ad82d0a132cba2625feb3382985e",
            ),
        ];
        assert_eq!(headers, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn a_forged_signature_is_a_wrong_one() {
        let [(_, honest), ..] = &Signing::Legacy.headers("s", 0, b"{}")[..] else { panic!("one header") };
        let forged = Signing::Forged.headers("s", 0, b"{}");
        assert_eq!(forged.len(), 3);
        assert_ne!(&forged[0].1, honest);
        assert!(Signing::None.headers("s", 0, b"{}").is_empty());
    }
}
