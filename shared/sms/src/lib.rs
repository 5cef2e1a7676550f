//! The SMS provider port, and its adapters for AWS End User Messaging and Twilio.
//!
//! Neither provider's API is idempotent: whoever sends claims the message beforehand, and an outcome that is
//! [`Ambiguous`](provider::SendError::Ambiguous) is looked up, never sent again.

pub mod aws;
#[cfg(any(test, feature = "testing"))]
mod fake;
pub mod provider;
pub mod twilio;

#[cfg(any(test, feature = "testing"))]
pub use self::fake::FakeProvider;
