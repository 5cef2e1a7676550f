//! DynamoDB deletes expired items when it pleases, so the table must not show them before it does.

use rechime_domain::{
    facts::{FactKind, FactReport, Facts, Moment},
    message::{MessageRecord, MessageState},
};
use rechime_store::{
    Table,
    customer_cache::CustomerCache,
    facts::FactLedger,
    holds::Holds,
    journal::{Journal, JournalDecision, JournalEntry},
    messages::{Claim, Messages},
    parked::{Parked, ParkedId, ParkedKind, ParkedMessages},
};

use crate::{
    customer_cache::zoe,
    emulator,
    samples::{at, claim_of, minute, pending, record, sending, store},
};

#[tokio::test]
async fn an_expired_message_is_gone_but_still_not_sent_again() {
    let Some((now, later)) = emulator::table_now_and_later("expired-message").await else { return };
    let row = record(&pending(&store("demo"), 1), sending("a"));
    now.claim(&row).await.unwrap();
    assert!(now.get_message(&row.store, &row.id).await.unwrap().is_some());
    assert_eq!(later.get_message(&row.store, &row.id).await, Ok(None));
    assert_eq!(later.get_messages(&row.store, std::slice::from_ref(&row.id)).await, Ok(vec![]));
    let again = record(&pending(&store("demo"), 1), sending("b"));
    assert_eq!(later.claim(&again).await, Ok(Claim::Lost(row)));
}

/// For how long the row of a message is kept where the deployment does not say.
const NINETY_DAYS: i64 = 90 * 86_400;

#[tokio::test]
async fn a_row_expires_ninety_days_after_its_claim_or_skip() {
    let [last, first] = [60 + NINETY_DAYS - 1, 60 + NINETY_DAYS];
    let Some([now, last, first]) = emulator::table_at("expiry-of-messages", [100, last, first]).await else {
        return;
    };
    let [claimed, skipped] = [1, 2].map(|charge| record(&pending(&store("demo"), charge), sending("a")));
    let skipped = MessageRecord { state: MessageState::Skipped { at: at(60) }, ..skipped };
    now.claim(&claimed).await.unwrap();
    now.put_skip(&skipped).await.unwrap();
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(3600) };
    assert!(now.put_outcome(&claimed.store, &claimed.id, &claim_of("a"), &accepted).await.unwrap());
    for row in [claimed, skipped] {
        assert!(last.get_message(&row.store, &row.id).await.unwrap().is_some(), "{:?}", row.state);
        assert_eq!(first.get_message(&row.store, &row.id).await, Ok(None), "{:?}", row.state);
    }
}

#[tokio::test]
async fn a_batch_of_the_journal_expires_ninety_days_after_its_last_wait() {
    let since = minute(600).start().duration_since(at(0)).as_secs();
    let [last, first] = [since + NINETY_DAYS - 1, since + NINETY_DAYS + 1];
    let Some([now, last, first]) = emulator::table_at("expiry-of-journal", [100, last, first]).await else {
        return;
    };
    let waits = [10, 600, 20].map(|number| entry(JournalDecision::Wait { until: minute(number) }));
    now.put_entries(&store("demo"), at(0), "b1", &waits).await.unwrap();
    assert_eq!((lines(&last).await, lines(&first).await), (3, 0));
}

#[tokio::test]
async fn expired_facts_are_unknown() {
    let Some((now, later)) = emulator::table_now_and_later("expired-facts").await else { return };
    let moment = Moment { at: at(0), received_at: at(1) };
    let subject = pending(&store("demo"), 1).occurrence.subject.clone().unwrap();
    let report = FactReport { subject: subject.clone(), kind: FactKind::Paid, moment, day: None };
    now.put_fact(&store("demo"), &report).await.unwrap();
    assert_ne!(now.get_facts(&store("demo"), &subject).await, Ok(Facts::default()));
    assert_eq!(later.get_facts(&store("demo"), &subject).await, Ok(Facts::default()));
    assert_eq!(later.put_fact(&store("demo"), &report).await, Ok(Facts::default()));
}

#[tokio::test]
async fn an_expired_journal_is_empty() {
    let Some((now, later)) = emulator::table_now_and_later("expired-journal").await else { return };
    now.put_entries(&store("demo"), at(0), "b1", &[entry(JournalDecision::Send)]).await.unwrap();
    assert_eq!((lines(&now).await, lines(&later).await), (1, 0));
}

fn entry(decision: JournalDecision) -> JournalEntry {
    let message = pending(&store("demo"), 1);
    JournalEntry {
        message: message.id,
        source: message.source,
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone: None,
        decision,
    }
}

async fn lines(table: &Table) -> usize {
    table.list_entries(&store("demo"), None, 10).await.unwrap().items.len()
}

#[tokio::test]
async fn what_is_parked_is_gone_when_it_has_expired() {
    let Some((now, later)) = emulator::table_now_and_later("expired-parked").await else { return };
    let (id, text) = (ParkedId::new(at(0), "q1"), str::to_owned);
    let parked = Parked::new(
        id.clone(),
        ParkedKind::RechargeWebhook,
        text("charge/paid"),
        text("it makes no sense"),
        text("{"),
        at(0),
    );
    let demo = store("demo");
    for store in [Some(&demo), None] {
        now.park(store, &parked).await.unwrap();
        assert_eq!(now.list_parked(store, None).await.unwrap().items, std::slice::from_ref(&parked));
        assert_eq!(later.list_parked(store, None).await.unwrap().items, []);
        assert_eq!(later.get_parked(store, &id).await, Ok(None));
    }
}

#[tokio::test]
async fn an_overdue_hold_is_handed_out_so_that_its_end_is_explained() {
    let Some((now, later)) = emulator::table_now_and_later("expired-hold").await else { return };
    let message = pending(&store("demo"), 1);
    now.put_hold(&message, minute(1)).await.unwrap();
    assert!(later.get_hold(minute(1), &message.id, &message.store).await.unwrap().is_some());
}

#[tokio::test]
async fn an_expired_customer_is_asked_for_again() {
    let Some((now, later)) = emulator::table_now_and_later("expired-customer").await else { return };
    now.put_customer(&store("demo"), "9", &zoe(), at(0)).await.unwrap();
    assert_eq!(now.get_customer(&store("demo"), "9").await, Ok(Some(zoe())));
    assert_eq!(later.get_customer(&store("demo"), "9").await, Ok(None));
}
