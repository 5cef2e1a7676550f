//! The files that a browser loads. Their addresses change with their bytes, so they are kept for ever.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file, as it is and gzipped.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

/// For a year, which is as long as caches go.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /a/{hash}/{name}`.
pub(super) async fn show(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let path = format!("/a/{hash}/{name}");
    match [STYLE, SCRIPT, ICONS, FAVICON].into_iter().find(|asset| asset.path == path) {
        Some(asset) => asset.answer(accepts_gzip(&headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asset {
    fn answer(&self, gzip: bool) -> Response {
        let always = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CACHE_CONTROL, FOR_EVER),
            (header::VARY, "Accept-Encoding"),
        ];
        if gzip {
            (always, [(header::CONTENT_ENCODING, "gzip")], self.gzip).into_response()
        } else {
            (always, self.plain).into_response()
        }
    }
}

/// Whether the browser takes gzip. One that refuses it by `;q=0` gets plain bytes too.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0"))
    })
}
