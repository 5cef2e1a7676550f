//! A client that keeps to Recharge's rate limit, and backs off where Recharge says that it is too fast.

use std::{pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use rechime_platform::{
    clock::Clock,
    environment::{Environment, EnvironmentError},
    http::HttpClient,
    random,
};
use secrecy::SecretString;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    ApiError, CustomerProfile, HttpRechargeApi, LONGEST_LINE, Listing, ObjectPage, RateLimitError,
    RateLimiter, RechargeApi, ShopDetails, TokenInformation, TokenQuota, Webhook,
};
use crate::topic::HandledTopic;

/// How long Recharge wants to be left alone after a 429.
/// Source: <https://docs.getrecharge.com/docs/api-rate-limits>. It sends no `Retry-After`.
const RECOVERY: Duration = Duration::from_secs(2);

/// A call that has less time than this is not begun.
const SHORTEST_CALL: Duration = Duration::from_millis(500);

/// How much time a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest wait for a turn. Where it would be longer the call ends as [`ApiError::Throttled`], so that the
    /// queue waits and not a function that is paid for.
    pub patience: Duration,
    /// Waiting, calling and calling again, all in all.
    pub total: Duration,
}

impl Limits {
    /// For functions of 10 seconds, in which two calls one after the other must end: 2 s and 4 s.
    pub const SHORT: Self = Self { patience: Duration::from_secs(2), total: Duration::from_secs(4) };

    /// For functions that nobody waits for: 10 s and 40 s. They give way to those for whom a customer waits, which
    /// share the quota of the store's token.
    pub const LONG: Self = Self { patience: Duration::from_secs(10), total: Duration::from_secs(40) };
}

/// A client each of whose calls takes its turn first.
pub struct RateLimited<A> {
    api: A,
    rate_limiter: Arc<dyn RateLimiter>,
    clock: Arc<dyn Clock>,
    up_to: fn(Duration) -> Duration,
    limits: Limits,
    lines_up: bool,
}

impl RateLimited<HttpRechargeApi> {
    /// The API at `RECHARGE_API_URL`.
    pub fn from_environment(
        environment: &Environment,
        http: HttpClient,
        rate_limiter: Arc<dyn RateLimiter>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EnvironmentError> {
        let api = HttpRechargeApi::new(environment.required("RECHARGE_API_URL")?, http);
        Ok(Self::new(api, rate_limiter, clock, random::up_to))
    }
}

/// What the methods of [`RechargeApi`] are under their `async`.
type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send + 'a>>;

impl<A> RateLimited<A> {
    /// Calls `api` when `rate_limiter` lets it, within [`Limits::SHORT`]. `up_to` gives a random duration below
    /// another, so that those who were refused together do not come back together.
    pub fn new(
        api: A,
        rate_limiter: Arc<dyn RateLimiter>,
        clock: Arc<dyn Clock>,
        up_to: fn(Duration) -> Duration,
    ) -> Self {
        Self { api, rate_limiter, clock, up_to, limits: Limits::SHORT, lines_up: false }
    }

    /// The same with other limits.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same for questions that a queue can put off: one that finds no turn gets a place in line, and ends as
    /// [`ApiError::InLine`].
    #[must_use]
    pub fn lining_up(self) -> Self {
        Self { lines_up: true, ..self }
    }

    async fn call<'a, T>(
        &self,
        token: &SecretString,
        call: impl Fn() -> Answering<'a, T>,
    ) -> Result<T, ApiError> {
        let quota = TokenQuota::of(token);
        match self.call_in_turn(&quota, call).await {
            Err(ApiError::Throttled) if self.lines_up => Err(self.line_up(&quota).await),
            answer => answer,
        }
    }

    /// Takes a place at the end of the line. Where the line is too long the question asks again from there.
    async fn line_up(&self, quota: &TokenQuota) -> ApiError {
        match self.rate_limiter.take_turn(&quota.line(), self.clock.now(), LONGEST_LINE).await {
            Ok(place) => ApiError::InLine { wait: self.limits.patience + place.unwrap_or(LONGEST_LINE) },
            Err(error) => error.into(),
        }
    }

    /// Calls, and calls again after a 429 as long as there is time. Any other answer is the caller's.
    async fn call_in_turn<'a, T>(
        &self,
        quota: &TokenQuota,
        call: impl Fn() -> Answering<'a, T>,
    ) -> Result<T, ApiError> {
        let deadline = Instant::now() + self.limits.total;
        let mut spread = RECOVERY;
        loop {
            self.await_turn(quota, deadline).await?;
            let answer = timeout_at(deadline, call()).await.unwrap_or_else(|_| Err(no_answer()));
            if !matches!(answer, Err(ApiError::Throttled)) {
                return answer;
            }
            self.rate_limiter.pause_calls(quota, self.clock.now(), RECOVERY).await?;
            let pause = RECOVERY + (self.up_to)(spread);
            if time_left(deadline) < pause + SHORTEST_CALL {
                return answer;
            }
            sleep(pause).await;
            spread *= 2;
        }
    }

    async fn await_turn(&self, quota: &TokenQuota, deadline: Instant) -> Result<(), ApiError> {
        let patience = self.limits.patience.min(time_left(deadline).saturating_sub(SHORTEST_CALL));
        let turn = self.rate_limiter.take_turn(quota, self.clock.now(), patience).await?;
        sleep(turn.ok_or(ApiError::Throttled)?).await;
        Ok(())
    }
}

fn time_left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

fn no_answer() -> ApiError {
    ApiError::Unreachable { reason: "no answer in time".to_owned() }
}

impl From<RateLimitError> for ApiError {
    fn from(RateLimitError(reason): RateLimitError) -> Self {
        Self::RateLimiterUnavailable { reason }
    }
}

#[async_trait]
impl<A: RechargeApi> RechargeApi for RateLimited<A> {
    async fn get_customer(&self, token: &SecretString, id: &str) -> Result<CustomerProfile, ApiError> {
        self.call(token, || self.api.get_customer(token, id)).await
    }

    async fn find_customers(
        &self,
        token: &SecretString,
        email: &str,
    ) -> Result<Vec<CustomerProfile>, ApiError> {
        self.call(token, || self.api.find_customers(token, email)).await
    }

    async fn get_token_information(&self, token: &SecretString) -> Result<TokenInformation, ApiError> {
        self.call(token, || self.api.get_token_information(token)).await
    }

    async fn list_webhooks(&self, token: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        self.call(token, || self.api.list_webhooks(token)).await
    }

    async fn create_webhook(
        &self,
        token: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        self.call(token, || self.api.create_webhook(token, url, topic)).await
    }

    async fn delete_webhook(&self, token: &SecretString, id: &str) -> Result<(), ApiError> {
        self.call(token, || self.api.delete_webhook(token, id)).await
    }

    async fn get_object(&self, token: &SecretString, subject: &Subject) -> Result<Box<RawValue>, ApiError> {
        self.call(token, || self.api.get_object(token, subject)).await
    }

    async fn list_changed(
        &self,
        token: &SecretString,
        listing: Listing,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        self.call(token, || self.api.list_changed(token, listing, since, cursor)).await
    }

    async fn get_store(&self, token: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        self.call(token, || self.api.get_store(token)).await
    }
}

#[cfg(test)]
mod tests;
