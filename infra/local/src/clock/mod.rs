//! The movable clock. The functions read it from a file; moving it forward makes what falls due happen in order.

mod advancer;
mod api;
mod expression;
mod offset;
mod settle;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use advancer::ClockAdvancer;
pub(crate) use api::routes;

/// Once a second, fires what became due by the running clock.
pub(crate) async fn tick(advancer: Arc<ClockAdvancer>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(error) = advancer.catch_up().await {
            eprintln!("clock: {error:#}");
        }
    }
}
