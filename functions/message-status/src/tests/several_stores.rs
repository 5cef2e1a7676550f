//! One number, several stores: whom a reply is for.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    consent::{
        ConsentSource,
        ConsentStatus::{self, Subscribed, Unknown, Unsubscribed},
        Ruling, Statement, Wording,
    },
    ids::{SenderId, StoreId},
    phone::PhoneNumber,
    profile::Profile,
};
use rechime_store::{
    Memory, StoreError,
    phones::{KnownPhone, Phones},
    subscribers::SubscriberEditor,
};

use super::world::{NIGHT, World, id, instant, phone};

const STORES: [&str; 3] = ["ales", "bread", "coffee"];

async fn consents(world: &World) -> [ConsentStatus; 3] {
    let [ales, bread, coffee] = STORES;
    [world.consent(ales).await, world.consent(bread).await, world.consent(coffee).await]
}

/// The words of each line of a store's ledger.
async fn words(world: &World, store: &str) -> Vec<String> {
    let ledger = world.ledger(store).await;
    ledger.into_iter().map(|entry| entry.wording.map_or_else(String::new, Into::into)).collect()
}

/// A reply a minute after the one before.
async fn says(world: &World, id: &str, words: &str) {
    world.clock.advance(SignedDuration::from_mins(1));
    assert!(world.says(id, words).await);
}

#[tokio::test]
async fn stop_is_for_every_store_of_the_number_and_answered_by_the_last_that_texted() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, None).await;
    world.knows("coffee", 22, Some(Subscribed)).await;
    says(&world, "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
    let [answer] = world.answers().try_into().unwrap();
    assert!(answer.starts_with("COFFEE") && answer.contains("all shops"), "{answer}");
}

/// The stores need not be one merchant's, and what somebody buys at one is none of the other's business.
#[tokio::test]
async fn words_go_to_the_store_that_was_spoken_to_and_to_no_other() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    world.knows("bread", 22, Some(Subscribed)).await;
    let said = "STOP texting me about my order of psoriasis cream";
    says(&world, "r-1", said).await;
    assert_eq!(words(&world, "bread").await, ["", said]);
    assert_eq!(words(&world, "ales").await, ["", "said to the number that this store shares with others"]);
    says(&world, "r-2", "START").await;
    assert_eq!(words(&world, "bread").await.last().unwrap(), "START");
    assert!(words(&world, "ales").await.iter().all(|words| words != "START"));
}

#[tokio::test]
async fn of_stores_that_texted_on_one_day_the_later_was_spoken_to() {
    for (first, second) in [("ales", "bread"), ("bread", "ales")] {
        let world = World::with(&STORES).await;
        world.texted(first, "2026-11-24T07:00:00Z").await;
        world.texted(second, "2026-11-24T07:30:00Z").await;
        says(&world, "r-1", "STOP it now").await;
        assert_eq!(words(&world, second).await, ["STOP it now"]);
        assert!(world.answers()[0].starts_with(&second.to_uppercase()), "{first}, {second}");
    }
}

#[tokio::test]
async fn start_brings_back_every_store_that_a_stop_to_the_number_ended() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    world.knows("bread", 22, Some(Subscribed)).await;
    world.knows("coffee", 21, Some(Unsubscribed)).await;
    says(&world, "r-1", "STOP").await;
    says(&world, "r-2", "STOP").await;
    says(&world, "r-3", "START").await;
    assert_eq!(consents(&world).await, [Subscribed, Subscribed, Unsubscribed], "coffee was ended before");
    world.clock.advance(SignedDuration::from_hours(1));
    says(&world, "r-4", "START").await;
    let [_, start, again] = world.answers().try_into().unwrap();
    assert!(start.starts_with("BREAD: You will get texts"), "{start}");
    assert!(again.starts_with("BREAD: You are already subscribed"), "{again}");
}

/// Whoever was told of by the answer is who comes back, whichever call fails.
#[tokio::test]
async fn a_start_that_comes_again_brings_back_the_same_stores_and_is_signed_by_one_of_them() {
    for calls in 0.. {
        let world = World::with(&STORES).await;
        world.knows("ales", 20, Some(Subscribed)).await;
        world.knows("bread", 21, Some(Subscribed)).await;
        world.knows("coffee", 22, Some(Unsubscribed)).await;
        says(&world, "r-1", "STOP").await;
        world.clock.advance(SignedDuration::from_mins(1));
        world.faulty.fail_after(calls, rechime_store::Fault::Refused);
        let mut delivery = 1;
        while !world.comes("q-2", delivery, &super::world::inbound("r-2", "START")).await {
            world.clock.advance(SignedDuration::from_mins(1));
            delivery += 1;
        }
        assert_eq!(consents(&world).await, [Subscribed, Subscribed, Unsubscribed], "after {calls}");
        assert!(world.answers()[1].starts_with("ALES: You will get texts"), "{:?}", world.answers());
        if world.faulty.is_armed() {
            break;
        }
    }
}

#[tokio::test]
async fn a_start_where_nothing_was_stopped_is_for_the_store_that_texted() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, None).await;
    world.knows("bread", 21, Some(Unsubscribed)).await;
    says(&world, "r-1", "START").await;
    assert_eq!(consents(&world).await, [Unknown, Subscribed, Unknown], "the last that texted");
}

#[tokio::test]
async fn a_strangers_number_is_in_one_list_and_in_no_stores() {
    let world = World::with(&STORES).await;
    says(&world, "r-1", "wrong number, I am not Kevin").await;
    assert!(world.table.get_phone(&phone()).await.unwrap().opted_out_at(&SenderId::installation()).is_some());
    for store in STORES {
        assert_eq!(world.table.list_subscribers(&id(store), None).await.unwrap().items, [], "{store}");
        assert_eq!(world.ledger(store).await, [], "{store}");
    }
    let [answer] = world.answers().try_into().unwrap();
    assert!(answer.starts_with("You are unsubscribed from all shops"), "{answer}");
    says(&world, "r-2", "I said stop").await;
    assert_eq!(world.answers().len(), 1, "confirmed once");
}

#[tokio::test]
async fn a_store_that_hears_of_the_phone_later_keeps_to_what_was_told_to_the_number() {
    let world = World::with(&STORES).await;
    says(&world, "r-1", "STOP").await;
    let later = instant(NIGHT) + SignedDuration::from_hours(1);
    let yes = Statement::new(Subscribed, ConsentSource::Import, later);
    let saved =
        world.table.put_subscriber(&id("ales"), &phone(), &Profile::default(), Some(&yes)).await.unwrap();
    assert_eq!((saved.ruling, saved.subscriber.consent_status()), (Ruling::OptedOut, Unsubscribed));
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
    says(&world, "r-2", "START").await;
    assert_eq!(
        consents(&world).await,
        [Subscribed, Unknown, Unknown],
        "those that have the phone on their list"
    );
}

#[tokio::test]
async fn a_stop_ends_a_store_that_has_the_phone_on_its_list_and_never_texted_it() {
    let world = World::with(&STORES).await;
    let yes = Statement::new(Subscribed, ConsentSource::Import, instant("2026-11-01T00:00:00Z"));
    world.table.put_subscriber(&id("coffee"), &phone(), &Profile::default(), Some(&yes)).await.unwrap();
    world.knows("ales", 20, None).await;
    says(&world, "r-1", "STOP").await;
    assert_eq!(world.consent("coffee").await, Unsubscribed);
}

#[tokio::test]
async fn a_start_of_a_stranger_opens_the_number_and_subscribes_nobody() {
    let world = World::with(&STORES).await;
    says(&world, "r-1", "STOP").await;
    says(&world, "r-2", "START").await;
    assert_eq!(world.table.get_phone(&phone()).await.unwrap().opted_out_at(&SenderId::installation()), None);
    assert_eq!(consents(&world).await, [Unknown; 3]);
    assert!(world.answers()[1].starts_with("Shops may text you"), "{:?}", world.answers());
}

#[tokio::test]
async fn a_stop_that_was_said_later_outweighs_a_start_that_comes_late() {
    let world = World::with(&STORES).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    says(&world, "r-1", "STOP").await;
    world.clock.advance(SignedDuration::from_mins(1));
    // Noted, and then nothing can be read.
    world.faulty.fail_after(1, rechime_store::Fault::Refused);
    assert!(!world.comes("q-2", 1, &super::world::inbound("r-2", "START")).await);
    says(&world, "r-3", "STOP").await;
    assert!(world.comes("q-2", 2, &super::world::inbound("r-2", "START")).await);
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
}

#[tokio::test]
async fn help_is_answered_by_the_last_that_texted_or_by_the_number() {
    let world = World::with(&STORES).await;
    says(&world, "r-1", "HELP").await;
    world.knows("bread", 20, None).await;
    says(&world, "r-2", "HELP").await;
    let [number, last] = world.answers().try_into().unwrap();
    assert!(number.starts_with("Several shops") && last.starts_with("BREAD"), "{number} {last}");
}

/// Consent of every store, and one confirmation at most, whichever call fails.
#[tokio::test]
async fn whatever_fails_once_a_stop_reaches_every_store() {
    use rechime_store::Fault;
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for calls in 0.. {
            let world = World::with(&STORES).await;
            world.knows("ales", 20, Some(Subscribed)).await;
            world.knows("bread", 22, Some(Subscribed)).await;
            world.faulty.fail_after(calls, fault);
            let mut delivery = 1;
            while !world.comes("q-1", delivery, &super::world::inbound("r-1", "STOP, you sell my data")).await
            {
                world.clock.advance(SignedDuration::from_mins(1));
                delivery += 1;
            }
            let case = format!("{fault:?} after {calls}");
            assert_eq!(consents(&world).await, [Unsubscribed; 3], "{case}");
            assert_eq!(words(&world, "bread").await, ["", "STOP, you sell my data"], "{case}");
            assert_eq!(words(&world, "ales").await.len(), 2, "{case}");
            assert!(world.answers().len() <= 1, "{case}");
            if world.faulty.is_armed() {
                break;
            }
        }
    }
}

/// A store that is about to send its first text looks at the number just before the STOP comes, and its row is not there yet.
#[tokio::test]
async fn a_stop_reaches_a_store_that_hears_of_the_phone_while_it_is_taken_in() {
    let mut world = World::with(&STORES).await;
    world.knows("ales", 20, Some(Subscribed)).await;
    world.function.phones = Arc::new(HeardMeanwhile { table: world.table.clone(), store: id("bread") });
    says(&world, "r-1", "STOP").await;
    assert_eq!(consents(&world).await, [Unsubscribed; 3]);
    assert_eq!(
        words(&world, "bread").await.last().unwrap(),
        "said to the number that this store shares with others"
    );
    says(&world, "r-2", "START").await;
    assert_eq!(world.consent("bread").await, Subscribed);
}

/// Phones that a store hears of between two calls of a STOP.
struct HeardMeanwhile {
    table: Memory,
    store: StoreId,
}

#[async_trait]
impl Phones for HeardMeanwhile {
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError> {
        self.table.get_phone(phone).await
    }

    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError> {
        self.table.add_store(phone, store).await
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<KnownPhone, StoreError> {
        self.table.add_store(phone, &self.store).await?;
        self.table.put_opt_out(phone, sender, at, wording).await
    }

    async fn add_former_sender(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        sender: &SenderId,
    ) -> Result<(), StoreError> {
        self.table.add_former_sender(phone, store, sender).await
    }

    async fn put_opt_in(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.table.put_opt_in(phone, sender, at).await
    }
}

/// Which stores a STOP is for may take long to find out, or fail. What the sender was told counts before that.
#[tokio::test]
async fn a_stop_counts_for_its_sender_before_anything_else_is_looked_up() {
    for fault in [rechime_store::Fault::Refused, rechime_store::Fault::Stalled] {
        let world = World::with(&STORES).await;
        // It was noted that it came, and the sender was told to stop.
        world.faulty.fail_after(2, fault);
        tokio::time::pause();
        assert!(!world.comes("q-1", 1, &super::world::inbound("r-1", "STOP")).await);
        tokio::time::resume();
        let known = world.table.get_phone(&phone()).await.unwrap();
        assert!(known.opted_out_at(&SenderId::installation()).is_some(), "{fault:?}");
    }
}

/// What a reply costs does not grow with the number of stores.
#[tokio::test]
async fn a_reply_asks_only_the_stores_that_know_the_phone() {
    let names: Vec<_> = (0..40).map(|number| format!("store-{number:02}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let world = World::with(&names).await;
    world.knows("store-07", 20, Some(Subscribed)).await;
    world.faulty.fail_after(11, rechime_store::Fault::Refused);
    says(&world, "r-1", "STOP").await;
    assert!(
        world.faulty.is_armed(),
        "reply, opt-out, store list, subscriber, consent, the reply itself, settings, confirmation, turn, claim, the answer"
    );
}
