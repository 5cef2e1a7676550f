use futures::future::join_all;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    frequency::{SentText, SentTexts},
    ids::{PersonId, SenderId, SourceId},
    phone::PhoneNumber,
};
use rechime_store::{
    consistency::Consistency,
    sent_texts::{Seen, SentTextLog},
    subscribers::Subscribers,
};

use crate::samples::{at, pending, store};

pub(crate) async fn keeps_its_promises(table: &(impl SentTextLog + Subscribers)) {
    a_text_is_counted_after_those_that_were_seen(table).await;
    of_several_at_once_one_is_counted(table).await;
    a_text_that_did_not_go_leaves_its_person_only(table).await;
    a_text_that_did_not_go_stays_where_another_was_counted_since(table).await;
    a_text_is_not_counted_once_the_consent_is_another(table).await;
}

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+14155552671").unwrap()
}

fn flow() -> SourceId {
    SourceId::parse("charge_failed").unwrap()
}

fn text(charge: u64, second: i64) -> SentText {
    SentText {
        message: pending(&store("texts"), charge).id,
        at: at(second),
        promotional: charge.is_multiple_of(2),
    }
}

/// Counts a store's texts for a person; the store is the row.
async fn put(table: &impl SentTextLog, row: &str, person: &str, known: &SentTexts, next: &SentTexts) -> bool {
    let person = PersonId::of_customer(&store(row), person);
    let seen = Seen { texts: known.clone(), consent: None };
    table.count_text(&store(row), &phone(), &person, &SenderId::installation(), &seen, next).await.unwrap()
}

async fn take_back(table: &impl SentTextLog, row: &str, known: &SentTexts, next: &SentTexts) -> bool {
    table.uncount_text(&store(row), &phone(), known, next).await.unwrap()
}

async fn standing(table: &impl Subscribers, row: &str) -> (SentTexts, usize) {
    let subscriber = table.get_subscriber(&store(row), &phone(), Consistency::Strong).await.unwrap();
    subscriber.map_or_else(Default::default, |it| (it.sent_texts(), it.persons.len()))
}

async fn a_text_is_counted_after_those_that_were_seen(table: &(impl SentTextLog + Subscribers)) {
    let none = SentTexts::default();
    let (one, other) = (none.with(text(1, 1), &flow()), none.with(text(2, 2), &flow()));
    assert!(put(table, "texts-one", "9", &none, &one).await);
    assert!(!put(table, "texts-one", "8", &none, &other).await, "one stands already");
    assert!(put(table, "texts-one", "9", &none, &one).await, "a repeated write is the same count");
    assert_eq!(standing(table, "texts-one").await, (one.clone(), 1));
    let both = one.with(text(2, 2), &flow());
    assert!(put(table, "texts-one", "8", &one, &both).await);
    assert_eq!(standing(table, "texts-one").await, (both, 2));
}

async fn of_several_at_once_one_is_counted(table: &(impl SentTextLog + Subscribers)) {
    let (mut known, rounds) = (SentTexts::default(), 1..6);
    for round in rounds {
        let all: Vec<_> = (0..8).map(|it| known.with(text(round * 8 + it, 10), &flow())).collect();
        let done = join_all(all.iter().map(|next| put(table, "texts-many", "9", &known, next))).await;
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        known = standing(table, "texts-many").await.0;
        assert!(all.contains(&known));
    }
}

async fn a_text_that_did_not_go_leaves_its_person_only(table: &(impl SentTextLog + Subscribers)) {
    let none = SentTexts::default();
    let one = none.with(text(1, 1), &flow());
    assert!(put(table, "texts-back", "9", &none, &one).await);
    assert!(take_back(table, "texts-back", &one, &none).await);
    assert_eq!(standing(table, "texts-back").await, (none, 1));
}

async fn a_text_that_did_not_go_stays_where_another_was_counted_since(
    table: &(impl SentTextLog + Subscribers),
) {
    let none = SentTexts::default();
    let one = none.with(text(1, 1), &flow());
    let both = one.with(text(2, 2), &flow());
    assert!(put(table, "texts-since", "9", &none, &one).await);
    assert!(put(table, "texts-since", "9", &one, &both).await);
    assert!(!take_back(table, "texts-since", &one, &none).await);
    assert_eq!(standing(table, "texts-since").await.0, both);
}

/// Whoever saw the row before a STOP looks again. Taking back asks for no consent: it may just have ended.
async fn a_text_is_not_counted_once_the_consent_is_another(table: &(impl SentTextLog + Subscribers)) {
    let row = store("texts-stop");
    let stated = |status, second| Statement::new(status, ConsentSource::Reply, at(second));
    let [start, stop] = [stated(ConsentStatus::Subscribed, 1), stated(ConsentStatus::Unsubscribed, 5)];
    let (none, person) = (SentTexts::default(), PersonId::of_customer(&row, "9"));
    let (one, both) =
        (none.with(text(1, 2), &flow()), none.with(text(1, 2), &flow()).with(text(2, 6), &flow()));
    let count = async |texts: &SentTexts, consent: Option<&Statement>, next: &SentTexts| {
        let seen = Seen { texts: texts.clone(), consent: consent.map(Statement::consent) };
        table.count_text(&row, &phone(), &person, &SenderId::installation(), &seen, next).await.unwrap()
    };
    table.put_consent(&row, &phone(), &start).await.unwrap();
    assert!(!count(&none, None, &one).await, "there is a consent by now");
    assert!(count(&none, Some(&start), &one).await);
    table.put_consent(&row, &phone(), &stop).await.unwrap();
    assert!(!count(&one, Some(&start), &both).await, "it was ended since");
    assert_eq!(standing(table, "texts-stop").await.0, one);
    assert!(take_back(table, "texts-stop", &one, &none).await);
    assert_eq!(standing(table, "texts-stop").await.0, none);
}
