//! The older signature, which binds no time and is no HMAC.

use jiff::SignedDuration;
use rechime_domain::job::Proof;
use rechime_platform::secrets::SignatureMarks;

use super::world::{BODY, PREVIOUS, SECRET, Webhook, World, demo, now};

#[tokio::test]
async fn a_delivery_whose_newer_headers_were_taken_away_is_refused_once_the_store_signs_the_newer_way() {
    let world = World::new().await;
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 200);
    world.secrets.mark_timestamped(&demo(), now()).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(72));
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 401);
    let signed_now = Webhook::unsigned(BODY).with_timestamped(SECRET, now() + SignedDuration::from_hours(72));
    assert_eq!(world.post(signed_now).await, 200);
    assert_eq!(world.proofs(), [Proof::LegacySignature, Proof::TimestampedSignature]);
}

#[tokio::test]
async fn a_process_that_remembers_the_store_from_before_reads_again_before_it_believes() {
    let world = World::new().await.remembering().await;
    world.secrets.mark_timestamped(&demo(), now()).await.unwrap();
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 401);
    world.secrets.refuse(true);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(SECRET)).await, 503, "it cannot be known now");
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(SECRET, now())).await, 200);
}

#[tokio::test]
async fn the_mark_outlives_a_connection() {
    let world = World::new().await;
    world.secrets.mark_timestamped(&demo(), now()).await.unwrap();
    world.knows_secrets(Some("of-another-token"), None).await;
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy("of-another-token")).await, 401);
}

/// Whoever has one hash can make that of a longer body (the padding of SHA-256, then anything), without the secret.
#[tokio::test]
async fn a_longer_body_under_a_matching_hash_is_no_json_and_is_not_even_checked() {
    let world = World::new().await;
    let mut extended = Webhook::unsigned(BODY);
    extended.body.extend([0x80, 0, 0, 0, 0, 0, 0, 1, 0x68]);
    extended.body.extend(br#"{"subscription":{"id":8}}"#);
    let reads = world.secrets.reads();
    assert_eq!(world.post(extended.with_legacy(SECRET)).await, 400);
    assert_eq!((world.secrets.reads(), world.proofs().len()), (reads, 0));
}

#[tokio::test]
async fn a_replaced_secret_vouches_for_nothing_that_it_signs_later_or_without_a_time() {
    let world = World::new().await;
    world.clock.advance(SignedDuration::from_mins(10));
    let later = now() + SignedDuration::from_mins(10);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(PREVIOUS, now())).await, 200);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(PREVIOUS, later)).await, 401);
    assert_eq!(world.post(Webhook::unsigned(BODY).with_legacy(PREVIOUS)).await, 401);
}

#[tokio::test]
async fn a_signature_from_more_than_five_minutes_ahead_is_refused() {
    let world = World::new().await;
    for (seconds, status) in [(300, 200), (301, 401)] {
        let ahead = now() + SignedDuration::from_secs(seconds);
        assert_eq!(world.post(Webhook::unsigned(BODY).with_timestamped(SECRET, ahead)).await, status);
    }
}
