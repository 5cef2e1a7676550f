//! What Recharge, Shopify and the SMS providers send, built by their documentation.
//!
//! Nothing here knows the product's code: journeys, demo and benchmark send these payloads over HTTP, and unit tests
//! hand them to the functions.

mod person;
pub mod recharge;
pub mod shopify;
pub mod sms;
mod webhook;

pub use self::{
    person::Person,
    webhook::{FLOWS, Webhook},
};
