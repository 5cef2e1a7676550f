//! The endpoints, one group to a file.

mod activity;
mod explain;
mod flows;
pub(crate) mod health;
mod parked;
mod preview;
mod quiet_hours;
mod reasons;
mod replies;
mod stores;
mod subscribers;

use axum::Router;

use crate::app::App;

/// Everything below `/api/v1` that asks for the admin key.
pub(crate) fn routes() -> Router<App> {
    Router::new().merge(stores::routes()).nest("/stores/{store}", of_a_store())
}

fn of_a_store() -> Router<App> {
    Router::new()
        .merge(quiet_hours::routes())
        .merge(flows::routes())
        .merge(subscribers::routes())
        .merge(activity::routes())
        .merge(parked::routes())
        .merge(explain::routes())
        .merge(preview::routes())
        .merge(replies::routes())
}
