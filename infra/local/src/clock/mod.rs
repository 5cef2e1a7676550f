//! The movable clock. The functions read it from a file; moving it forward makes what falls due happen in order.

mod api;
mod expression;
mod offset;
mod settle;
mod traveller;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use api::routes;
pub(crate) use traveller::Traveller;

/// Once a second, fires what became due by the running clock.
pub(crate) async fn tick(traveller: Arc<Traveller>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(error) = traveller.catch_up().await {
            eprintln!("clock: {error:#}");
        }
    }
}
