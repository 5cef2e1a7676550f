//! The web pages: what a merchant sees. Each page's handler calls the same use cases as the API's; no rule is here.
//! Everything reads and saves without JavaScript.

pub(crate) mod assets;
mod confirm;
mod export;
mod failure;
pub(crate) mod fields;
pub(crate) mod frame;
mod html;
mod moments;
mod results;
mod skips;
mod visit;
pub(crate) mod zones;

mod activity;
mod campaigns;
mod flow;
mod flows;
mod integrations;
mod overview;
mod replies;
mod segments;
mod settings;
mod sign_in;
mod stores;
mod subscribers;
#[cfg(test)]
mod tests;

use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use rechime_store::audit::Actor;

use self::failure::Failure;
use crate::{app::App, words::EN};

/// All pages, and the files that they load. Addresses are written out and not nested: whoever is not signed in is sent
/// to the sign-in page with the whole address of what they wanted.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(stores::routes())
        .merge(overview::routes())
        .merge(integrations::routes())
        .merge(flows::routes())
        .merge(flow::routes())
        .merge(campaigns::routes())
        .merge(activity::routes())
        .merge(replies::routes())
        .merge(segments::routes())
        .merge(settings::routes())
        .merge(subscribers::routes())
        .route("/a/{hash}/{name}", get(assets::show))
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
}

/// Who did something, as pages name them.
fn who(actor: &Actor) -> &str {
    match actor {
        Actor::Session { name } | Actor::ApiKey { name, .. } => name,
        Actor::AdminKey => EN.changes.admin_key,
    }
}

/// The page is there, and takes no such request.
async fn not_allowed() -> Failure {
    Failure::not_allowed()
}

/// There is no such page.
async fn not_found() -> Failure {
    Failure::not_found()
}

/// Whether the page's script asks for a part of a page.
fn is_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key("x-fragment")
}

/// After a form was done: the next page, so that a reload does not send the form again.
fn see_other(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// A form that comes back with its faults.
fn refused(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
