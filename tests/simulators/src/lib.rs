//! Stand-ins for Recharge and for the SMS providers, for the local stack and for tests.
//!
//! They are an independent reading of the vendors' documentation: nothing here comes from the product, so that
//! a misreading in the product shows as a disagreement. [`recharge`] serves the parts of Recharge's Admin API
//! that the product calls and delivers webhooks; [`sms`] speaks `SendTextMessage` of AWS End User Messaging and
//! Twilio's Messages API, and keeps what was sent in an outbox. Both are steered over HTTP under `/_sim`.

pub mod clock;
mod http;
pub mod memory;
pub mod recharge;
mod shared;
pub mod sms;
