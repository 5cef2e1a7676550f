//! Functions that the HTTP API calls: its events are requests of the crate `http`, and so are its answers.
//!
//! `lambda_http` would do so as well. It reads each event twice, takes the decoded path for an address, in which a `#` ends the
//! path, and panics at a host or a query that is none: `docs/adr/0004-tls-and-cold-start.md`.

mod answer;
mod event;

use std::{convert::Infallible, future::Future};

use lambda_runtime::{Error, LambdaEvent, service_fn};

use self::answer::Answer;
pub use self::event::{Event, NoRequest};

/// A request whose body is whole.
pub type Request = http::Request<Vec<u8>>;

/// An answer whose body is whole.
pub type Response = http::Response<Vec<u8>>;

/// The address that AWS saw a request come from, among the extensions of the request. What a header says of it is not to be
/// believed: anybody can write one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceIp(pub String);

/// Answers requests until Lambda ends the process. An event that cannot be read as a
/// request is answered with 400, and `handle` does not see it.
pub async fn run<H, F>(handle: H) -> Result<(), Error>
where
    H: Fn(Request) -> F,
    F: Future<Output = Response>,
{
    lambda_runtime::run(service_fn(|event: LambdaEvent<Event>| {
        let answer = event.payload.into_request().map(&handle);
        async {
            let response = match answer {
                Ok(answer) => answer.await,
                Err(refusal) => refusal.into(),
            };
            Ok::<_, Infallible>(Answer::from(response))
        }
    }))
    .await
}
