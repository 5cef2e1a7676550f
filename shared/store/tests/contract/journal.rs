use rechime_domain::ids::{MessageId, SourceId};
use rechime_store::journal::{Journal, JournalDecision, JournalEntry, JournalLine, StoreEntries};

use crate::samples::{at, minute, pending, phone, store};

pub(crate) async fn keeps_its_promises(table: &impl Journal) {
    the_newest_batch_comes_first_in_pages(table).await;
    a_batch_written_twice_is_there_once(table).await;
    a_batch_of_many_stores_is_a_line_of_each(table).await;
}

fn entry(charge: u64, decision: JournalDecision) -> JournalEntry {
    let message = pending(&store("demo"), charge);
    JournalEntry {
        message: message.id,
        source: message.source,
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone: Some(phone().masked()),
        decision,
    }
}

fn entries() -> Vec<JournalEntry> {
    let (source, of_flow) = (SourceId::further_flow("7k2m9x").unwrap(), entry(3, JournalDecision::Send));
    let message =
        MessageId::derive(&store("demo"), &of_flow.message.person(), &source, 9, &of_flow.occurrence);
    let odd = JournalEntry { message, source, step: 9, phone: None, ..of_flow };
    vec![
        entry(1, JournalDecision::Send),
        entry(2, JournalDecision::Wait { until: minute(7) }),
        entry(3, JournalDecision::Skip { code: "no_consent".to_owned() }),
        odd,
    ]
}

async fn the_newest_batch_comes_first_in_pages(table: &impl Journal) {
    let demo = store("demo");
    for second in [1, 3, 2] {
        table.put_entries(&demo, at(second), "b1", &entries()).await.unwrap();
    }
    table.put_entries(&demo, at(3), "b2", &[entry(9, JournalDecision::Send)]).await.unwrap();
    table.put_entries(&demo, at(4), "b1", &[]).await.unwrap();
    table.put_entries(&store("other"), at(5), "b1", &entries()).await.unwrap();

    let lines = |second, entries: Vec<JournalEntry>| -> Vec<JournalLine> {
        entries.into_iter().map(|entry| JournalLine { at: at(second), entry }).collect()
    };
    let first = table.list_entries(&demo, None, 2).await.unwrap();
    assert_eq!(first.items, [lines(3, vec![entry(9, JournalDecision::Send)]), lines(3, entries())].concat());
    let rest = table.list_entries(&demo, first.next.as_ref(), 10).await.unwrap();
    assert_eq!(rest.items, [lines(2, entries()), lines(1, entries())].concat());
    assert_eq!(rest.next, None);
}

async fn a_batch_written_twice_is_there_once(table: &impl Journal) {
    let again = store("again");
    for _ in 0..2 {
        table.put_entries(&again, at(1), "b1", &entries()).await.unwrap();
    }
    assert_eq!(table.list_entries(&again, None, 10).await.unwrap().items.len(), entries().len());
}

/// More than fit into one request of DynamoDB.
async fn a_batch_of_many_stores_is_a_line_of_each(table: &impl Journal) {
    let stores: Vec<_> = (0..40).map(|number| store(&format!("many-{number}"))).collect();
    let of_store = |store| StoreEntries { store, uniq: "b1", entries: vec![entry(1, JournalDecision::Send)] };
    let batch: Vec<_> = stores.iter().map(of_store).collect();
    for _ in 0..2 {
        table.put_batch(at(1), &batch).await.unwrap();
    }
    for store in &stores {
        assert_eq!(table.list_entries(store, None, 10).await.unwrap().items.len(), 1, "{store}");
    }
}
