//! Black-box tests over the running stack: what a shop, its customers and their phones would see.
//!
//! Nothing here knows the product's code. Each test connects a shop of its own through the console's API, plays
//! Recharge to it (signing webhooks by its own reading of Recharge's documentation), moves the stack's clock, and
//! looks at the outbox of the SMS simulator and at the console. `cargo xtask test` starts stacks for them; one that is up
//! (`cargo xtask up`) will do, by `cargo test --profile local --workspace --test journeys -- --ignored`.

pub mod activity;
mod campaigns;
pub mod chance;
pub mod clock;
pub mod delivery;
pub mod http;
pub mod journey;
pub mod meter;
pub mod process;
pub mod queues;
pub mod records;
mod segments;
pub mod sender;
pub mod shop;
mod signature;
pub mod sms;
mod stack;
pub mod tap;
mod turn;
pub mod wait;

pub use payloads::{FLOWS, Person, Webhook};

pub use self::{
    activity::Entry,
    delivery::Delivery,
    journey::Journey,
    sender::Provider,
    shop::{Consent, Shop},
};
