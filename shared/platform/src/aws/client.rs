//! A client of one AWS service.

use std::{sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{
    Method, Request,
    body::Bytes,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT},
};
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::{Instant, sleep, timeout};

use super::{
    AwsConfig, CallError, Refusal, attempts,
    config::Shared,
    service::Service,
    signature::{self, Signed},
};
use crate::clock::{Clock, SystemClock};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// A client of one service. A call that fails in a way that passes is tried again, within the time that [`AwsConfig`] gives.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
    service: &'static Service,
    endpoint: String,
    attempts: u32,
    /// How long a call may take with all its attempts.
    limit: Duration,
    /// How long an attempt may take.
    attempt_limit: Duration,
}

/// A request before it is signed.
struct Call<'a> {
    path: &'a str,
    target: Option<String>,
    body: Bytes,
}

impl Client {
    /// A client of that service.
    #[must_use]
    pub fn new(config: &AwsConfig, service: &'static Service) -> Self {
        Self {
            endpoint: config.endpoint(service),
            shared: Arc::clone(&config.0),
            service,
            attempts: attempts::ATTEMPTS,
            limit: config.0.limit,
            attempt_limit: config.0.limit / 2,
        }
    }

    /// The same with one attempt for each call, which may take as long as `limit`: for what must not be done twice.
    #[must_use]
    pub fn trying_once(self, limit: Duration) -> Self {
        Self { attempts: 1, limit, attempt_limit: limit, ..self }
    }

    /// Calls an operation, such as `PutItem`, with its input as JSON.
    pub async fn call<O: DeserializeOwned>(
        &self,
        operation: &str,
        input: &impl Serialize,
    ) -> Result<O, CallError> {
        let target = self.service.target.map(|service| format!("{service}.{operation}"));
        self.exchange("/", target, input).await
    }

    /// Calls the operation of a path, such as `/schedules/name`. The path is of letters that need no encoding,
    /// and no segment of it is `.` or `..`.
    pub async fn post<O: DeserializeOwned>(
        &self,
        path: &str,
        input: &impl Serialize,
    ) -> Result<O, CallError> {
        self.exchange(path, None, input).await
    }

    async fn exchange<O: DeserializeOwned>(
        &self,
        path: &str,
        target: Option<String>,
        input: &impl Serialize,
    ) -> Result<O, CallError> {
        let body = serde_json::to_vec(input).map_err(|error| CallError::NotMade(error.to_string()))?;
        let answer = self.persist(&Call { path, target, body: body.into() }).await?;
        // Some operations that have nothing to say answer with nothing.
        let answer: &[u8] = if answer.is_empty() { b"{}" } else { &answer };
        // serde_json's own message may quote a secret.
        serde_json::from_slice(answer).map_err(|_| CallError::Unreadable)
    }

    /// Tries until it goes well, another attempt would end the same way, or the time is over.
    async fn persist(&self, call: &Call<'_>) -> Result<Bytes, CallError> {
        let deadline = Instant::now() + self.limit;
        let mut failed = 0;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let attempt = timeout(left.min(self.attempt_limit), self.attempt(call)).await;
            let error = match attempt.unwrap_or(Err(CallError::TimedOut)) {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            failed += 1;
            let wait = attempts::wait(&error, failed).filter(|wait| Instant::now() + *wait < deadline);
            match wait.filter(|_| failed < self.attempts) {
                Some(wait) => sleep(wait).await,
                None => return Err(error),
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>) -> Result<Bytes, CallError> {
        let request = self.request(call).map_err(|error| CallError::NotMade(error.to_string()))?;
        let answer = self.shared.connections.ask(request).await?;
        if answer.status.is_success() {
            Ok(answer.body)
        } else {
            Err(CallError::Refused(Refusal::read(answer.status, &answer.headers, &answer.body)))
        }
    }

    /// A signed request. AWS refuses one that is five minutes old, so that each attempt has its own.
    fn request(&self, call: &Call<'_>) -> Result<Request<Full<Bytes>>, Box<dyn std::error::Error>> {
        let signer = &self.shared.signer;
        // AWS's clock is the machine's, wherever tests move ours.
        let at = SystemClock.now();
        let time = signature::time(at);
        let token = signer.credentials.session_token.as_ref().map(ExposeSecret::expose_secret);
        let host = self.endpoint.split_once("://").map_or("", |(_, host)| host);
        let mut headers = vec![(CONTENT_TYPE, self.service.content_type), (HOST, host), (DATE, &time)];
        headers.extend(token.map(|token| (SECURITY_TOKEN, token)));
        headers.extend(call.target.as_deref().map(|target| (TARGET, target)));
        let content = Signed { path: call.path, headers: &headers, body: &call.body };
        let authorization = signer.authorization(self.service.host, at, &content)?;
        headers.extend([(AUTHORIZATION, authorization.as_str()), (USER_AGENT, &self.shared.agent)]);
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = format!("{}{}", self.endpoint, call.path).parse()?;
        for (name, value) in &headers {
            request.headers_mut().insert(name, HeaderValue::from_str(value)?);
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests;
