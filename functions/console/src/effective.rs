//! Saved means in force: a change is answered once every function has forgotten what was before it.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

/// For how long the other functions may still go by what was before: they keep a store's configuration that long.
#[derive(Clone, Copy, Debug)]
pub struct Lag(pub Duration);

/// Holds back the answer to a change that was saved.
pub(crate) async fn wait(State(lag): State<Lag>, request: Request, next: Next) -> Response {
    let changes = request.method() != Method::GET;
    let response = next.run(request).await;
    if changes && response.status().is_success() {
        tokio::time::sleep(lag.0).await;
    }
    response
}
