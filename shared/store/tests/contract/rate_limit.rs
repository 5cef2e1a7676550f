use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rechime_recharge::client::{LONGEST_PAUSE, RateLimiter, TokenQuota};

use crate::samples::at;

/// Each run is a sequence of calls with a token of its own.
const RUNS: usize = 20;

pub(crate) async fn keeps_its_promises(table: &impl RateLimiter) {
    let mut runner = TestRunner::default();
    for run in 0..RUNS {
        let steps = vec(step(), 1..30).new_tree(&mut runner).unwrap().current();
        any_calls_are_let_through_as_the_rate_says(table, &quota(&run.to_string()), &steps).await;
    }
    of_many_at_once_one_bucket_goes(table).await;
    tokens_do_not_wait_for_each_other(table).await;
    an_end_that_cannot_be_true_is_forgotten(table).await;
}

#[derive(Clone, Debug)]
enum Step {
    Pass(Duration),
    Take { patience: Duration },
    HoldBack { pause: Duration },
}

fn step() -> impl Strategy<Value = Step> {
    let millis = |most: u64| (0..most).prop_map(Duration::from_millis);
    prop_oneof![
        2 => millis(20_000).prop_map(Step::Pass),
        6 => millis(20_000).prop_map(|patience| Step::Take { patience }),
        1 => millis(70_000).prop_map(|pause| Step::HoldBack { pause }),
    ]
}

fn quota(token: &str) -> TokenQuota {
    TokenQuota::of(&token.into())
}

async fn any_calls_are_let_through_as_the_rate_says(
    table: &impl RateLimiter,
    quota: &TokenQuota,
    steps: &[Step],
) {
    let (mut now, mut end) = (at(0), None);
    for step in steps {
        match *step {
            Step::Pass(time) => now += time,
            Step::Take { patience } => {
                let (bucket, micros) = (quota.rate_limit, now.as_microsecond());
                let turn = bucket.admit(end, bucket.call(), micros, patience);
                let expected = turn.map(|turn| Duration::from_micros((turn.start - micros).unsigned_abs()));
                assert_eq!(
                    table.take_turn(quota, now, patience).await,
                    Ok(expected),
                    "{step:?} of {steps:?}"
                );
                end = turn.map(|turn| turn.empty_at).or(end);
            }
            Step::HoldBack { pause } => {
                table.pause_calls(quota, now, pause).await.unwrap();
                end = end.max(Some(quota.rate_limit.paused(now.as_microsecond(), pause)));
            }
        }
    }
}

async fn of_many_at_once_one_bucket_goes(table: &impl RateLimiter) {
    let quota = quota("sk_1x1_many");
    let takes = join_all((0..60).map(|_| table.take_turn(&quota, at(0), Duration::ZERO))).await;
    let gone = takes.into_iter().filter(|turn| turn == &Ok(Some(Duration::ZERO))).count();
    assert_eq!(gone, 32);
}

async fn tokens_do_not_wait_for_each_other(table: &impl RateLimiter) {
    let (paused, free) = (quota("sk_1x1_held_back"), quota("sk_1x1_free"));
    table.pause_calls(&paused, at(0), LONGEST_PAUSE).await.unwrap();
    assert_eq!(table.take_turn(&paused, at(0), Duration::ZERO).await, Ok(None));
    assert_eq!(table.take_turn(&free, at(0), Duration::ZERO).await, Ok(Some(Duration::ZERO)));
}

/// As when somebody's clock stood a year ahead.
async fn an_end_that_cannot_be_true_is_forgotten(table: &impl RateLimiter) {
    let (quota, ahead): (_, Timestamp) = (quota("sk_1x1_ahead"), at(365 * 86_400));
    for _ in 0..3 {
        table.take_turn(&quota, ahead, Duration::ZERO).await.unwrap();
    }
    assert_eq!(table.take_turn(&quota, at(0), Duration::ZERO).await, Ok(Some(Duration::ZERO)));
}
