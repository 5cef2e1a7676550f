//! Several senders: a reply is for the stores that text from the number that it came to.

use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::SignedDuration;
use rechime_domain::{
    consent::{
        ConsentSource,
        ConsentStatus::{self, Subscribed, Unknown, Unsubscribed},
        Statement,
    },
    ids::SenderId,
    phone::PhoneNumber,
    profile::Profile,
    sender::{ProviderName, Sender},
};
use rechime_sms::feedback::{Feedback, Reply};
use rechime_store::{
    consistency::Consistency,
    phones::Phones,
    subscribers::{SubscriberEditor, Subscribers},
};
use rechime_testkit::{payloads::sms, twilio_sender};

use super::world::{NIGHT, PHONE, World, id, instant, phone};

const STORES: [&str; 3] = ["ales", "bread", "coffee"];

/// `ales` and `bread` share a sender; `coffee` has the installation's.
async fn world() -> World {
    let world = World::with(&STORES).await;
    for store in ["ales", "bread"] {
        world.put_sender(store, Some(&shared())).await;
    }
    world
}

fn shared() -> Sender {
    twilio_sender(1)
}

async fn consents(world: &World) -> [ConsentStatus; 3] {
    let [ales, bread, coffee] = STORES;
    [world.consent(ales).await, world.consent(bread).await, world.consent(coffee).await]
}

/// A reply to a sender, a minute after the one before.
async fn says_to(world: &World, sender: &SenderId, name: &str, words: &str) {
    world.clock.advance(SignedDuration::from_mins(1));
    assert!(world.comes(name, 1, &reply_to(sender, &phone(), name, words)).await);
}

fn reply_to(sender: &SenderId, from: &PhoneNumber, name: &str, words: &str) -> String {
    let reply = Reply {
        id: name.to_owned(),
        from: from.clone(),
        body: words.to_owned(),
        answered: false,
        keyword: None,
        sender: Some(sender.clone()),
        number: None,
    };
    serde_json::to_string(&Feedback::Reply(reply)).unwrap()
}

/// What answers were sent from.
fn sent_from(world: &World) -> Vec<Option<SenderId>> {
    let sent = world.provider.attempts().into_iter();
    sent.map(|text| text.sender.map(|sender| sender.id)).collect()
}

async fn is_listed(world: &World, store: &str) {
    let yes = Statement::new(Subscribed, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
    world.table.put_subscriber(&id(store), &phone(), &Profile::default(), Some(&yes)).await.unwrap();
}

#[tokio::test]
async fn a_stop_ends_the_stores_of_its_sender_and_no_other() {
    let world = world().await;
    for store in STORES {
        world.knows(store, 20, Some(Subscribed)).await;
    }
    says_to(&world, &shared().id, "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed, Unsubscribed, Subscribed]);
    says_to(&world, &SenderId::installation(), "r-2", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
    assert_eq!(sent_from(&world), [Some(shared().id), None], "answered by the number that was spoken to");
    assert!(world.answers()[0].contains("all shops"), "{:?}", world.answers());
}

#[tokio::test]
async fn a_start_brings_back_the_stores_of_its_sender_and_no_other() {
    let world = world().await;
    for store in STORES {
        world.knows(store, 20, Some(Subscribed)).await;
    }
    says_to(&world, &shared().id, "r-1", "STOP").await;
    says_to(&world, &SenderId::installation(), "r-2", "STOP").await;
    says_to(&world, &shared().id, "r-3", "START").await;
    assert_eq!(consents(&world).await, [Subscribed, Subscribed, Unsubscribed]);
    says_to(&world, &SenderId::installation(), "r-4", "START").await;
    assert_eq!(consents(&world).await, [Subscribed; 3]);
    assert_eq!(world.answers().len(), 4, "each sender confirms for itself");
}

#[tokio::test]
async fn a_store_that_only_has_the_phone_on_its_list_is_stopped_by_its_own_sender_only() {
    let world = world().await;
    is_listed(&world, "ales").await;
    is_listed(&world, "coffee").await;
    says_to(&world, &SenderId::installation(), "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Subscribed, Unknown, Unsubscribed]);
    says_to(&world, &shared().id, "r-2", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
}

#[tokio::test]
async fn who_tells_a_sender_to_stop_gets_nothing_from_a_store_that_joins_it_later() {
    let world = world().await;
    says_to(&world, &shared().id, "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed, Unsubscribed, Unknown]);
    world.put_sender("coffee", Some(&shared())).await;
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
}

#[tokio::test]
async fn a_sender_of_one_store_speaks_for_that_store() {
    let world = World::with(&STORES).await;
    world.put_sender("ales", Some(&shared())).await;
    says_to(&world, &shared().id, "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed, Unknown, Unknown]);
    let [answer] = world.answers().try_into().unwrap();
    assert!(answer.starts_with("ALES") && !answer.contains("all shops"), "{answer}");
}

/// Who keeps the old number in their phone replies to that.
#[tokio::test]
async fn a_store_that_changed_its_sender_still_hears_what_is_said_to_the_old_one() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    world.knows("coffee", 20, Some(Subscribed)).await;
    world.put_sender("ales", Some(&shared())).await;
    says_to(&world, &SenderId::installation(), "r-1", "STOP").await;
    assert_eq!(world.consent("ales").await, Unsubscribed, "not texted since");

    let world = World::with(&STORES).await;
    world.put_sender("ales", Some(&shared())).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    world.table.add_former_sender(&phone(), &id("ales"), &SenderId::installation()).await.unwrap();
    says_to(&world, &SenderId::installation(), "r-1", "STOP").await;
    assert_eq!(world.consent("ales").await, Unsubscribed, "texted from both");
}

#[tokio::test]
async fn a_store_that_changes_its_sender_keeps_its_opt_outs() {
    let world = world().await;
    world.knows("ales", 20, Some(Subscribed)).await;
    says_to(&world, &shared().id, "r-1", "STOP").await;
    world.put_sender("ales", Some(&twilio_sender(2))).await;
    assert_eq!(world.consent("ales").await, Unsubscribed);
    world.put_sender("ales", None).await;
    assert_eq!(world.consent("ales").await, Unsubscribed);
}

/// AWS names the number only.
#[tokio::test]
async fn a_number_of_aws_says_whose_it_is_and_one_that_nobody_knows_ends_all() {
    for (number, expected) in [
        ("+18005551401", [Unsubscribed, Subscribed, Subscribed]),
        ("+18005551212", [Subscribed, Subscribed, Unsubscribed]),
        ("+18005559999", [Unsubscribed; 3]),
    ] {
        let world = World::with(&STORES).await;
        let rate = shared().parts_per_second;
        let pool = Sender::new(ProviderName::Aws, None, "pool-1".to_owned(), rate);
        let number_of_pool = PhoneNumber::from_e164("+18005551401").unwrap();
        world.put_sender("ales", Some(&Sender { numbers: [number_of_pool].into(), ..pool })).await;
        world.put_sender("bread", Some(&shared())).await;
        for store in STORES {
            world.knows(store, 20, Some(Subscribed)).await;
        }
        let mut published = sms::reply(PHONE, "STOP", "r-1");
        published["destinationNumber"] = number.into();
        assert!(world.comes("q-1", 1, &published.to_string()).await);
        assert_eq!(consents(&world).await, expected, "{number}");
    }
}

#[tokio::test]
async fn a_start_to_a_number_that_nobody_knows_brings_back_nobody_who_stopped_another() {
    let world = world().await;
    for store in STORES {
        world.knows(store, 20, Some(Subscribed)).await;
    }
    says_to(&world, &shared().id, "r-1", "STOP").await;
    let mut published = sms::reply(PHONE, "START", "r-2");
    published["destinationNumber"] = "+18005559999".into();
    world.clock.advance(SignedDuration::from_mins(1));
    assert!(world.comes("q-2", 1, &published.to_string()).await);
    assert_eq!(consents(&world).await[..2], [Unsubscribed; 2]);
}

/// The calls of the table that a STOP makes.
async fn calls_of_a_stop(world: &World, sender: &SenderId) -> usize {
    let before = world.faulty.calls();
    says_to(world, sender, "r-1", "STOP").await;
    world.faulty.calls() - before
}

/// However many stores there are, a STOP asks those that know the phone.
#[tokio::test]
async fn a_stop_costs_the_same_with_three_stores_and_with_a_hundred() {
    let mut counted = Vec::new();
    for stores in [3, 100] {
        let names: Vec<_> = (0..stores).map(|number| format!("store-{number:03}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let world = World::with(&names).await;
        world.put_sender("store-001", Some(&shared())).await;
        world.put_sender("store-002", Some(&shared())).await;
        world.knows("store-001", 20, Some(Subscribed)).await;
        counted.push(calls_of_a_stop(&world, &shared().id).await);
    }
    assert_eq!(counted[0], counted[1]);
    assert!(counted[0] <= 13, "{counted:?}");
}

/// 300 customers of 100 stores, of which each sends from one of four numbers, say STOP at the same moment. Each call of the
/// table takes as long as one of DynamoDB's, and a batch is handled as Lambda does it: thirty batches of ten, ten at once.
#[tokio::test]
async fn three_hundred_stops_at_once_count_within_two_seconds() {
    let names: Vec<_> = (0..100).map(|number| format!("store-{number:03}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let world = World::with(&names).await;
    for (number, store) in (0_u8..).zip(&names) {
        let sender = twilio_sender(number % 4);
        world.put_sender(store, (number % 4 != 0).then_some(&sender)).await;
    }
    let yes = Statement::new(Subscribed, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
    let phones: Vec<_> =
        (0..300).map(|it| PhoneNumber::from_e164(&format!("+1415555{it:04}")).unwrap()).collect();
    let mut replies = Vec::new();
    for (number, phone) in phones.iter().enumerate() {
        for store in [number % 100, (number + 1) % 100, (number + 4) % 100] {
            let store = id(names[store]);
            world.table.put_subscriber(&store, phone, &Profile::default(), Some(&yes)).await.unwrap();
        }
        let sender = world.store_config(&id(names[number % 100])).await.sender_id();
        let name = format!("r-{number}");
        replies.push((name.clone(), reply_to(&sender, phone, &name, "STOP")));
    }
    world.faulty.delay(Duration::from_millis(8));
    let began = Instant::now();
    for ten_batches in replies.chunks(100) {
        let batches = ten_batches.chunks(10).map(|batch| {
            let messages = batch.iter();
            world.come_together(
                messages.map(|(name, body)| super::world::queue_message(name, 1, body.clone())),
            )
        });
        assert!(join_all(batches).await.into_iter().all(|done| done));
    }
    let took = began.elapsed();
    for (number, phone) in phones.iter().enumerate() {
        for (store, expected) in [
            (number % 100, Unsubscribed),
            ((number + 1) % 100, Subscribed),
            ((number + 4) % 100, Unsubscribed),
        ] {
            let found = world.table.get_subscriber(&id(names[store]), phone, Consistency::Strong).await;
            assert_eq!(found.unwrap().unwrap().consent_status(), expected, "{number} in {store}");
        }
    }
    assert!(took < Duration::from_secs(2), "{took:?}, from {NIGHT}");
}
