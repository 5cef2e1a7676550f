//! Who may call: whoever has the admin key.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::problem::Problem;

/// The admin key's hash. Comparing hashes of equal length in constant time tells a guesser neither how long the
/// key is nor how much of it was right.
#[derive(Clone)]
pub struct AdminKey([u8; 32]);

impl AdminKey {
    /// Takes the key as it stands in Secrets Manager.
    #[must_use]
    pub fn new(key: &SecretString) -> Self {
        Self(hash(key.expose_secret()))
    }

    fn admits(&self, presented: &str) -> bool {
        self.0.ct_eq(&hash(presented)).into()
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Lets a request through that carries the key, and answers 401 to any other.
pub(crate) async fn require(
    State(key): State<AdminKey>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match bearer(request.headers()) {
        Some(presented) if key.admits(presented) => Ok(next.run(request).await),
        _ => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "Send the header `Authorization: Bearer <admin key>`. The key is in AWS Secrets Manager; the output \
             AdminKeySecretArn of the deployed stack names the secret.",
        )),
    }
}

/// The credentials of the `Bearer` scheme, whose name is written in any case (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| credentials.trim())
}
