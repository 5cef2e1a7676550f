//! One simulation a file.

mod figures;
mod mixed_batches;
mod secrets;
mod slow_token;
mod stops;
mod webhooks;

use std::time::Duration;

/// What a call of the table takes.
const CALL: Duration = Duration::from_millis(5);

/// Stores on one installation.
const STORES: usize = 1_000;

/// The n-th store's name.
fn store_name(number: usize) -> String {
    format!("store-{:04}", number % STORES)
}
