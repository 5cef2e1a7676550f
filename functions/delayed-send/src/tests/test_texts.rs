//! Texts that a merchant sends to a phone of their own.

use rechime_domain::{ids::MessageId, job::SendJob, link::LinkForm};
use rechime_sms::provider::SendError;
use rechime_store::links::Links;
use rechime_testkit::link_key;

use super::{
    samples::{demo, phone},
    world::{World, batch, record},
};

fn test() -> String {
    let (store, to) = (demo(), phone());
    let job = SendJob::Test {
        store,
        to,
        body: "Oat & Ember: hi".to_owned(),
        id: "one".to_owned(),
        links: Vec::new(),
    };
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

/// Whoever tries a text follows its links, too. Nothing counts that: the test has no row.
#[tokio::test]
async fn the_links_of_a_test_lead_where_those_of_a_text_would() {
    let world = World::new().await;
    let (settings, base) = (rechime_testkit::settings("demo"), rechime_testkit::link_base());
    let written = "See https://shop.example/a.";
    let shortening = base.shortening(&settings, LinkForm::Short).unwrap();
    let (body, links) = shortening.shorten(written, written);
    let job = SendJob::Test { store: demo(), to: phone(), body, id: "one".to_owned(), links };
    let job = serde_json::to_string(&job).unwrap();
    assert!(world.handle(batch([record("s-1", 1, job)])).await.is_empty());
    let code = link_key().code(&MessageId::of_test(&demo(), &phone(), "one"), 0);
    let [sent] = world.provider.attempts().try_into().unwrap();
    assert_eq!(sent.body, format!("See https://txt.example/{}.", code.as_str()));
    let link = world.table.get_link(&code).await.unwrap().unwrap();
    assert_eq!(link.destination.as_str(), "https://shop.example/a");
}
