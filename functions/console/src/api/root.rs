//! The page at the root: says what this is, and where the API answers.

use axum::{
    http::header,
    response::{Html, IntoResponse},
};

const PAGE: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Rechime</title>
<h1>Rechime</h1>
<p>Turns Recharge subscription events into text messages.</p>
<p>The API answers at <code>/api/v1</code>. Send the admin key as <code>Authorization: Bearer &lt;admin key&gt;</code>.</p>
</html>
";

/// Nothing may be loaded, run, framed or submitted: the page is text.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /`.
pub(crate) async fn show() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE))
}
