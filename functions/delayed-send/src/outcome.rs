//! The outcomes of a claimed text, one in each file. None of them calls the provider to send.

mod accepted;
mod misconfigured;
mod put_off;
mod refused;
mod unknown;

/// Seconds before a message is tried again that the provider did not take, where the provider names none; and before
/// an outcome is written that the table did not take.
pub(crate) const BACK_OFF_SECONDS: u16 = 30;
