//! The key that every call needs: the admin key, or one of the store that the path names.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};
use rechime_domain::ids::StoreId;

use super::{caller::Caller, path::path_parameter, problem_details::ProblemDetails};
use crate::{
    app::App,
    use_cases::api_keys::{self, KeyText},
};

/// Lets a request through whose key is known, with its [`Caller`], and answers 401 to any other.
///
/// A key that cannot be one costs no read of the table, and neither does a key where the path names no store. Whether
/// there is such a store, an unknown key does not learn.
pub(crate) async fn require(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ProblemDetails> {
    let (mut parts, body) = request.into_parts();
    let store = path_parameter(&mut parts, &app, "store").await.and_then(|store| StoreId::parse(&store).ok());
    let presented = bearer(&parts.headers).ok_or_else(no_key)?;
    let caller = recognise(&app, store.as_ref(), presented).await?;
    parts.extensions.insert(caller);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

async fn recognise(app: &App, store: Option<&StoreId>, presented: &str) -> Result<Caller, ProblemDetails> {
    if app.admin_key.admits(presented) {
        return Ok(Caller::AdminKey);
    }
    let text = KeyText::parse(presented).ok_or_else(no_key)?;
    let Some(store) = store else {
        let detail = "An API key of a store opens addresses below /api/v1/stores/{store} only.";
        return Err(ProblemDetails::new(StatusCode::UNAUTHORIZED, detail));
    };
    let known = api_keys::recognise(app, store, &text).await?;
    known.map(Caller::ApiKey).ok_or_else(|| {
        let detail = "This API key is unknown here: it is another store's, or it was revoked.";
        ProblemDetails::new(StatusCode::UNAUTHORIZED, detail)
    })
}

/// The answer to a call without a key, or with one that is none.
pub(super) fn no_key() -> ProblemDetails {
    ProblemDetails::new(
        StatusCode::UNAUTHORIZED,
        "Send the header `Authorization: Bearer <key>`, with an API key of the store or with the admin key. The admin \
         key is in AWS Secrets Manager; the output AdminKeySecretArn of the deployed stack names the secret.",
    )
}

/// The credentials of the `Bearer` scheme, whose name is written in any case (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| credentials.trim())
}
