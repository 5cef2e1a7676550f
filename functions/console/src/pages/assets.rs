//! The files that a browser loads. Their addresses change with their bytes, so `access::headers` lets browsers keep
//! them for ever.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::access::takes_gzip;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file, as it is and gzipped.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

/// Each of them.
pub(crate) const ALL: [Asset; 4] = [STYLE, SCRIPT, ICONS, FAVICON];

/// `GET /a/{hash}/{name}`.
pub(super) async fn show(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let path = format!("/a/{hash}/{name}");
    match ALL.iter().find(|asset| asset.path == path) {
        Some(asset) => asset.answer(takes_gzip(&headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asset {
    fn answer(&self, gzip: bool) -> Response {
        let always = [(header::CONTENT_TYPE, self.content_type), (header::VARY, "Accept-Encoding")];
        if gzip {
            (always, [(header::CONTENT_ENCODING, "gzip")], self.gzip).into_response()
        } else {
            (always, self.plain).into_response()
        }
    }
}

/// What a browser loads of an asset, in bytes.
#[cfg(test)]
impl Asset {
    pub(crate) const fn weight(&self) -> usize {
        self.gzip.len()
    }
}
