//! Texts that a merchant sends to a phone of their own.

use rechime_domain::job::SendJob;
use rechime_sms::provider::SendError;

use super::{
    samples::{demo, phone},
    world::{World, batch, record},
};

fn test() -> String {
    let (store, to) = (demo(), phone());
    let job = SendJob::Test { store, to, body: "Oat & Ember: hi".to_owned(), id: "one".to_owned() };
    serde_json::to_string(&job).unwrap()
}

#[tokio::test]
async fn a_test_goes_at_any_hour_and_leaves_nothing_behind() {
    let world = World::new().await;
    world.clock.set(rechime_testkit::at(rechime_testkit::NIGHT));
    assert!(world.handle(batch([record("s-1", 1, test())])).await.is_empty());
    let sent = world.provider.attempts();
    assert_eq!(sent.iter().map(|text| text.body.as_str()).collect::<Vec<_>>(), ["Oat & Ember: hi"]);
    assert!(world.subscriber().await.is_none(), "it is not counted");
    assert!(world.parked(Some(&demo())).await.is_empty());
}

#[tokio::test]
async fn a_test_that_the_provider_refuses_is_parked_with_the_reason_and_one_that_it_puts_off_comes_again() {
    let world = World::new().await;
    world.provider.fail_next(SendError::Throttled { retry_after: None });
    assert_eq!(world.handle(batch([record("s-1", 1, test())])).await, ["s-1"]);
    let reason = "blocked".to_owned();
    world.provider.fail_next(SendError::Refused { reason, opted_out: false, invalid_number: true });
    assert!(world.handle(batch([record("s-1", 2, test())])).await.is_empty());
    let parked = world.parked(Some(&demo())).await;
    assert_eq!(parked[0].reason, "The SMS provider refused the text: blocked.");
}
