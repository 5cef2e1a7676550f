use jiff::civil::date;
use rechime_domain::{
    ids::StoreId,
    occurrence::Address,
    phone::PhoneNumber,
    subscriber::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Subscriber, Wording},
};
use rechime_store::{
    StoreError,
    subscribers::{Consistency, SubscriberEditor},
};

use crate::samples::{at, phone, store};

pub(crate) async fn keeps_its_promises(table: &impl SubscriberEditor) {
    a_received_message_makes_a_row_and_the_latest_day_stays(table, &store("received")).await;
    the_latest_consent_counts_and_every_one_is_kept(table, &store("consent")).await;
    the_end_of_a_consent_wins_a_tie(table, &store("tie")).await;
    a_void_ends_a_consent_and_no_opt_out(table, &store("void")).await;
    a_saved_person_is_read_back(table, &store("saved")).await;
    the_words_are_kept_as_they_were_entered(table, &store("words")).await;
    an_edit_does_not_undo_a_stop(table, &store("stopped")).await;
    the_list_comes_in_pages(table, &store("list")).await;
}

fn consent(status: ConsentStatus, second: i64) -> Consent {
    Consent { status, source: ConsentSource::Reply, since: at(second) }
}

async fn person(table: &impl SubscriberEditor, store: &StoreId) -> Option<Subscriber> {
    table.get(store, &phone(), Consistency::Strong).await.unwrap()
}

async fn a_received_message_makes_a_row_and_the_latest_day_stays(
    table: &impl SubscriberEditor,
    store: &StoreId,
) {
    assert_eq!(person(table, store).await, None);
    for day in [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 23)] {
        table.mark_received(store, &phone(), day).await.unwrap();
    }
    let expected = Subscriber { received_recharge_on: Some(date(2026, 11, 25)), ..Subscriber::new(phone()) };
    assert_eq!(person(table, store).await, Some(expected));
}

async fn the_latest_consent_counts_and_every_one_is_kept(table: &impl SubscriberEditor, store: &StoreId) {
    let stop = consent(ConsentStatus::Unsubscribed, 20);
    let late = consent(ConsentStatus::Subscribed, 10);
    for entered in [stop, late, late] {
        table.set_consent(store, &phone(), entered.into()).await.unwrap();
    }
    assert_eq!(person(table, store).await.unwrap().consent, Some(stop));
    let start = consent(ConsentStatus::Subscribed, 30);
    table.set_consent(store, &phone(), start.into()).await.unwrap();
    assert_eq!(person(table, store).await.unwrap().consent, Some(start));
    assert_eq!(
        table.consents(store, &phone()).await,
        Ok([late, stop, start].map(ConsentEntry::from).to_vec())
    );
}

async fn the_end_of_a_consent_wins_a_tie(table: &impl SubscriberEditor, store: &StoreId) {
    let (start, stop) = (consent(ConsentStatus::Subscribed, 10), consent(ConsentStatus::Unsubscribed, 10));
    for entered in [start, stop, start] {
        table.set_consent(store, &phone(), entered.into()).await.unwrap();
    }
    assert_eq!(person(table, store).await.unwrap().consent, Some(stop));
    assert_eq!(table.consents(store, &phone()).await.unwrap().len(), 2);
}

async fn a_void_ends_a_consent_and_no_opt_out(table: &impl SubscriberEditor, store: &StoreId) {
    let start = consent(ConsentStatus::Subscribed, 20);
    let [early, void, late] = [10, 30, 50].map(|second| consent(ConsentStatus::Void, second));
    let stop = consent(ConsentStatus::Unsubscribed, 40);
    for (entered, stands) in
        [(early, early), (start, start), (early, start), (void, void), (stop, stop), (late, stop)]
    {
        table.set_consent(store, &phone(), entered.into()).await.unwrap();
        assert_eq!(person(table, store).await.unwrap().consent, Some(stands), "{entered:?}");
    }
    assert_eq!(
        table.consents(store, &phone()).await,
        Ok([early, start, void, stop, late].map(ConsentEntry::from).to_vec())
    );
}

async fn a_saved_person_is_read_back(table: &impl SubscriberEditor, store: &StoreId) {
    table.mark_received(store, &phone(), date(2026, 11, 24)).await.unwrap();
    let mut saved = Subscriber {
        consent: Some(consent(ConsentStatus::Subscribed, 10)),
        time_zone: Some("America/Denver".to_owned()),
        address: Address { country: Some("US".to_owned()), province: None, zip: Some("80202".to_owned()) },
        ..Subscriber::new(phone())
    };
    table.save(store, &saved, None).await.unwrap();
    saved.received_recharge_on = Some(date(2026, 11, 24));
    assert_eq!(person(table, store).await.as_ref(), Some(&saved));

    saved.time_zone = None;
    saved.address = Address::default();
    table.save(store, &saved, None).await.unwrap();
    assert_eq!(person(table, store).await.as_ref(), Some(&saved));
    assert_eq!(
        table.consents(store, &phone()).await,
        Ok(vec![consent(ConsentStatus::Subscribed, 10).into()])
    );
}

async fn the_words_are_kept_as_they_were_entered(table: &impl SubscriberEditor, store: &StoreId) {
    let words = Wording::parse("I agree to texts").unwrap();
    let agreed = consent(ConsentStatus::Subscribed, 10);
    let person = Subscriber { consent: Some(agreed), ..Subscriber::new(phone()) };
    table.save(store, &person, Some(&words)).await.unwrap();
    table.save(store, &person, None).await.unwrap();
    let stop = ConsentEntry::saying(consent(ConsentStatus::Unsubscribed, 20), "Stop please!");
    table.set_consent(store, &phone(), stop.clone()).await.unwrap();
    table.set_consent(store, &phone(), ConsentEntry::saying(stop.consent, "something else")).await.unwrap();
    let agreed = ConsentEntry { consent: agreed, wording: Some(words) };
    assert_eq!(table.consents(store, &phone()).await, Ok(vec![agreed, stop]));
}

async fn an_edit_does_not_undo_a_stop(table: &impl SubscriberEditor, store: &StoreId) {
    let stop = consent(ConsentStatus::Unsubscribed, 20);
    table.set_consent(store, &phone(), stop.into()).await.unwrap();
    let before =
        Subscriber { consent: Some(consent(ConsentStatus::Subscribed, 10)), ..Subscriber::new(phone()) };
    assert_eq!(table.save(store, &before, None).await, Err(StoreError::Conflict));
    assert_eq!(table.save(store, &Subscriber::new(phone()), None).await, Err(StoreError::Conflict));
    assert_eq!(person(table, store).await.unwrap().consent, Some(stop));
    assert_eq!(table.consents(store, &phone()).await, Ok(vec![stop.into()]));
}

async fn the_list_comes_in_pages(table: &impl SubscriberEditor, store: &StoreId) {
    let phones: Vec<_> =
        (0..120).map(|number| PhoneNumber::from_e164(&format!("+1415555{number:04}")).unwrap()).collect();
    for phone in phones.iter().rev() {
        table.save(store, &Subscriber::new(phone.clone()), None).await.unwrap();
    }
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = table.list(store, after.as_ref()).await.unwrap();
        assert!(page.items.len() <= 100);
        listed.extend(page.items.into_iter().map(|person| person.phone));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, phones);
}
