//! The console: connects stores, edits their settings and flows, shows what happened and why, and answers "what would
//! happen?".
//!
//! `use_cases` is what a merchant can do, without HTTP; `api` is the JSON API on top of it; `access` decides who may
//! open a page.

mod access;
mod api;
mod app;
mod pages;
#[cfg(test)]
mod testing;
mod use_cases;
mod words;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::Response as Answer,
    routing::get,
};
use lambda_runtime::Service;
use rechime_platform::http_api::{Request, Response};

use self::api::{auth, problem_details::ProblemDetails};
pub use self::{
    app::{App, Queues, Surroundings},
    use_cases::admin_key::AdminKey,
};

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// All endpoints. Everything below `/api/v1` but `/api/v1/health` asks for a key.
pub fn router(app: App) -> Router {
    let guarded =
        api::routes().into_router().fallback(no_such_address).method_not_allowed_fallback(method_not_allowed);
    let key = middleware::from_fn_with_state(app.clone(), auth::require);
    let api = Router::new()
        .nest("/api/v1", guarded.layer(key))
        .route("/api/v1/health", get(api::health::show))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::map_response(harden));
    let pages = access::protect_pages(pages::routes(), &app);
    pages.merge(api).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(app)
}

/// Answers one request of the HTTP API.
pub async fn answer(mut router: Router, request: Request) -> Response {
    let Ok(answer) = router.call(request.map(Body::from)).await;
    let (parts, body) = answer.into_parts();
    // Every answer is in memory already.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, bytes.into())
}

async fn no_such_address() -> ProblemDetails {
    ProblemDetails::new(StatusCode::NOT_FOUND, "There is nothing at this address. The API is below /api/v1.")
}

async fn method_not_allowed() -> ProblemDetails {
    ProblemDetails::new(StatusCode::METHOD_NOT_ALLOWED, "Use one of the methods in the `Allow` header.")
}

/// No cache may keep an answer of the API, and no browser may guess its type.
async fn harden(mut response: Answer) -> Answer {
    let headers: [(HeaderName, &str); 3] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
