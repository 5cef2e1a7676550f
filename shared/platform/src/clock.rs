//! The time, as a port: tests and the local stack can move it.

mod local;

#[cfg(any(test, feature = "testing"))]
mod fake;

use std::{net::IpAddr, sync::Arc};

use hyper::Uri;
use jiff::Timestamp;

#[cfg(any(test, feature = "testing"))]
pub use self::fake::FakeClock;
pub use self::local::LocalClock;
use crate::environment::{Environment, EnvironmentError};

/// Names the file that moves the clock. Only the local stack sets it.
const LOCAL_CLOCK: &str = "RECHIME_LOCAL_CLOCK";

/// What time it is.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// An instant of the machine's clock, such as a queue writes on its messages, by this clock.
    fn of_machine(&self, instant: Timestamp) -> Timestamp {
        instant
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port that everything else asks")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The clock of this process: the machine's, or in the local stack one that can be moved.
///
/// A movable clock is refused unless every AWS call stays on this machine (`AWS_ENDPOINT_URL` is a loopback
/// address): in a real deployment somebody could otherwise open quiet hours by moving the time.
pub fn from_environment(environment: &Environment) -> Result<Arc<dyn Clock>, EnvironmentError> {
    match environment.optional(LOCAL_CLOCK) {
        None => Ok(Arc::new(SystemClock)),
        Some(_) if !is_local(environment) => Err(EnvironmentError::invalid(
            LOCAL_CLOCK,
            "only the local stack may move the clock, and AWS_ENDPOINT_URL is not a loopback address; remove it",
        )),
        Some(file) => Ok(Arc::new(LocalClock::new(file))),
    }
}

fn is_local(environment: &Environment) -> bool {
    // As the client reads it that calls AWS.
    let endpoint = environment.optional("AWS_ENDPOINT_URL").and_then(|url| url.parse::<Uri>().ok());
    let host = endpoint.as_ref().filter(|url| url.scheme().is_some()).and_then(Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
