//! What every Lambda needs: the environment, AWS clients, queues, schedules, secrets, caches, clock and logs.
//!
//! Each port is a small trait beside its AWS adapter. The feature `testing` adds in-memory ones and a clock that
//! tests move.

pub mod aws;
pub mod batch;
pub mod cache;
pub mod causes;
pub mod clock;
pub mod deadline;
pub mod environment;
pub mod http;
pub mod http_api;
pub mod installation_sender;
pub mod job;
pub mod logging;
pub mod operator_alerts;
pub mod process;
pub mod queue;
pub mod random;
pub mod schedules;
pub mod secrets;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
