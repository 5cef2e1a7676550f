use std::collections::BTreeSet;

use rechime_domain::{
    consent::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Ruling, Statement, Wording},
    ids::{PersonId, SenderId},
    phone::PhoneNumber,
    profile::Profile,
};
use rechime_store::{
    consistency::Consistency,
    phones::{ForgottenPhones, KnownPhone, Phones},
    subscribers::SubscriberEditor,
};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises<T: ForgottenPhones + SubscriberEditor>(table: &T) {
    stores_are_added_once(table).await;
    of_stops_and_starts_the_latest_counts_in_any_order(table).await;
    a_store_without_a_row_takes_the_stop_for_its_own(table).await;
    a_row_that_is_made_takes_the_stop_for_its_own(table).await;
    a_stop_that_is_stated_keeps_its_words(table).await;
    a_store_that_has_a_row_keeps_its_own_consent(table).await;
    what_is_told_to_one_sender_is_not_told_to_another(table).await;
    a_number_that_nobody_knows_is_every_senders(table).await;
    former_senders_are_kept_until_their_store_forgets_the_phone(table).await;
}

fn phone(number: u32) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1617555{number:04}")).unwrap()
}

fn own() -> SenderId {
    SenderId::installation()
}

fn stopped(second: i64) -> Consent {
    Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Reply, since: at(second) }
}

async fn stores_are_added_once(table: &impl Phones) {
    assert_eq!(table.get_phone(&phone(1)).await, Ok(KnownPhone::default()));
    for (name, count) in [("ales", 1), ("bread", 2), ("ales", 2)] {
        let known = table.add_store(&phone(1), &store(name)).await.unwrap();
        assert_eq!((known.stores.len(), known.opted_out_at(&own())), (count, None));
        assert_eq!(table.get_phone(&phone(1)).await, Ok(known));
    }
    let stores = table.get_phone(&phone(1)).await.unwrap().stores;
    assert_eq!(stores, BTreeSet::from([store("ales"), store("bread")]));
}

async fn of_stops_and_starts_the_latest_counts_in_any_order(table: &impl Phones) {
    let said = [('s', 10), ('g', 20), ('s', 30), ('g', 30), ('g', 5)];
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 1, 4, 3], [3, 1, 0, 2, 4], [1, 0, 4, 3, 2]];
    for (number, order) in (10..).zip(orders) {
        for (word, second) in order.map(|place: usize| said[place]) {
            let words = Wording::cut("STOP");
            match word {
                's' => table
                    .put_opt_out(&phone(number), Some(&own()), at(second), words.as_ref())
                    .await
                    .map(drop)
                    .unwrap(),
                _ => table.put_opt_in(&phone(number), Some(&own()), at(second)).await.unwrap(),
            }
        }
        let known = table.get_phone(&phone(number)).await.unwrap();
        assert_eq!(
            known.opted_out_at(&own()),
            Some(at(30)),
            "at the same instant a stop outweighs a start: {order:?}"
        );
        table.put_opt_in(&phone(number), Some(&own()), at(31)).await.unwrap();
        assert_eq!(table.get_phone(&phone(number)).await.unwrap().opted_out_at(&own()), None);
        assert_eq!(table.add_store(&phone(number), &store("ales")).await.unwrap().opted_out_at(&own()), None);
    }
}

async fn a_store_without_a_row_takes_the_stop_for_its_own<T: Phones + SubscriberEditor>(table: &T) {
    let (phone, store) = (phone(20), store("later"));
    assert_eq!(table.get_subscriber(&store, &phone, Consistency::Strong).await, Ok(None));
    table.put_opt_out(&phone, Some(&own()), at(10), None).await.unwrap();
    for consistency in [Consistency::Eventual, Consistency::Strong] {
        let found = table.get_subscriber(&store, &phone, consistency).await.unwrap();
        assert_eq!(found.and_then(|subscriber| subscriber.consent), Some(stopped(10)));
        assert_eq!(table.get_own_row(&store, &phone, consistency).await, Ok(None));
        let several =
            table.get_subscribers(&store, &[phone.clone(), self::phone(21)], consistency).await.unwrap();
        assert_eq!(
            several.into_iter().map(|it| (it.phone, it.consent)).collect::<Vec<_>>(),
            [(phone.clone(), Some(stopped(10)))]
        );
    }
    assert_eq!(table.list_subscribers(&store, None).await.unwrap().items, [], "to read is not to write");
    table.put_opt_in(&phone, Some(&own()), at(11)).await.unwrap();
    assert_eq!(table.get_subscriber(&store, &phone, Consistency::Strong).await, Ok(None));
}

async fn a_row_that_is_made_takes_the_stop_for_its_own<T: Phones + SubscriberEditor>(table: &T) {
    let store = store("made");
    let yes = Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, at(99));
    for (number, stated) in [(30, Some(&yes)), (31, None)] {
        table.put_opt_out(&phone(number), Some(&own()), at(10), None).await.unwrap();
        let saved = table.put_subscriber(&store, &phone(number), &Profile::default(), stated).await.unwrap();
        assert_eq!(saved.subscriber.consent, Some(stopped(10)));
        assert_eq!(saved.ruling, if stated.is_some() { Ruling::OptedOut } else { Ruling::Unchanged });
    }
    table.put_opt_out(&phone(33), Some(&own()), at(10), None).await.unwrap();
    table.add_person(&store, &phone(33), &PersonId::of_customer(&store, "maya")).await.unwrap();
    let found = table.get_subscriber(&store, &phone(33), Consistency::Strong).await.unwrap().unwrap();
    assert_eq!((found.consent, found.persons.len()), (Some(stopped(10)), 1));
    assert_eq!(table.list_consents(&store, &phone(33)).await, Ok(vec![ConsentEntry::from(stopped(10))]));
    table.put_opt_out(&phone(32), Some(&own()), at(10), None).await.unwrap();
    assert_eq!(table.put_consent(&store, &phone(32), &yes).await, Ok(Ruling::OptedOut));
    let start = Statement::new(ConsentStatus::Subscribed, ConsentSource::Reply, at(11));
    assert_eq!(table.put_consent(&store, &phone(32), &start).await, Ok(Ruling::Counts(start.consent())));
    let ledger = table.list_consents(&store, &phone(32)).await.unwrap();
    assert_eq!(ledger, [ConsentEntry::from(stopped(10)), ConsentEntry::from(start.consent())]);
}

async fn a_stop_that_is_stated_keeps_its_words<T: Phones + SubscriberEditor>(table: &T) {
    let (phone, store) = (phone(40), store("spoken"));
    table.put_opt_out(&phone, Some(&own()), at(10), None).await.unwrap();
    let stop =
        Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, at(10)).saying("Stop please");
    assert_eq!(table.put_consent(&store, &phone, &stop).await, Ok(Ruling::Counts(stop.consent())));
    let expected = ConsentEntry::saying(stop.consent(), "Stop please");
    assert_eq!(table.list_consents(&store, &phone).await, Ok(vec![expected]));
}

async fn a_store_that_has_a_row_keeps_its_own_consent<T: Phones + SubscriberEditor>(table: &T) {
    let (phone, store) = (phone(50), store("own"));
    table.add_person(&store, &phone, &PersonId::of_customer(&store, "maya")).await.unwrap();
    assert!(table.get_phone(&phone).await.unwrap().stores.contains(&store), "added before the row is made");
    for second in [10, 10, 9] {
        let told = table.put_opt_out(&phone, Some(&own()), at(second), None).await.unwrap();
        assert_eq!(told.stores, BTreeSet::from([store.clone()]), "whether it is the latest or not");
    }
    let found = table.get_subscriber(&store, &phone, Consistency::Strong).await.unwrap();
    assert_eq!(table.get_own_row(&store, &phone, Consistency::Strong).await.unwrap(), found);
    assert_eq!(
        found.and_then(|subscriber| subscriber.consent),
        None,
        "whoever takes the STOP writes it here"
    );
}

fn other() -> SenderId {
    SenderId::parse("abcdefghijklmnop").unwrap()
}

async fn what_is_told_to_one_sender_is_not_told_to_another(table: &impl Phones) {
    table.put_opt_out(&phone(60), Some(&other()), at(10), None).await.unwrap();
    table.put_opt_in(&phone(60), Some(&own()), at(20)).await.unwrap();
    let known = table.get_phone(&phone(60)).await.unwrap();
    assert_eq!((known.opted_out_at(&other()), known.opted_out_at(&own())), (Some(at(10)), None));
    assert_eq!(known.consent(&store("ales"), &own()), None);
    assert_eq!(known.consent(&store("ales"), &other()), Some(stopped(10)));
    assert!(known.was_told_to_stop(Some(&other())) && !known.was_told_to_stop(Some(&own())));
}

async fn a_number_that_nobody_knows_is_every_senders(table: &impl Phones) {
    table.put_opt_out(&phone(61), None, at(10), None).await.unwrap();
    let known = table.get_phone(&phone(61)).await.unwrap();
    assert_eq!((known.opted_out_at(&other()), known.opted_out_at(&own())), (Some(at(10)), Some(at(10))));
    table.put_opt_in(&phone(61), Some(&own()), at(20)).await.unwrap();
    let known = table.get_phone(&phone(61)).await.unwrap();
    assert_eq!((known.opted_out_at(&other()), known.opted_out_at(&own())), (Some(at(10)), None));
    table.put_opt_out(&phone(62), Some(&other()), at(10), None).await.unwrap();
    table.put_opt_in(&phone(62), None, at(20)).await.unwrap();
    let known = table.get_phone(&phone(62)).await.unwrap();
    assert_eq!(
        known.opted_out_at(&other()),
        Some(at(10)),
        "a start to a number that nobody knows is a guess"
    );
}

async fn former_senders_are_kept_until_their_store_forgets_the_phone<T: ForgottenPhones>(table: &T) {
    let (store, other_store) = (store("moved"), store("stayed"));
    for _ in 0..2 {
        table.add_store(&phone(63), &store).await.unwrap();
        table.add_former_sender(&phone(63), &store, &own()).await.unwrap();
        table.add_former_sender(&phone(63), &other_store, &other()).await.unwrap();
    }
    let known = table.get_phone(&phone(63)).await.unwrap();
    assert_eq!(known.former, BTreeSet::from([(store.clone(), own()), (other_store.clone(), other())]));
    table.forget_store(&phone(63), &store).await.unwrap();
    let known = table.get_phone(&phone(63)).await.unwrap_or_default();
    assert!(!known.former.contains(&(store, own())));
}
