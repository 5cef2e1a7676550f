//! The SMS provider ports, their adapters for AWS End User Messaging and Twilio, and what both tell on their own.
//!
//! No provider's API is idempotent: whoever sends claims the message beforehand, and an outcome that is
//! [`Ambiguous`](provider::SendError::Ambiguous) is looked up, never sent again.

mod adapters;
pub mod deactivated_numbers;
#[cfg(any(test, feature = "testing"))]
mod fake;
pub mod feedback;
pub mod provider;
pub mod sender_check;
pub mod webhooks;

pub use self::adapters::{
    Provider, SetupError, TwilioWebhooks, from_environment, read_feedback, sender_check as new_sender_check,
};
#[cfg(any(test, feature = "testing"))]
pub use self::fake::{FakeProvider, FakeSenderCheck};
