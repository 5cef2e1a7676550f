//! Thousands of stores at once, at the quotas of AWS: functions over queues, a table and secrets in memory.
//!
//! All of it runs in tokio's paused time: minutes take seconds, and the same things happen in the same order each time.
//! `cargo xtask bench scale` prints the figures; without it the tests hold them against what they may be.
#![cfg(test)]

mod at_scale;
