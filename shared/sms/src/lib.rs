//! The SMS provider port, its adapters for AWS End User Messaging and Twilio, and what both tell on their own.
//!
//! Neither provider's API is idempotent: whoever sends claims the message beforehand, and an outcome that is
//! [`Ambiguous`](provider::SendError::Ambiguous) is looked up, never sent again.

pub mod aws;
mod configured;
#[cfg(any(test, feature = "testing"))]
mod fake;
pub mod feedback;
pub mod given_up;
pub mod provider;
pub mod twilio;

pub use self::configured::{SetupError, from_settings, number_lists, twilio_token};
#[cfg(any(test, feature = "testing"))]
pub use self::fake::FakeProvider;
