//! The pace of senders, with both functions that it concerns, over queues, a table and a provider in memory.
//!
//! All of it runs in tokio's paused time: a day takes seconds, and the same things happen in the same order each time.
#![cfg(test)]

mod behind_a_release;
mod busy_evening;
mod campaign;
mod large_release;
mod provider;
mod world;
