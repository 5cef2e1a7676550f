//! The endpoints, one group to a file.

mod activity;
mod explain;
mod flows;
pub(crate) mod health;
mod laws;
mod parked;
mod preview;
mod quiet_hours;
mod reasons;
mod replies;
mod stores;
mod subscribers;

use axum::{Router, middleware};

use crate::{
    app::App,
    effective::{self, Lag},
};

/// Everything below `/api/v1` that asks for the admin key.
pub(crate) fn routes(lag: Lag) -> Router<App> {
    let effective = || middleware::from_fn_with_state(lag, effective::wait);
    let configuration = Router::new().merge(quiet_hours::routes()).merge(flows::routes()).layer(effective());
    Router::new()
        .merge(stores::routes().layer(effective()))
        .merge(laws::routes())
        .nest("/stores/{store}", configuration.merge(of_a_store()))
}

fn of_a_store() -> Router<App> {
    Router::new()
        .merge(subscribers::routes())
        .merge(activity::routes())
        .merge(parked::routes())
        .merge(explain::routes())
        .merge(preview::routes())
        .merge(replies::routes())
}
