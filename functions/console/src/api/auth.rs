//! The check of the admin key that every call needs.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::problem_details::ProblemDetails;
use crate::use_cases::admin_key::AdminKey;

/// Lets a request through that carries the key, and answers 401 to any other.
pub(crate) async fn require(
    State(key): State<AdminKey>,
    request: Request,
    next: Next,
) -> Result<Response, ProblemDetails> {
    match bearer(request.headers()) {
        Some(presented) if key.admits(presented) => Ok(next.run(request).await),
        _ => Err(ProblemDetails::new(
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
