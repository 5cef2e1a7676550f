//! What every Admin API request passes: token, version, faults and rate limit.

use std::time::Duration;

use axum::extract::{self, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::error::ApiError;
use super::state::{Recharge, State};
use super::token::Token;

/// The version whose shapes are served. A request that names none gets it, as a store's default.
const VERSION: &str = "2021-11";

/// What both versions answer alike, and so may be asked for in the older one too.
const OLDER: (&str, &str) = ("2021-01", "/token_information");

/// Admits a request and hands its [`Token`] on as an extension.
pub(crate) async fn admit(
    extract::State(recharge): extract::State<State>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let latency = recharge.faults.with(|faults| faults.latency_ms);
    tokio::time::sleep(Duration::from_millis(latency)).await;
    let token = check(&recharge, request.uri().path(), request.headers())?;
    request.extensions_mut().insert(token);
    Ok(next.run(request).await)
}

fn check(recharge: &Recharge, path: &str, headers: &HeaderMap) -> Result<Token, ApiError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let token = header("x-recharge-access-token").and_then(|value| recharge.token(value));
    let token = token.ok_or(ApiError::BadAuthentication)?;
    if header("x-recharge-version").is_some_and(|version| version != VERSION && (version, path) != OLDER) {
        return Err(ApiError::BadVersion);
    }
    let (fault, rate_limit) = recharge.faults.with(|faults| (faults.strike(), faults.rate_limit));
    if let Some(status) = fault {
        return Err(ApiError::Fault(status));
    }
    if rate_limit && !recharge.buckets.with(|buckets| buckets.admit(&token.value)) {
        return Err(ApiError::TooManyRequests);
    }
    Ok(token)
}
