//! What a stranger can make the function do: nothing.

use std::time::Duration;

use rechime_testkit::{path_keys, store_id};

use super::world::{BODY, PATH_KEY, SECRET, Webhook, World, demo, now};

/// A webhook for a store that somebody made up, with a key of the right form.
fn guess(number: usize) -> Webhook {
    let path = format!("/webhooks/recharge/guess-{number}/{PATH_KEY}/subscription/created");
    Webhook::signed(BODY).to(path)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_invented_names_cost_no_read_and_a_real_store_is_answered_with_ssm_down() {
    let world = World::new().await.caching();
    assert_eq!(world.post(Webhook::signed(BODY)).await, 200);
    let reads = world.secrets.reads();
    for number in 0..1_000 {
        assert_eq!(world.post(guess(number)).await, 401);
    }
    assert_eq!(world.secrets.reads(), reads);
    world.secrets.refuse(true);
    tokio::time::advance(Duration::from_hours(1)).await;
    for _ in 0..100 {
        assert_eq!(world.post(Webhook::signed(BODY)).await, 200);
    }
    assert_eq!(world.secrets.reads(), reads + 1, "an outage is not asked about by each webhook");
}

/// A thousand guesses a second for a minute, and ten webhooks of the real store in each second.
#[tokio::test(start_paused = true)]
async fn a_minute_of_guesses_beside_real_webhooks() {
    let world = World::new().await.caching();
    let (mut reads, mut real) = (0, 0);
    for second in 0..60 {
        for number in 0..1_000 {
            assert_eq!(world.post(guess(second * 1_000 + number)).await, 401);
            if number % 100 == 0 {
                assert_eq!(world.post(Webhook::signed(BODY)).await, 200);
                real += 1;
            }
        }
        reads = world.secrets.reads();
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!((reads, real, world.proofs().len()), (1, 600, 600), "one read: the store's own");
}

#[tokio::test]
async fn a_key_is_of_its_store_and_every_refusal_reads_alike() {
    let world = World::new().await;
    let of_another = path_keys().issue(&store_id("other"), &PATH_KEY[..20]);
    let replaced = path_keys().issue(&demo(), "theStoresKeyBefore00");
    let mut answers = Vec::new();
    for (key, reads) in [("x", 0), (PATH_KEY.to_lowercase().as_str(), 0), (&of_another, 0), (&replaced, 2)] {
        let before = world.secrets.reads();
        let path = format!("/webhooks/recharge/demo/{key}/subscription/created");
        let answer = world.answer(Webhook::signed(BODY).to(path)).await;
        assert_eq!((answer.status().as_u16(), world.secrets.reads() - before), (401, reads), "{key}");
        answers.push(format!("{:?}", answer.body()));
    }
    let forged = world.answer(Webhook::unsigned(BODY).with_timestamped("guess", now())).await;
    answers.push(format!("{:?}", forged.body()));
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(world.proofs(), []);
}

/// Somebody knows an address, and not the client secret.
#[tokio::test(start_paused = true)]
async fn forgeries_for_a_known_address_cost_a_read_every_two_seconds() {
    let world = World::new().await.caching();
    for _ in 0..10 {
        for _ in 0..100 {
            assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped("guess", now())).await, 401);
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!(world.secrets.reads(), 5);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(SECRET, now())).await, 200);
}
