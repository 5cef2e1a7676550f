//! DynamoDB throws expired items away when it pleases, so the table must not show them before it does.

use rechime_domain::facts::{FactKind, FactReport, Facts, Moment};
use rechime_store::{
    Table,
    customers::CustomerCache,
    facts::FactLedger,
    holds::Holds,
    journal::{Journal, JournalEntry, Planned},
    messages::{Claim, Messages},
    parked::{Parked, ParkedId, Parking},
};

use crate::{
    customers::zoe,
    emulator,
    samples::{at, minute, pending, record, sending, store},
};

#[tokio::test]
async fn an_expired_message_is_gone_but_still_not_sent_again() {
    let (now, later) = emulator::table_now_and_later("expired-message").await;
    let row = record(&pending(&store("demo"), 1), sending("a"));
    now.claim(&row).await.unwrap();
    assert!(Messages::get(&now, &row.store, &row.id).await.unwrap().is_some());
    assert_eq!(Messages::get(&later, &row.store, &row.id).await, Ok(None));
    assert_eq!(later.get_many(&row.store, std::slice::from_ref(&row.id)).await, Ok(vec![]));
    let again = record(&pending(&store("demo"), 1), sending("b"));
    assert_eq!(later.claim(&again).await, Ok(Claim::Lost(row)));
}

#[tokio::test]
async fn expired_facts_are_unknown() {
    let (now, later) = emulator::table_now_and_later("expired-facts").await;
    let moment = Moment { at: at(0), received_at: at(1) };
    let subject = pending(&store("demo"), 1).occurrence.subject;
    let report = FactReport { subject: subject.clone(), kind: FactKind::Paid, moment, next_charge_on: None };
    now.record(&store("demo"), &report).await.unwrap();
    assert_ne!(FactLedger::get(&now, &store("demo"), &subject).await, Ok(Facts::default()));
    assert_eq!(FactLedger::get(&later, &store("demo"), &subject).await, Ok(Facts::default()));
    assert_eq!(later.record(&store("demo"), &report).await, Ok(Facts::default()));
}

#[tokio::test]
async fn an_expired_journal_is_empty() {
    let (now, later) = emulator::table_now_and_later("expired-journal").await;
    let occurrence = pending(&store("demo"), 1).occurrence;
    let (flow, occurrence) = (occurrence.trigger, occurrence.key);
    let entry = JournalEntry { flow, step: 0, occurrence, phone: None, planned: Planned::Send };
    now.write(&store("demo"), at(0), "b1", &[entry]).await.unwrap();
    let lines =
        async |table: &Table| Journal::page(table, &store("demo"), None, 10).await.unwrap().items.len();
    assert_eq!((lines(&now).await, lines(&later).await), (1, 0));
}

#[tokio::test]
async fn an_expired_webhook_is_gone() {
    let (now, later) = emulator::table_now_and_later("expired-parked").await;
    let id = ParkedId::new(at(0), "q1");
    let parked = Parked::new(id.clone(), "charge/paid".to_owned(), "why".to_owned(), "{".to_owned(), at(0));
    now.park(&store("demo"), &parked).await.unwrap();
    assert_eq!(now.list(&store("demo"), None).await.unwrap().items, [parked]);
    assert_eq!(later.list(&store("demo"), None).await.unwrap().items, []);
    assert_eq!(Parking::get(&later, &store("demo"), &id).await, Ok(None));
}

#[tokio::test]
async fn an_overdue_hold_is_handed_out_so_that_its_end_is_explained() {
    let (now, later) = emulator::table_now_and_later("expired-hold").await;
    let message = pending(&store("demo"), 1);
    now.put(&message, minute(1)).await.unwrap();
    assert!(Holds::get(&later, minute(1), &message.id, &message.store).await.unwrap().is_some());
}

#[tokio::test]
async fn an_expired_customer_is_asked_for_again() {
    let (now, later) = emulator::table_now_and_later("expired-customer").await;
    now.keep(&store("demo"), "9", &zoe(), at(0)).await.unwrap();
    assert_eq!(CustomerCache::get(&now, &store("demo"), "9").await, Ok(Some(zoe())));
    assert_eq!(CustomerCache::get(&later, &store("demo"), "9").await, Ok(None));
}
