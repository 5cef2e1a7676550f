//! Who may see and change what, as far as HTTP is concerned.
//!
//! There are two ways in, which know nothing of each other. **Pages** take a session's cookie ([`SignedIn`]) and, for every change, a
//! form that only our own pages can send ([`Form`]); they ignore `Authorization`. **The API** takes bearer keys and
//! ignores cookies (`api::auth`).

mod address;
mod compression;
mod cookie;
mod form;
mod headers;
mod next;
mod notice;
mod origin;
mod signed_in;
#[cfg(test)]
mod tests;
mod upload;

use axum::{Router, middleware};

pub(crate) use self::{
    address::ClientAddress,
    compression::takes_gzip,
    cookie::{OwnSession, clear_session, set_session},
    form::{Form, OpenForm},
    next::same_origin_path,
    signed_in::SignedIn,
    upload::{UPLOAD_LIMIT, Upload},
};
use crate::app::App;

/// Pages and assets as browsers get them: closed to what other sites send, with the headers that keep others out, and
/// compressed.
pub(crate) fn protect_pages(pages: Router<App>, app: &App) -> Router<App> {
    pages
        .layer(middleware::from_fn_with_state(app.public_url.clone(), origin::guard))
        .layer(middleware::from_fn(headers::add))
        .layer(middleware::from_fn(compression::compress))
}
