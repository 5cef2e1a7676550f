//! Functions that the HTTP API calls.

use std::{
    convert::Infallible,
    future::{Future, ready},
};

use lambda_http::{Body, Error, IntoResponse, Request, Response, service_fn};

/// Answers requests until Lambda ends the process. A body is text or bytes when it comes here: `lambda_http` would see to it
/// by the charset of each answer, and brings the tables of every charset in the world for that.
pub async fn run<H, F>(handle: H) -> Result<(), Error>
where
    H: Fn(Request) -> F,
    F: Future<Output = Response<Body>> + Send,
{
    lambda_http::run(service_fn(|request| {
        let answer = handle(request);
        async { Ok::<_, Infallible>(Answer(answer.await)) }
    }))
    .await
}

struct Answer(Response<Body>);

impl IntoResponse for Answer {
    fn into_response(self) -> std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(ready(self.0))
    }
}
