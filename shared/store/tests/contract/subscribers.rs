use std::collections::BTreeSet;

use jiff::civil::date;
use rechime_domain::{
    consent::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Ruling, Statement, Wording},
    frequency::{SentText, SentTexts},
    ids::{PersonId, SenderId, StoreId},
    phone::{PhoneNumber, PhonePrefix},
    place::Address,
    profile::Profile,
    subscriber::Subscriber,
};
use rechime_store::{
    Page,
    consistency::Consistency,
    sent_texts::{Seen, SentTextLog},
    subscribers::{SHARDS, Saved, SubscriberEditor, SubscriberShards},
};

use crate::samples::{at, pending, phone, store};

pub(crate) async fn keeps_its_promises(table: &(impl SubscriberEditor + SubscriberShards + SentTextLog)) {
    a_person_is_listed_once_however_often_they_are_added(table, &store("persons")).await;
    the_latest_consent_counts_and_every_one_is_kept(table, &store("consent")).await;
    the_end_of_a_consent_wins_a_tie(table, &store("tie")).await;
    a_void_ends_a_consent_and_no_opt_out(table, &store("void")).await;
    a_source_states_only_what_it_can_know(table, &store("sources")).await;
    a_profile_is_replaced_whole_and_the_rest_of_the_person_stays(table, &store("saved")).await;
    a_statement_of_an_edit_is_ruled_on(table, &store("edited")).await;
    the_words_are_kept_as_they_were_entered(table, &store("words")).await;
    an_edit_does_not_undo_a_stop(table, &store("stopped")).await;
    the_list_comes_in_pages(table, &store("list")).await;
    phones_are_found_by_their_beginning(table, &store("list")).await;
    a_short_list_is_one_page(table, &store("short")).await;
    every_person_is_in_one_shard(table, &store("list")).await;
    several_are_read_at_once(table, &store("several")).await;
}

/// By pages of seven, which end within a shard and at its end.
async fn every_person_is_in_one_shard(table: &(impl SubscriberEditor + SubscriberShards), store: &StoreId) {
    let (mut listed, mut cursor) = (Vec::new(), None);
    loop {
        let page = table.list_subscribers(store, cursor.as_ref()).await.unwrap();
        listed.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut by_shard = Vec::new();
    for shard in 0..SHARDS {
        let mut cursor = None;
        loop {
            let page = table.list_shard(store, shard, cursor.as_ref(), 7).await.unwrap();
            assert!(page.items.len() <= 7);
            by_shard.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    assert!(listed.len() > 100);
    assert_eq!(by_shard, listed);
}

async fn several_are_read_at_once(table: &impl SubscriberEditor, store: &StoreId) {
    let numbers: Vec<_> =
        (0..120).map(|n| PhoneNumber::from_e164(&format!("+1617556{n:04}")).unwrap()).collect();
    assert_eq!(table.get_subscribers(store, &numbers, Consistency::Strong).await, Ok(vec![]));
    assert_eq!(table.get_subscribers(store, &[], Consistency::Strong).await, Ok(vec![]));
    for number in numbers.iter().step_by(3) {
        table.put_consent(store, number, &by_merchant(ConsentStatus::Subscribed, 5)).await.unwrap();
    }
    let twice = [numbers.clone(), numbers.clone()].concat();
    let mut found = table.get_subscribers(store, &twice, Consistency::Strong).await.unwrap();
    found.sort_by(|one, other| one.phone.cmp(&other.phone));
    let mut expected = Vec::new();
    for number in &numbers {
        expected.extend(table.get_subscriber(store, number, Consistency::Strong).await.unwrap());
    }
    assert_eq!((found.len(), found), (40, expected));
}

fn stated(status: ConsentStatus, second: i64) -> Statement {
    let source = if status == ConsentStatus::Void { ConsentSource::Provider } else { ConsentSource::Reply };
    Statement::new(status, source, at(second))
}

fn by_merchant(status: ConsentStatus, second: i64) -> Statement {
    Statement::new(status, ConsentSource::Merchant, at(second))
}

fn entries<const N: usize>(statements: [&Statement; N]) -> Vec<ConsentEntry> {
    statements.map(|stated| ConsentEntry::from(stated.consent())).to_vec()
}

async fn person(table: &impl SubscriberEditor, store: &StoreId) -> Option<Subscriber> {
    table.get_subscriber(store, &phone(), Consistency::Strong).await.unwrap()
}

async fn consent(table: &impl SubscriberEditor, store: &StoreId) -> Option<Consent> {
    person(table, store).await?.consent
}

async fn enter(table: &impl SubscriberEditor, store: &StoreId, statement: &Statement) -> Ruling {
    table.put_consent(store, &phone(), statement).await.unwrap()
}

async fn a_person_is_listed_once_however_often_they_are_added(
    table: &impl SubscriberEditor,
    store: &StoreId,
) {
    let [maya, sam] = ["9", "8"].map(|customer| PersonId::of_customer(store, customer));
    for whose in [&maya, &maya, &sam] {
        table.add_person(store, &phone(), whose).await.unwrap();
    }
    let expected = Subscriber { persons: BTreeSet::from([maya, sam]), ..Subscriber::new(phone()) };
    assert_eq!(person(table, store).await, Some(expected), "and nothing else is known of them");
}

async fn the_latest_consent_counts_and_every_one_is_kept(table: &impl SubscriberEditor, store: &StoreId) {
    let (stop, late) = (stated(ConsentStatus::Unsubscribed, 20), stated(ConsentStatus::Subscribed, 10));
    for (statement, ruling) in
        [(&stop, Ruling::Counts(stop.consent())), (&late, Ruling::Recorded), (&late, Ruling::Recorded)]
    {
        assert_eq!(enter(table, store, statement).await, ruling);
    }
    assert_eq!(enter(table, store, &stop).await, Ruling::Unchanged);
    assert_eq!(consent(table, store).await, Some(stop.consent()));
    let start = stated(ConsentStatus::Subscribed, 30);
    assert_eq!(enter(table, store, &start).await, Ruling::Counts(start.consent()));
    assert_eq!(consent(table, store).await, Some(start.consent()));
    assert_eq!(table.list_consents(store, &phone()).await, Ok(entries([&late, &stop, &start])));
}

async fn the_end_of_a_consent_wins_a_tie(table: &impl SubscriberEditor, store: &StoreId) {
    let (start, stop) = (stated(ConsentStatus::Subscribed, 10), stated(ConsentStatus::Unsubscribed, 10));
    for statement in [&start, &stop, &start] {
        enter(table, store, statement).await;
    }
    assert_eq!(consent(table, store).await, Some(stop.consent()));
    assert_eq!(table.list_consents(store, &phone()).await.unwrap().len(), 2);
}

async fn a_void_ends_a_consent_and_no_opt_out(table: &impl SubscriberEditor, store: &StoreId) {
    let start = stated(ConsentStatus::Subscribed, 20);
    let [early, void, late] = [10, 30, 50].map(|second| stated(ConsentStatus::Void, second));
    let stop = stated(ConsentStatus::Unsubscribed, 40);
    for (statement, stands) in
        [(&early, &early), (&start, &start), (&early, &start), (&void, &void), (&stop, &stop), (&late, &stop)]
    {
        enter(table, store, statement).await;
        assert_eq!(consent(table, store).await, Some(stands.consent()), "{statement:?}");
    }
    let ledger = table.list_consents(store, &phone()).await;
    assert_eq!(ledger, Ok(entries([&early, &start, &void, &stop, &late])));
}

async fn a_source_states_only_what_it_can_know(table: &impl SubscriberEditor, store: &StoreId) {
    let unknowable = [
        (ConsentSource::Reply, ConsentStatus::Void),
        (ConsentSource::Reply, ConsentStatus::Unknown),
        (ConsentSource::Shopify, ConsentStatus::Void),
        (ConsentSource::Shopify, ConsentStatus::Unknown),
        (ConsentSource::Provider, ConsentStatus::Subscribed),
        (ConsentSource::Provider, ConsentStatus::Unknown),
    ];
    for (source, status) in unknowable {
        let nonsense = Statement::new(status, source, at(10));
        assert_eq!(enter(table, store, &nonsense).await, Ruling::Unchanged, "{nonsense:?}");
    }
    assert_eq!(person(table, store).await, None, "nobody is listed for it");
    let start = stated(ConsentStatus::Subscribed, 20);
    enter(table, store, &start).await;
    for (source, status) in unknowable {
        let nonsense = Statement::new(status, source, at(30));
        assert_eq!(enter(table, store, &nonsense).await, Ruling::Unchanged, "{nonsense:?}");
    }
    assert_eq!(consent(table, store).await, Some(start.consent()));
    assert_eq!(table.list_consents(store, &phone()).await, Ok(entries([&start])));
}

async fn a_profile_is_replaced_whole_and_the_rest_of_the_person_stays(
    table: &(impl SubscriberEditor + SentTextLog),
    store: &StoreId,
) {
    let (maya, day) = (PersonId::of_customer(store, "9"), date(2026, 11, 24));
    let text = SentText { message: pending(store, 1).id, at: at(1), promotional: true };
    let texts = SentTexts { recent: vec![text.clone()], last_day: Some(day), ..SentTexts::default() };
    let start = stated(ConsentStatus::Subscribed, 10);
    assert!(
        table
            .count_text(store, &phone(), &maya, &SenderId::installation(), &Seen::default(), &texts)
            .await
            .unwrap()
    );
    enter(table, store, &start).await;
    let denver = Profile {
        time_zone: Some("America/Denver".to_owned()),
        address: Address { country: Some("US".to_owned()), province: None, zip: Some("80202".to_owned()) },
    };
    let moved = Profile {
        time_zone: None,
        address: Address { province: Some("NY".to_owned()), ..Address::default() },
    };
    for profile in [denver, moved, Profile::default()] {
        let saved = table.put_subscriber(store, &phone(), &profile, None).await.unwrap();
        let expected = Subscriber {
            consent: Some(start.consent()),
            profile,
            persons: BTreeSet::from([maya.clone()]),
            received_recharge_on: Some(day),
            recent_texts: vec![text.clone()],
            ..Subscriber::new(phone())
        };
        assert_eq!(person(table, store).await.as_ref(), Some(&expected));
        assert_eq!(saved, Saved { subscriber: expected, ruling: Ruling::Unchanged });
    }
    assert_eq!(table.list_consents(store, &phone()).await, Ok(entries([&start])));
}

async fn a_statement_of_an_edit_is_ruled_on(table: &impl SubscriberEditor, store: &StoreId) {
    let zone = |zone: &str| Profile { time_zone: Some(zone.to_owned()), ..Profile::default() };
    let (yes, again) =
        (by_merchant(ConsentStatus::Subscribed, 10), by_merchant(ConsentStatus::Subscribed, 20));
    let (early, no) = (by_merchant(ConsentStatus::Unknown, 5), by_merchant(ConsentStatus::Unsubscribed, 30));
    for (profile, statement, ruling, stands) in [
        (zone("America/Denver"), &yes, Ruling::Counts(yes.consent()), &yes),
        (zone("America/Chicago"), &again, Ruling::Unchanged, &yes),
        (zone("America/Boise"), &early, Ruling::LaterStands, &yes),
        (zone("America/Denver"), &no, Ruling::Counts(no.consent()), &no),
    ] {
        let saved = table.put_subscriber(store, &phone(), &profile, Some(statement)).await.unwrap();
        let subscriber = Subscriber { profile, consent: Some(stands.consent()), ..Subscriber::new(phone()) };
        assert_eq!(person(table, store).await.as_ref(), Some(&subscriber));
        assert_eq!(saved, Saved { subscriber, ruling });
    }
    assert_eq!(table.list_consents(store, &phone()).await, Ok(entries([&yes, &no])));
}

async fn the_words_are_kept_as_they_were_entered(table: &impl SubscriberEditor, store: &StoreId) {
    let words = Wording::parse("I agree to texts").unwrap();
    let agreed = by_merchant(ConsentStatus::Subscribed, 10).saying("I agree to texts");
    table.put_subscriber(store, &phone(), &Profile::default(), Some(&agreed)).await.unwrap();
    let wordless = Statement { wording: None, ..agreed.clone() };
    table.put_subscriber(store, &phone(), &Profile::default(), Some(&wordless)).await.unwrap();
    let stop = stated(ConsentStatus::Unsubscribed, 20).saying("Stop please!");
    let start = stated(ConsentStatus::Subscribed, 30);
    for statement in [&stop, &start] {
        enter(table, store, statement).await;
        // Shopify tells the same of the same instant: it has a ruling of its own, and shares the line.
        let same_instant = Statement { source: ConsentSource::Shopify, confirmed: true, ..statement.clone() };
        enter(table, store, &same_instant.saying("something else")).await;
    }
    let agreed = ConsentEntry { consent: agreed.consent(), wording: Some(words) };
    let stop = ConsentEntry::saying(stop.consent(), "Stop please!");
    let start = ConsentEntry { consent: start.consent(), wording: None };
    assert_eq!(table.list_consents(store, &phone()).await, Ok(vec![agreed, stop, start]));
}

async fn an_edit_does_not_undo_a_stop(table: &impl SubscriberEditor, store: &StoreId) {
    let stop = stated(ConsentStatus::Unsubscribed, 20);
    enter(table, store, &stop).await;
    let profile = Profile { time_zone: Some("America/Denver".to_owned()), ..Profile::default() };
    let subscriber =
        Subscriber { profile: profile.clone(), consent: Some(stop.consent()), ..Subscriber::new(phone()) };
    for status in [ConsentStatus::Subscribed, ConsentStatus::Unknown, ConsentStatus::Void] {
        for second in [10, 20, 30] {
            let edit = by_merchant(status, second);
            let saved = table.put_subscriber(store, &phone(), &profile, Some(&edit)).await.unwrap();
            assert_eq!(saved, Saved { subscriber: subscriber.clone(), ruling: Ruling::OptedOut }, "{edit:?}");
            assert_eq!(person(table, store).await.as_ref(), Some(&subscriber), "{edit:?}");
        }
    }
    let saved = table.put_subscriber(store, &phone(), &profile, None).await.unwrap();
    assert_eq!(saved.subscriber, subscriber);
    assert_eq!(table.list_consents(store, &phone()).await, Ok(entries([&stop])));
}

async fn the_list_comes_in_pages(table: &impl SubscriberEditor, store: &StoreId) {
    let phones: Vec<_> =
        (0..120).map(|number| PhoneNumber::from_e164(&format!("+1415555{number:04}")).unwrap()).collect();
    for phone in phones.iter().rev() {
        table.put_subscriber(store, phone, &Profile::default(), None).await.unwrap();
    }
    let listed = list(table, store).await;
    assert_eq!(list(table, store).await, listed, "the order is fixed");
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), phones.into_iter().collect());
    assert_eq!(listed.len(), 120, "nobody is listed twice");
}

async fn phones_are_found_by_their_beginning(table: &impl SubscriberEditor, store: &StoreId) {
    for (number, count) in [("+1415555011", 10), ("+141555500", 100), ("+1415555", 120), ("+1416", 0)] {
        let prefix = PhonePrefix::parse(number, "US").unwrap();
        let (mut found, mut after) = (BTreeSet::new(), None);
        loop {
            let page = table.find_subscribers(store, &prefix, after.as_ref()).await.unwrap();
            found.extend(page.items.into_iter().map(|person| person.phone));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(found.iter().all(|phone| phone.as_str().starts_with(number)), "{number}");
        assert_eq!(found.len(), count, "{number}");
    }
}

async fn a_short_list_is_one_page(table: &impl SubscriberEditor, store: &StoreId) {
    assert_eq!(table.list_subscribers(store, None).await.unwrap(), Page { items: Vec::new(), next: None });
    table.put_subscriber(store, &phone(), &Profile::default(), None).await.unwrap();
    let page = table.list_subscribers(store, None).await.unwrap();
    assert_eq!(page, Page { items: vec![Subscriber::new(phone())], next: None });
}

async fn list(table: &impl SubscriberEditor, store: &StoreId) -> Vec<PhoneNumber> {
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = table.list_subscribers(store, after.as_ref()).await.unwrap();
        assert!(page.items.len() <= 100);
        listed.extend(page.items.into_iter().map(|person| person.phone));
        after = page.next;
        if after.is_none() {
            return listed;
        }
    }
}
