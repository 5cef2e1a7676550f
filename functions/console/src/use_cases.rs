//! What a merchant can do. Nothing here knows of HTTP; `api` calls these functions and turns their answers into JSON.

pub(crate) mod activity;
pub(crate) mod admin_key;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod author;
pub(crate) mod campaigns;
pub(crate) mod effective;
pub(crate) mod explain;
pub(crate) mod flows;
pub(crate) mod forecast;
pub(crate) mod laws;
pub(crate) mod links;
pub(crate) mod parked;
pub(crate) mod people;
pub(crate) mod preview;
pub(crate) mod quiet_hours;
pub(crate) mod reason_view;
pub(crate) mod replies;
pub(crate) mod segments;
pub(crate) mod send_again;
pub(crate) mod sender;
pub(crate) mod sessions;
pub(crate) mod store_report;
pub(crate) mod stores;
pub(crate) mod subscribers;
pub(crate) mod test_text;
#[cfg(test)]
mod tests;
