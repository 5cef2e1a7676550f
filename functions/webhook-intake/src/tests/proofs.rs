//! Who sent it.

use jiff::SignedDuration;
use rechime_domain::job::Proof;

use super::world::{BODY, PATH_KEY, PREVIOUS, SECRET, Webhook, World, now};

#[tokio::test]
async fn either_signature_with_the_new_secret_is_recharges_and_with_the_previous_one_that_with_a_time() {
    let world = World::new().await;
    for secret in [SECRET, PREVIOUS] {
        assert_eq!(
            world.post(Webhook::unsigned(BODY).with_timestamped(secret, now())).await,
            200,
            "{secret}"
        );
    }
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 200);
    let [time, older] = [Proof::TimestampedSignature, Proof::LegacySignature];
    assert_eq!(world.proofs(), [time, time, older]);
}

#[tokio::test]
async fn after_a_second_rotation_the_oldest_secret_no_longer_counts() {
    let world = World::new().await;
    world.knows_secrets(Some("the-newest"), Some(SECRET)).await;
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(PREVIOUS, now())).await, 401);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(SECRET, now())).await, 200);
}

#[tokio::test]
async fn two_days_after_a_rotation_the_previous_secret_no_longer_counts() {
    let world = World::new().await;
    world.clock.advance(SignedDuration::from_hours(48));
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(PREVIOUS, now())).await, 200);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(PREVIOUS, now())).await, 401);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 200);
}

#[tokio::test]
async fn a_new_secret_counts_while_a_process_remembers_the_old_one() {
    let world = World::new().await.remembering().await;
    world.knows_secrets(Some("the-newest"), Some(SECRET)).await;
    for secret in ["the-newest", SECRET] {
        let webhook = Webhook::unsigned(BODY).with_timestamped(secret, now());
        assert_eq!(world.post(webhook).await, 200, "{secret}");
    }
    assert_eq!(world.secrets.reads(), 2, "once to remember, and once because the newest did not fit");
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy("guess")).await, 401);
    world.secrets.refuse(true);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy("the-newest")).await, 503, "it may fit later");
}

#[tokio::test]
async fn a_cookie_of_the_console_opens_nothing_here() {
    let world = World::new().await;
    let with_cookie = |mut webhook: Webhook| {
        webhook.headers.push(("Cookie", "__Host-rechime=token".to_owned()));
        webhook
    };
    assert_eq!(world.post(with_cookie(Webhook::unsigned(BODY).with_legacy("guess"))).await, 401);
    assert_eq!(world.post(with_cookie(Webhook::signed(BODY))).await, 200, "and spoils nothing");
}

#[tokio::test]
async fn a_forged_or_altered_webhook_is_refused() {
    let world = World::new().await;
    let mut altered = Webhook::signed(BODY);
    altered.body = br#"{"subscription":{"id":8}}"#.to_vec();
    let long_ago = now() - SignedDuration::from_hours(49);
    for (forgery, webhook) in [
        ("another's secret", Webhook::unsigned(BODY).with_timestamped("guess", now()).with_legacy("guess")),
        ("another's body", altered),
        ("a replay", Webhook::unsigned(BODY).with_timestamped(SECRET, long_ago)),
        (
            "a way round by the older scheme",
            Webhook::unsigned(BODY).with_timestamped("guess", now()).with_legacy(SECRET),
        ),
    ] {
        assert_eq!(world.post(webhook).await, 401, "{forgery}");
    }
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn an_unsigned_webhook_is_refused_where_a_secret_is_known() {
    let world = World::new().await;
    assert_eq!(world.post(Webhook::unsigned(BODY)).await, 401);
    world.knows_secrets(None, Some(PREVIOUS)).await;
    assert_eq!(world.post(Webhook::unsigned(BODY)).await, 401);
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn without_a_secret_the_key_in_the_path_is_the_proof_and_is_called_so() {
    let world = World::new().await;
    world.knows_secrets(None, None).await;
    assert_eq!(world.post(Webhook::unsigned(BODY)).await, 200);
    // A signature that nobody can check proves nothing.
    assert_eq!(world.post(Webhook::signed(BODY)).await, 200);
    assert_eq!(world.proofs(), [Proof::PathKey, Proof::PathKey]);
}

#[tokio::test]
async fn the_key_in_the_path_must_be_right_even_under_a_good_signature() {
    let world = World::new().await;
    for key in ["wrong", "", &PATH_KEY[1..], &PATH_KEY.to_lowercase(), &format!("{PATH_KEY}x")] {
        let path = format!("/webhooks/recharge/demo/{key}/subscription/created");
        assert_eq!(world.post(Webhook::signed(BODY).to(path)).await, 401, "{key}");
    }
    world.knows_secrets(None, None).await;
    assert_eq!(world.post(Webhook::unsigned(BODY).to("/webhooks/recharge/demo/x/charge/paid")).await, 401);
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn a_store_that_is_not_connected_is_not_told_from_a_wrong_key() {
    let world = World::new().await;
    let path = format!("/webhooks/recharge/stranger/{PATH_KEY}/subscription/created");
    let stranger = world.answer(Webhook::signed(BODY).to(path)).await;
    let wrong_key =
        world.answer(Webhook::signed(BODY).to("/webhooks/recharge/demo/x/subscription/created")).await;
    assert_eq!(stranger.status(), 401);
    assert_eq!(stranger.body(), wrong_key.body());
    assert_eq!(world.proofs(), []);
}
