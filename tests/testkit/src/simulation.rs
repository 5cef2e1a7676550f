//! Functions in a time of their own: a clock, queues, and processes that queues wake.
//!
//! All of it runs in tokio's paused time. A day takes seconds, and the same things happen in the same order each time.

mod clock;
mod queue;

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use futures::future::join_all;
use jiff::Timestamp;
use tokio::time::sleep;

pub use self::{clock::VirtualClock, queue::SimulatedQueue};
use crate::failures;

/// Runs processes of a function that a queue wakes, batch after batch. Never ends.
pub async fn run_processes<T>(
    queue: &SimulatedQueue<T>,
    count: usize,
    handle: impl AsyncFn(SqsEvent) -> SqsBatchResponse,
) {
    join_all((0..count).map(|_| work(queue, &handle))).await;
}

/// Waits until a queue holds nothing any more.
pub async fn until_empty<T>(queue: &SimulatedQueue<T>) {
    while queue.depth() > 0 {
        sleep(Duration::from_secs(1)).await;
    }
}

async fn work<T>(queue: &SimulatedQueue<T>, handle: &impl AsyncFn(SqsEvent) -> SqsBatchResponse) {
    loop {
        let Some(event) = queue.receive() else {
            let wait = queue.next().map_or(Duration::from_secs(1), |at| until(at, queue.now()));
            sleep(wait.clamp(Duration::from_millis(50), Duration::from_secs(1))).await;
            continue;
        };
        let ids: Vec<_> = event.records.iter().filter_map(|record| record.message_id.clone()).collect();
        let failed = failures(handle(event).await);
        queue.delete(&ids, &failed);
    }
}

fn until(at: Timestamp, now: Timestamp) -> Duration {
    at.duration_since(now).try_into().unwrap_or_default()
}
