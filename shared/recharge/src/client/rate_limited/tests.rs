use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use rechime_platform::clock::FakeClock;

use super::*;
use crate::client::{LONGEST_LINE, LONGEST_PAUSE};

type Answer = Result<Vec<Webhook>, ApiError>;

/// Answers as told, each call in its time; remembers when it was called.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<(u64, Answer)>>,
    called: Mutex<Vec<Instant>>,
}

impl Scripted {
    fn new(answers: impl IntoIterator<Item = (u64, Answer)>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }
}

#[async_trait]
impl RechargeApi for Scripted {
    async fn list_webhooks(&self, _: &SecretString) -> Answer {
        self.called.lock().unwrap().push(Instant::now());
        let (millis, answer) = self.answers.lock().unwrap().pop_front().unwrap();
        sleep(Duration::from_millis(millis)).await;
        answer
    }

    async fn get_customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn find_customers(&self, _: &SecretString, _: &str) -> Result<Vec<CustomerProfile>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn create_webhook(&self, _: &SecretString, _: &str, _: HandledTopic) -> Result<Webhook, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn delete_webhook(&self, _: &SecretString, _: &str) -> Result<(), ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_object(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn list_changed(
        &self,
        _: &SecretString,
        _: Listing,
        _: Timestamp,
        _: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_store(&self, _: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        Err(ApiError::Forbidden)
    }
}

/// Gives everybody the same turn, or none, and remembers who was held back.
#[derive(Default)]
struct Turns {
    wait: Option<Duration>,
    broken: bool,
    paused: Mutex<Vec<Duration>>,
}

#[async_trait]
impl RateLimiter for Turns {
    async fn take_turn(
        &self,
        _: &TokenQuota,
        _: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, RateLimitError> {
        if self.broken {
            return Err(RateLimitError("the table is away".to_owned()));
        }
        Ok(self.wait.filter(|wait| *wait <= patience))
    }

    async fn pause_calls(&self, _: &TokenQuota, _: Timestamp, pause: Duration) -> Result<(), RateLimitError> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner).push(pause);
        Ok(())
    }
}

fn waiting(seconds: u64) -> Arc<Turns> {
    Arc::new(Turns { wait: Some(Duration::from_secs(seconds)), ..Turns::default() })
}

fn rate_limited(
    answers: impl IntoIterator<Item = (u64, Answer)>,
    turns: &Arc<Turns>,
) -> RateLimited<Scripted> {
    let clock = Arc::new(FakeClock::at(Timestamp::UNIX_EPOCH));
    RateLimited::new(Scripted::new(answers), turns.clone(), clock, |limit| limit / 4)
}

/// What the call gave, and how long it took.
async fn asked(rate_limited: &RateLimited<Scripted>) -> (Answer, Duration) {
    let begun = Instant::now();
    (rate_limited.list_webhooks(&"token".into()).await, begun.elapsed())
}

fn calls(rate_limited: &RateLimited<Scripted>) -> usize {
    rate_limited.api.called.lock().unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn a_short_wait_is_slept_through() {
    let rate_limited = rate_limited([(100, Ok(Vec::new()))], &waiting(2));
    assert_eq!(asked(&rate_limited).await, (Ok(Vec::new()), Duration::from_millis(2_100)));
}

#[tokio::test(start_paused = true)]
async fn for_a_longer_one_nobody_waits_and_nothing_is_called() {
    let rate_limited = rate_limited([], &waiting(3));
    assert_eq!(asked(&rate_limited).await, (Err(ApiError::Throttled), Duration::ZERO));
    assert_eq!(calls(&rate_limited), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_pace_nothing_is_called_and_it_is_tried_again_later() {
    let rate_limited = rate_limited([], &Arc::new(Turns { broken: true, ..Turns::default() }));
    let error = asked(&rate_limited).await.0.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("the table is away"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_everybody_holds_back_and_the_call_is_made_again() {
    let turns = waiting(0);
    let rate_limited = rate_limited([(0, Err(ApiError::Throttled)), (0, Ok(Vec::new()))], &turns);
    assert_eq!(asked(&rate_limited).await, (Ok(Vec::new()), Duration::from_millis(2_500)));
    assert_eq!(*turns.paused.lock().unwrap(), [RECOVERY]);
    assert!(RECOVERY <= LONGEST_PAUSE);
}

#[tokio::test(start_paused = true)]
async fn who_has_more_time_tries_more_often_at_growing_distances() {
    let refused = || (0, Err(ApiError::Throttled));
    let limits = Limits { total: Duration::from_secs(20), ..Limits::SHORT };
    let rate_limited =
        rate_limited([refused(), refused(), refused(), refused(), refused()], &waiting(0)).within(limits);
    // 2 s and a quarter of 2, 4, 8 and 16 s each; after that 2 + 8 s more would leave no time to call.
    assert_eq!(asked(&rate_limited).await, (Err(ApiError::Throttled), Duration::from_millis(15_500)));
    assert_eq!(calls(&rate_limited), 5);
}

#[tokio::test(start_paused = true)]
async fn all_in_all_it_ends_in_time() {
    let rate_limited = rate_limited([(60_000, Ok(Vec::new()))], &waiting(1));
    let (answer, took) = asked(&rate_limited).await;
    assert_eq!((answer.unwrap_err().is_retryable(), took), (true, Duration::from_secs(4)));
}

#[tokio::test(start_paused = true)]
async fn any_other_trouble_is_told_at_once() {
    for error in [ApiError::Unavailable { status: 500 }, ApiError::BadToken] {
        let (turns, expected) = (waiting(0), error.clone());
        let rate_limited = rate_limited([(0, Err(error))], &turns);
        assert_eq!(asked(&rate_limited).await, (Err(expected), Duration::ZERO));
        assert!(turns.paused.lock().unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn who_may_line_up_is_told_when_the_turn_comes_and_the_others_are_not() {
    let turns = waiting(60);
    assert_eq!(asked(&rate_limited([], &turns)).await.0, Err(ApiError::Throttled));
    let told = asked(&rate_limited([], &turns).lining_up()).await;
    assert_eq!(told, (Err(ApiError::InLine { wait: Duration::from_secs(62) }), Duration::ZERO));
    let full = Arc::new(Turns::default());
    let told = asked(&rate_limited([], &full).lining_up()).await.0;
    assert_eq!(told, Err(ApiError::InLine { wait: LONGEST_LINE + Duration::from_secs(2) }));
}
