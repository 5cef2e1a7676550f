use futures::future::join_all;
use rechime_domain::{
    frequency::{SentText, SentTexts},
    ids::PersonId,
    phone::PhoneNumber,
};
use rechime_store::{consistency::Consistency, sent_texts::SentTextLog, subscribers::Subscribers};

use crate::samples::{at, pending, store};

pub(crate) async fn keeps_its_promises(table: &(impl SentTextLog + Subscribers)) {
    a_text_is_counted_after_those_that_were_seen(table).await;
    of_several_at_once_one_is_counted(table).await;
    a_text_that_did_not_go_leaves_its_person_only(table).await;
    a_text_that_did_not_go_stays_where_another_was_counted_since(table).await;
}

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+14155552671").unwrap()
}

fn text(charge: u64, second: i64) -> SentText {
    SentText {
        message: pending(&store("texts"), charge).id,
        at: at(second),
        promotional: charge.is_multiple_of(2),
    }
}

/// Puts a store's texts for a person; the store is the row.
async fn put(table: &impl SentTextLog, row: &str, person: &str, known: &SentTexts, next: &SentTexts) -> bool {
    let person = PersonId::of_customer(&store(row), person);
    table.put_sent_texts(&store(row), &phone(), &person, known, next).await.unwrap()
}

async fn standing(table: &impl Subscribers, row: &str) -> (SentTexts, usize) {
    let subscriber = table.get_subscriber(&store(row), &phone(), Consistency::Strong).await.unwrap();
    subscriber.map_or_else(Default::default, |it| (it.sent_texts(), it.persons.len()))
}

async fn a_text_is_counted_after_those_that_were_seen(table: &(impl SentTextLog + Subscribers)) {
    let none = SentTexts::default();
    let (one, other) = (none.with(text(1, 1)), none.with(text(2, 2)));
    assert!(put(table, "texts-one", "9", &none, &one).await);
    assert!(!put(table, "texts-one", "8", &none, &other).await, "one stands already");
    assert!(put(table, "texts-one", "9", &none, &one).await, "a repeated write is the same count");
    assert_eq!(standing(table, "texts-one").await, (one.clone(), 1));
    let both = one.with(text(2, 2));
    assert!(put(table, "texts-one", "8", &one, &both).await);
    assert_eq!(standing(table, "texts-one").await, (both, 2));
}

async fn of_several_at_once_one_is_counted(table: &(impl SentTextLog + Subscribers)) {
    let (mut known, rounds) = (SentTexts::default(), 1..6);
    for round in rounds {
        let all: Vec<_> = (0..8).map(|it| known.with(text(round * 8 + it, 10))).collect();
        let done = join_all(all.iter().map(|next| put(table, "texts-many", "9", &known, next))).await;
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        known = standing(table, "texts-many").await.0;
        assert!(all.contains(&known));
    }
}

async fn a_text_that_did_not_go_leaves_its_person_only(table: &(impl SentTextLog + Subscribers)) {
    let none = SentTexts::default();
    let one = none.with(text(1, 1));
    assert!(put(table, "texts-back", "9", &none, &one).await);
    assert!(put(table, "texts-back", "9", &one, &none).await);
    assert_eq!(standing(table, "texts-back").await, (none, 1));
}

async fn a_text_that_did_not_go_stays_where_another_was_counted_since(
    table: &(impl SentTextLog + Subscribers),
) {
    let none = SentTexts::default();
    let one = none.with(text(1, 1));
    let both = one.with(text(2, 2));
    assert!(put(table, "texts-since", "9", &none, &one).await);
    assert!(put(table, "texts-since", "9", &one, &both).await);
    assert!(!put(table, "texts-since", "9", &one, &none).await);
    assert_eq!(standing(table, "texts-since").await.0, both);
}
