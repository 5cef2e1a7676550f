//! Calls of AWS: JSON over HTTPS, signed. `docs/adr/0014-aws-without-its-sdk.md` says why they are our own.

mod attempts;
mod client;
mod config;
mod connections;
mod error;
mod roots;
mod service;
mod signature;

use std::time::Duration;

pub use self::{
    client::Client,
    config::AwsConfig,
    error::{CallError, Refusal},
    service::{DYNAMODB, EVENTBRIDGE, SCHEDULER, SECRETS_MANAGER, SMS, SQS, SSM, Service},
};

/// How long a call may take with all its attempts, unless a function says otherwise: less than the 10 s of the functions
/// that read queues.
pub(crate) const LONGEST_CALL: Duration = Duration::from_secs(7);

/// When an idle connection is closed. A function sleeps between invocations, and the other side may hang up meanwhile.
/// A request on such a connection has no answer; for a text that cannot be repaired.
pub(crate) const IDLE_CONNECTION: Duration = Duration::from_secs(20);
