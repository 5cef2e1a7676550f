//! Recharge: signatures, webhook payloads of both API versions, triggers, and the Admin API client.
//!
//! A webhook's way through here: [`signature::verify`] says whether it is Recharge's, [`topic::Topic::parse`]
//! whether it concerns us, [`reading::read`] what it means and what to remember of it.

pub mod backfill;
pub mod client;
pub mod error_types;
#[cfg(any(test, feature = "testing"))]
mod fake;
pub mod payload;
pub mod reading;
pub mod registration;
pub mod signature;
pub mod topic;

#[cfg(any(test, feature = "testing"))]
pub use fake::FakeRecharge;
