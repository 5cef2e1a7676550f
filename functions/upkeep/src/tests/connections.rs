//! Webhooks that are gone, keys that no longer count.

use rechime_domain::flow::FlowStatus;
use rechime_platform::secrets::SecretEditor;
use rechime_recharge::client::ApiError;
use rechime_store::{
    Fault,
    checkups::{Checkup, Checkups, ConnectionProblem},
    configs::{ConfigEditor, Configs, ConnectionState},
};

use super::world::{World, an_hour_ago, demo};

#[tokio::test]
async fn webhooks_that_are_gone_are_registered_again_and_told_of() {
    let world = World::new().await;
    let whole = world.recharge.webhook_urls();
    assert!(whole.contains(&"https://texts.example/webhooks/recharge/demo/key/charge/paid".to_owned()));
    world.recharge.deletes(&["charge/paid", "subscription/created"]);
    world.run().await;
    let mut restored = world.recharge.webhook_urls();
    restored.sort();
    let mut expected = whole;
    expected.sort();
    assert_eq!(restored, expected);
    assert_eq!(world.alerts(), [("Webhooks Restored", "demo".to_owned())]);
    assert_eq!(world.checkup().await, Checkup::fresh(world.now(), 20));

    world.next_hour();
    world.run().await;
    assert_eq!(
        (world.alerts(), world.recharge.webhook_urls().len()),
        (vec![], 20),
        "nothing to do, nothing to tell"
    );
    assert_eq!(world.checkup().await, Checkup::fresh(world.now(), 20));
}

#[tokio::test]
async fn a_dead_key_is_shown_and_told_of_once_and_may_come_back() {
    let world = World::new().await;
    world.recharge.answers_with(Some(ApiError::BadToken));
    for _ in 0..3 {
        world.run().await;
        world.next_hour();
    }
    let checkup = world.checkup().await;
    assert_eq!(checkup.problem, Some(ConnectionProblem::KeyRefused));
    assert_eq!(checkup.backfilled_until, an_hour_ago(), "what it misses is looked for once it is back");
    assert_eq!(world.alerts(), [("Store Disconnected", "demo".to_owned())]);

    world.recharge.answers_with(None);
    world.run().await;
    let since = world.recharge.asked().first().cloned().unwrap();
    assert_eq!(since, "charges 2026-11-25T12:30:00Z -", "all the time without a key");
    assert_eq!((world.checkup().await, world.alerts()), (Checkup::fresh(world.now(), 20), vec![]));
}

#[tokio::test]
async fn a_shop_without_recharge_is_not_told_of_again_for_its_key() {
    let world = World::new().await;
    let ended = Checkup { problem: Some(ConnectionProblem::Uninstalled), ..world.checkup().await };
    world.table.put_checkup(&demo(), &ended).await.unwrap();
    world.recharge.answers_with(Some(ApiError::BadToken));
    world.run().await;
    assert_eq!(
        (world.checkup().await.problem, world.alerts()),
        (Some(ConnectionProblem::Uninstalled), vec![])
    );
}

#[tokio::test]
async fn a_key_that_lost_permissions_is_told_of_and_a_busy_recharge_is_not() {
    let world = World::new().await;
    for passing in [ApiError::Throttled, ApiError::Unavailable { status: 503 }] {
        world.recharge.answers_with(Some(passing));
        world.run().await;
        assert_eq!((world.checkup().await.problem, world.alerts()), (None, vec![]));
    }
    world.recharge.answers_with(Some(ApiError::Forbidden));
    world.run().await;
    assert_eq!(world.checkup().await.problem, Some(ConnectionProblem::KeyRestricted));
    assert_eq!(world.alerts().len(), 1);
}

#[tokio::test]
async fn who_is_not_connected_is_left_alone() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Active).await;
    world.connect("left", FlowStatus::Active).await;
    let store_config = world.table.get_config(&demo()).await.unwrap().unwrap();
    let mut profile = store_config.profile.clone();
    profile.connection.state = ConnectionState::Disconnected;
    world.table.put_profile(&demo(), &profile, &rechime_testkit::audit_entry()).await.unwrap();
    world.secrets.delete(&rechime_domain::ids::StoreId::parse("left").unwrap()).await.unwrap();
    world.run().await;
    assert_eq!((world.recharge.webhook_urls().len(), world.alerts()), (0, vec![]));
    assert_eq!(world.table.get_checkup(&demo()).await, Ok(None));
}

#[tokio::test]
async fn one_store_s_trouble_does_not_keep_the_others_waiting() {
    for call in 0..8 {
        let world = World::empty();
        world.connect("demo", FlowStatus::Active).await;
        world.connect("second", FlowStatus::Active).await;
        world.faulty.fail_after(call, Fault::Refused);
        assert!(world.hour().await.is_err(), "call {call} fails, so the run is repeated");
        world.hour().await.unwrap();
        assert_eq!(world.recharge.webhook_urls().len(), 40, "call {call}");
        assert_eq!(world.checkup().await, Checkup::fresh(world.now(), 20), "call {call}");
    }
}
