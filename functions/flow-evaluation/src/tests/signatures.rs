//! How a store's webhooks are signed is remembered for intake.

use rechime_platform::secrets::SigningSecretsReader;

use super::{
    webhook::Webhook,
    world::{World, demo},
};

async fn is_marked(world: &World) -> bool {
    world.secrets.get_signing(&demo()).await.unwrap().unwrap().timestamped
}

#[tokio::test]
async fn a_store_is_marked_by_the_first_webhook_that_is_signed_with_a_time() {
    let world = World::new().await;
    world.evaluate(&[Webhook::started().backfilled(), Webhook::started().unsigned()]).await;
    assert!(!is_marked(&world).await);
    world.evaluate(&[Webhook::started()]).await;
    assert!(is_marked(&world).await);
}

#[tokio::test]
async fn an_event_does_not_wait_for_the_mark_and_the_next_one_makes_it() {
    let world = World::new().await;
    world.secrets.refuse(true);
    assert!(world.evaluate(&[Webhook::started()]).await.is_empty());
    world.secrets.refuse(false);
    assert_eq!((world.queued().len(), is_marked(&world).await), (1, false));
    world.evaluate(&[Webhook::paid(1)]).await;
    assert!(is_marked(&world).await);
}
