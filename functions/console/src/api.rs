//! The JSON API over the use cases, one group of endpoints to a file. All that is about HTTP is here.

mod activity;
pub(crate) mod auth;
mod explain;
mod extract;
mod flows;
pub(crate) mod health;
mod laws;
mod parked;
mod path;
mod preview;
pub(crate) mod problem_details;
mod quiet_hours;
mod replies;
pub(crate) mod root;
mod stores;
mod subscribers;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words;

use axum::Router;

use crate::app::App;

/// Everything below `/api/v1` that asks for the admin key.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(stores::routes())
        .merge(laws::routes())
        .merge(parked::routes())
        .nest("/stores/{store}", of_a_store())
}

fn of_a_store() -> Router<App> {
    Router::new()
        .merge(quiet_hours::routes())
        .merge(flows::routes())
        .merge(subscribers::routes())
        .merge(activity::routes())
        .merge(parked::routes_of_a_store())
        .merge(explain::routes())
        .merge(preview::routes())
        .merge(replies::routes())
}
