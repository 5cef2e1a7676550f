//! Campaigns: promotions by every rule, and nobody gets one that was canceled.

use std::time::Duration;

use jiff::SignedDuration;
use rechime_domain::{campaign::Campaign, message::PendingMessage};
use rechime_store::paces::{PacedSender, Paces};

use super::{
    samples::{demo, phone},
    world::World,
};

const TEXT: &str = "{{ store_name }}: 20 % off";

async fn world() -> World {
    let world = World::new().await;
    world.subscribe(&demo(), &phone()).await;
    world
}

async fn launched(world: &World, name: &str) -> (Campaign, PendingMessage) {
    let campaign = world.launch_campaign(&demo(), name, TEXT, |_| {}).await;
    let message = campaign.message(&demo(), &phone(), world.now()).decided(world.now());
    (campaign, message)
}

#[tokio::test]
async fn a_campaigns_text_goes_as_a_promotion_and_is_noted_as_the_campaigns() {
    let world = world().await;
    let (campaign, message) = launched(&world, "spring").await;
    assert!(world.send(&message).await);
    assert_eq!((world.attempts(), world.state(&message).await), (1, "accepted"));
    let subscriber = world.subscriber().await.unwrap();
    assert_eq!(subscriber.last_source, Some(campaign.id));
    assert!(subscriber.recent_texts[0].promotional);
    assert_eq!(subscriber.received_recharge_on, None, "it is no Recharge flow's");
    assert!(subscriber.persons.contains(&message.id.person()));
    assert!(world.send(&message).await);
    assert_eq!(world.attempts(), 1, "the claim is the gate");
}

#[tokio::test]
async fn somebody_in_two_campaigns_of_a_day_gets_one_where_the_store_leaves_time_between() {
    let world = world().await;
    world.edit_settings(|settings| settings.smart_sending_hours = 16).await;
    let (_, first) = launched(&world, "spring").await;
    let (_, second) = launched(&world, "summer").await;
    assert!(world.send(&first).await && world.send(&second).await);
    assert_eq!((world.attempts(), world.state(&second).await), (1, "skipped"));
    assert_eq!(world.row(&second).await.unwrap().why.last().unwrap().code(), "texted_recently");
}

#[tokio::test]
async fn whoever_is_left_when_a_campaign_is_canceled_has_no_row() {
    let world = world().await;
    let (campaign, message) = launched(&world, "spring").await;
    world.cancel_campaign(&demo(), &campaign).await;
    assert!(world.send(&message).await);
    assert_eq!((world.attempts(), world.row(&message).await), (0, None));
    assert!(world.queued().is_empty() && world.bulk.take().is_empty());
}

#[tokio::test]
async fn a_row_that_says_until_when_it_waits_says_that_it_was_canceled() {
    let world = world().await;
    let (campaign, message) = launched(&world, "spring").await;
    world.clock.set(super::samples::at("2026-11-25T04:00:00Z"));
    assert!(world.send(&message).await);
    assert_eq!(world.state(&message).await, "held");
    world.cancel_campaign(&demo(), &campaign).await;
    assert!(world.send(&message).await);
    assert_eq!((world.attempts(), world.state(&message).await), (0, "skipped"));
    assert_eq!(world.row(&message).await.unwrap().why.last().unwrap().code(), "campaign_canceled");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_counts_while_a_text_waits_for_its_turn() {
    let world = world().await;
    let (campaign, message) = launched(&world, "spring").await;
    let sender = PacedSender::from(&world.sender.sender);
    world.table.pause_sender(&sender, world.now(), Duration::from_millis(900)).await.unwrap();
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.cancel_campaign(&demo(), &campaign).await;
        world.clock.advance(SignedDuration::from_millis(500));
    };
    let (sent, ()) = tokio::join!(world.send(&message), cancel);
    assert!(sent);
    assert_eq!((world.attempts(), world.row(&message).await), (0, None));
}
