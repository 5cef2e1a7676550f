//! Whether a webhook is Shopify's: `X-Shopify-Hmac-Sha256` is the base64 of an HMAC-SHA256 over the raw body.
//!
//! It protects neither time nor topic, so anybody who has a delivery can send it again. Therefore a delivery has the same
//! effect each time, and the topic decides only whether the body is read:
//! <https://shopify.dev/docs/apps/build/webhooks/subscribe/https>.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Whether `header` is the signature of `body` by `secret`, in constant time. An empty secret signs nothing.
#[must_use]
pub fn is_genuine(secret: &SecretString, header: &str, body: &[u8]) -> bool {
    let (secret, code) = (secret.expose_secret().as_bytes(), BASE64.decode(header.trim().as_bytes()));
    let (Ok(keyed), Ok(code)) = (Hmac::<Sha256>::new_from_slice(secret), code) else { return false };
    !secret.is_empty() && keyed.chain_update(body).verify_slice(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Python: `base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest())`.
    const VECTORS: [(&str, &str, &str); 3] = [
        ("hush", r#"{"id":1}"#, "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="),
        (
            "shpss_0123456789abcdef",
            r#"{"phone":"+14155552671","note":"Zoë","sms_marketing_consent":{"state":"subscribed"}}"#,
            "lI+Icna9AqlBfF1KhP2MgqMS1CzHjC5bIHU4vF9dg7Q=",
        ),
        ("hush", "", "Knm8rWjeSXNIt2H0AOMT7DQ8/YSy8sQi/pEjbuUmGMs="),
    ];

    #[test]
    fn the_signatures_of_another_implementation_are_genuine() {
        for (secret, body, header) in VECTORS {
            assert!(is_genuine(&secret.into(), header, body.as_bytes()), "{body}");
            assert!(is_genuine(&secret.into(), &format!(" {header} "), body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn whatever_else_is_not() {
        let (secret, body, header) = VECTORS[0];
        for bad in ["", "=", "VnKU", &header[1..], &header.to_lowercase(), VECTORS[2].2] {
            assert!(!is_genuine(&secret.into(), bad, body.as_bytes()), "{bad:?}");
        }
        assert!(!is_genuine(&"guess".into(), header, body.as_bytes()));
        assert!(!is_genuine(&secret.into(), header, br#"{"id":2}"#));
        // The HMAC of the same body by an empty key, again by Python.
        let unkeyed = "OH4HrEMyI2Gyl0Nx9AtqhHOTI11vM8Vi/iDRBFu925g=";
        assert!(!is_genuine(&"".into(), unkeyed, body.as_bytes()));
    }
}
