//! The JSON API over the use cases, one group of endpoints to a file. All that is about HTTP is here.

mod activity;
mod audit;
pub(crate) mod auth;
mod caller;
mod campaigns;
pub(crate) mod csv;
mod explain;
mod extract;
mod flows;
pub(crate) mod health;
mod imports;
mod keys;
mod laws;
#[cfg(test)]
mod openapi;
mod parked;
mod path;
mod people;
mod preview;
pub(crate) mod problem_details;
mod quiet_hours;
mod replies;
mod routes;
mod segments;
mod sender;
pub(crate) mod store_report;
mod stores;
mod subscribers;
mod test_text;
#[cfg(test)]
mod tests;
mod versioned;
#[cfg(test)]
mod words;

use self::routes::Routes;

/// Everything below `/api/v1` that asks for a key.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .merge(stores::routes())
        .merge(laws::routes())
        .merge(parked::routes())
        .nest("/stores/{store}", of_a_store())
}

fn of_a_store() -> Routes {
    Routes::default()
        .merge(stores::routes_of_a_store())
        .merge(quiet_hours::routes())
        .merge(sender::routes())
        .merge(flows::routes())
        .merge(segments::routes())
        .merge(campaigns::routes())
        .merge(subscribers::routes())
        .merge(imports::routes())
        .merge(people::routes())
        .merge(activity::routes())
        .merge(store_report::routes())
        .merge(parked::routes_of_a_store())
        .merge(explain::routes())
        .merge(preview::routes())
        .merge(test_text::routes())
        .merge(replies::routes())
        .merge(keys::routes())
        .merge(audit::routes())
}
