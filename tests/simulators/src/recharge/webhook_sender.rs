//! Delivers webhooks as Recharge does: five seconds for an answer, twenty attempts, then the registration goes.
//!
//! Recharge's documentation counts no answer, 408, 429 and 5xx as failures to repeat. Any other answer outside
//! 2xx ends the delivery.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;

use super::delivery::{Delivery, Outcome, Parcel};
use super::state::Recharge;

const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_ATTEMPTS: u32 = 20;
const DEFAULT_BACKOFF_MS: u64 = 300;

/// What sends, and how patiently.
#[derive(Debug)]
pub(crate) struct WebhookSender {
    http: reqwest::Client,
    backoff_ms: AtomicU64,
}

impl WebhookSender {
    /// A webhook sender with the default backoff.
    pub(crate) fn new() -> reqwest::Result<Self> {
        let http = crate::http::client().timeout(TIMEOUT).redirect(Policy::none()).build()?;
        Ok(Self { http, backoff_ms: AtomicU64::new(DEFAULT_BACKOFF_MS) })
    }

    /// Sets the real time between two attempts.
    pub(crate) fn set_backoff(&self, milliseconds: u64) {
        self.backoff_ms.store(milliseconds, Ordering::Relaxed);
    }

    async fn back_off(&self) {
        tokio::time::sleep(Duration::from_millis(self.backoff_ms.load(Ordering::Relaxed))).await;
    }
}

/// Sends `parcel` until it is through, refused or out of attempts, and says how it went.
pub(crate) async fn send(recharge: Arc<Recharge>, mut parcel: Parcel) -> Delivery {
    loop {
        let answer = attempt(&recharge, &parcel).await;
        let delivery = &mut parcel.delivery;
        delivery.attempts += 1;
        delivery.tried_at = Some(recharge.clock.now());
        delivery.status = answer.map(|status| status.as_u16());
        delivery.outcome = outcome(answer, delivery.attempts);
        recharge.deliveries.with(|deliveries| deliveries.record(&parcel));
        match parcel.delivery.outcome {
            Outcome::Waiting | Outcome::Pending => recharge.webhook_sender.back_off().await,
            Outcome::Failed => {
                recharge.webhooks.with(|webhooks| webhooks.remove(parcel.delivery.webhook_id));
                return parcel.delivery;
            }
            Outcome::Delivered | Outcome::Refused => return parcel.delivery,
        }
    }
}

/// One attempt. It is signed with its own time, so that the receiver can tell a retry from a replay.
async fn attempt(recharge: &Recharge, parcel: &Parcel) -> Option<StatusCode> {
    if !recharge.faults.with(|faults| faults.deliveries) {
        return None;
    }
    let now = recharge.clock.now().as_second();
    let mut request = recharge
        .webhook_sender
        .http
        .post(&parcel.delivery.address)
        .header(CONTENT_TYPE, "application/json")
        .header("x-recharge-topic", &parcel.delivery.topic);
    for (name, value) in parcel.signing.headers(&parcel.secret, now, parcel.body.as_bytes()) {
        request = request.header(name, value);
    }
    let answer = request.body(parcel.body.clone()).send().await;
    answer.ok().map(|answer| answer.status())
}

fn outcome(answer: Option<StatusCode>, attempts: u32) -> Outcome {
    let repeatable = answer.is_none_or(|status| {
        status.is_server_error()
            || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    });
    match answer {
        Some(status) if status.is_success() => Outcome::Delivered,
        _ if !repeatable => Outcome::Refused,
        _ if attempts < MAX_ATTEMPTS => Outcome::Pending,
        _ => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_408_429_and_5xx_are_repeated_and_only_twenty_times() {
        for status in [None, Some(408), Some(429), Some(500), Some(503)] {
            let answer = status.map(|status| StatusCode::from_u16(status).unwrap());
            assert_eq!(outcome(answer, 19), Outcome::Pending, "{status:?}");
            assert_eq!(outcome(answer, 20), Outcome::Failed, "{status:?}");
        }
        for status in [301, 400, 401, 404, 410] {
            assert_eq!(outcome(StatusCode::from_u16(status).ok(), 1), Outcome::Refused, "{status}");
        }
        assert_eq!(outcome(Some(StatusCode::ACCEPTED), 20), Outcome::Delivered);
    }
}
