//! One number, several stores: whom a reply is for.

use rechime_domain::consent::ConsentStatus::{self, Subscribed, Unknown, Unsubscribed};

use super::world::World;

const STORES: [&str; 3] = ["ales", "bread", "coffee"];

async fn consents(world: &World) -> [ConsentStatus; 3] {
    let [ales, bread, coffee] = STORES;
    [world.consent(ales).await, world.consent(bread).await, world.consent(coffee).await]
}

#[tokio::test]
async fn stop_is_for_every_store_that_knows_the_phone_and_answered_by_the_last_that_texted() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, None).await;
    world.knows("coffee", 22, Some(Subscribed)).await;
    assert!(world.says("r-1", "STOP").await);
    assert_eq!(consents(&world).await, [Unsubscribed, Unknown, Unsubscribed]);
    let [answer] = world.answers().try_into().unwrap();
    assert!(answer.starts_with("COFFEE"), "{answer}");
}

#[tokio::test]
async fn a_stop_of_somebody_whom_no_store_knows_is_for_all() {
    let world = World::with(&STORES).await;
    assert!(world.says("r-1", "wrong number").await);
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
    assert_eq!(world.answers().len(), 1);
}

#[tokio::test]
async fn start_is_for_the_one_store_that_it_can_mean() {
    let world = World::with(&STORES).await;
    assert!(world.says("r-1", "START").await);
    assert_eq!(consents(&world).await, [Unknown; 3], "nobody knows them");
    world.knows("ales", 20, None).await;
    world.knows("bread", 21, Some(Unsubscribed)).await;
    assert!(world.says("r-2", "START").await);
    assert_eq!(consents(&world).await, [Unknown, Subscribed, Unknown], "the one that was stopped");
    assert!(world.says("r-3", "STOP").await);
    let stopped = consents(&world).await;
    assert!(world.says("r-4", "START").await);
    assert_eq!(consents(&world).await, stopped, "two were stopped");
}

#[tokio::test]
async fn help_is_answered_by_the_last_that_texted_or_by_anybody() {
    let world = World::with(&STORES).await;
    assert!(world.says("r-1", "HELP").await);
    world.knows("bread", 20, None).await;
    assert!(world.says("r-2", "HELP").await);
    let [anybody, last] = world.answers().try_into().unwrap();
    assert!(anybody.starts_with("ALES") && last.starts_with("BREAD"), "{anybody} {last}");
}
