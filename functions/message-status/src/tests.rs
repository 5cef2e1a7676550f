//! Tests of the handler.

mod clicks;
mod http;
mod receipts;
mod replies;
mod senders;
mod several_stores;
mod slow;
mod turns;
mod world;
