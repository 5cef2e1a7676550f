//! Short links: the order in which they are named, claimed, put and sent.

use rechime_domain::{
    link::{LinkCode, LinkForm},
    message::PendingMessage,
    occurrence::Subject,
    trigger::Trigger,
};
use rechime_sms::provider::SendError;
use rechime_store::{Fault, links::Links};
use rechime_testkit::link_key;
use serde_json::json;

use super::{
    samples::{message_to, paid},
    world::World,
};

const PORTAL: &str = "https://oatember.example/account/{hash}";

/// A world whose store has a portal, and a message to somebody who may open it.
async fn with_a_link() -> (World, PendingMessage) {
    let world = World::new().await;
    world.edit_settings(|settings| settings.portal_url = Some(PORTAL.to_owned())).await;
    world
        .edit_flow(Trigger::ChargePaid, |flow| {
            flow.steps[0].template =
                "{{ store_name }}: paid. {{ portal_link }} or https://help.example/".to_owned();
        })
        .await;
    let mut message = paid(1);
    let occurrence = std::sync::Arc::make_mut(&mut message.occurrence);
    occurrence.tags.insert("customer_hash".to_owned(), json!("1a2b"));
    (world, message)
}

fn codes(message: &PendingMessage) -> [LinkCode; 2] {
    [0, 1].map(|position| link_key().code(&message.id, position))
}

fn text(message: &PendingMessage) -> String {
    let [portal, help] = codes(message);
    format!(
        "Oat & Ember: paid. https://txt.example/{} or https://txt.example/{}",
        portal.as_str(),
        help.as_str()
    )
}

async fn destination(world: &World, code: &LinkCode) -> Option<String> {
    world.table.get_link(code).await.unwrap().map(|link| link.destination.into())
}

#[tokio::test]
async fn a_text_has_links_of_its_own_which_lead_where_it_was_written() {
    let (world, message) = with_a_link().await;
    assert!(world.send(&message).await);
    let [sent] = world.provider.attempts().try_into().unwrap();
    assert_eq!(sent.body, text(&message));
    let row = world.row(&message).await.unwrap();
    assert_eq!((row.body, row.parts), (Some(text(&message)), 1));
    assert_eq!(row.links, codes(&message));
    let [portal, help] = codes(&message);
    assert_eq!(destination(&world, &portal).await.unwrap(), "https://oatember.example/account/1a2b");
    assert_eq!(destination(&world, &help).await.unwrap(), "https://help.example/");
}

#[tokio::test]
async fn a_text_with_a_link_takes_one_write_more_and_one_without_none() {
    let (world, message) = with_a_link().await;
    world
        .edit_flow(Trigger::ChargePaid, |flow| {
            flow.steps[0].template = "{{ store_name }}: paid. {{ portal_link }}".to_owned();
        })
        .await;
    // Configuration, facts with subscriber, phone, turn, count, claim, link, outcome: one call more would fail.
    world.faulty.fail_after(8, Fault::Refused);
    assert!(world.send(&message).await && world.faulty.is_armed());
}

#[tokio::test(start_paused = true)]
async fn a_claim_that_was_given_back_and_is_tried_again_has_the_same_codes() {
    let (world, message) = with_a_link().await;
    world.provider.fail_next(SendError::Throttled { retry_after: None });
    assert!(world.send(&message).await);
    assert_eq!(world.state(&message).await, "due");
    world.settle().await;
    let [first, second] = world.provider.attempts().try_into().unwrap();
    assert_eq!((first.body, second.body), (text(&message), text(&message)));
    assert_eq!(world.state(&message).await, "accepted");
}

#[tokio::test]
async fn nothing_is_sent_whose_links_would_lead_nowhere() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let (world, message) = with_a_link().await;
        // Configuration, facts with subscriber, phone, turn, count, claim; then the links.
        world.faulty.fail_after(6, fault);
        assert!(world.send(&message).await);
        assert_eq!(world.attempts(), 0, "{fault:?}");
        world.settle().await;
        let [sent] = world.provider.attempts().try_into().unwrap();
        assert_eq!(sent.body, text(&message));
        assert!(destination(&world, &codes(&message)[0]).await.is_some());
        assert_eq!(world.state(&message).await, "accepted");
    }
}

#[tokio::test]
async fn links_stay_as_written_where_the_flow_or_the_store_says_so() {
    let written = "Oat & Ember: paid. https://oatember.example/account/1a2b or https://help.example/";
    let (by_flow, message) = with_a_link().await;
    by_flow.edit_flow(Trigger::ChargePaid, |flow| flow.links = LinkForm::AsWritten).await;
    let (by_store, _) = with_a_link().await;
    by_store.edit_settings(|settings| settings.links = LinkForm::AsWritten).await;
    for world in [by_flow, by_store] {
        assert!(world.send(&message).await);
        let [sent] = world.provider.attempts().try_into().unwrap();
        assert_eq!(sent.body, written);
        assert!(world.row(&message).await.unwrap().links.is_empty());
        assert_eq!(destination(&world, &codes(&message)[0]).await, None);
    }
}

#[tokio::test]
async fn a_customers_name_does_not_become_a_link_of_the_shop() {
    let world = World::new().await;
    world
        .edit_flow(Trigger::ChargePaid, |flow| {
            flow.steps[0].template = "{{ store_name }}: thanks {{ first_name }}".to_owned();
        })
        .await;
    let mut message = message_to("mallory", Trigger::ChargePaid, Subject::Charge("2".to_owned()));
    let occurrence = std::sync::Arc::make_mut(&mut message.occurrence);
    occurrence.tags.insert("first_name".to_owned(), json!("https://evil.example/login"));
    assert!(world.send(&message).await);
    let [sent] = world.provider.attempts().try_into().unwrap();
    assert_eq!(sent.body, "Oat & Ember: thanks https://evil.example/login");
}
