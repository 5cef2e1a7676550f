//! The pages that need nothing but a sentence.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

/// A page with a title and a sentence that says what to do. Both are ours: nothing is escaped.
pub(super) fn notice(status: StatusCode, title: &'static str, sentence: &'static str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} · Rechime</title><main><h1>{title}</h1><p>{sentence}</p></main>"
    );
    (status, Html(page)).into_response()
}

/// Has the browser ask again by itself.
pub(super) fn reload() -> Response {
    Html("<!doctype html><meta http-equiv=\"refresh\" content=\"0\"><title>Rechime</title>").into_response()
}
