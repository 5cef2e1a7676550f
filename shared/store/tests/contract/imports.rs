use rechime_domain::{
    ids::StoreId,
    list_file::{Layout, Mapping, Tally},
};
use rechime_store::{
    StoreError,
    audit::Actor,
    imports::{ImportId, ImportRecord, Imports, Progress},
};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Imports) {
    an_import_is_created_once_and_put_over_the_version_before(table, &store("imports")).await;
    imports_are_listed_newest_first(table, &store("listed")).await;
}

fn record(second: i64) -> ImportRecord {
    let mapping = Mapping { subscribed: Mapping::values("active,(blank)"), ..Mapping::default() };
    let names = vec!["phone".to_owned(), "SMS status".to_owned()];
    ImportRecord {
        id: ImportId::new(at(second), "x1"),
        file_name: Some("list.csv".to_owned()),
        layout: Layout { names, delimiter: b';', first_line: 2, mapping },
        started_at: at(second),
        started_by: Actor::AdminKey,
        preview: Progress::before(2),
        import: Progress::before(2),
        version: 1,
    }
}

async fn an_import_is_created_once_and_put_over_the_version_before(table: &impl Imports, store: &StoreId) {
    let first = record(1);
    assert_eq!(table.get_import(store, &first.id).await, Ok(None));
    assert_eq!(
        table.put_import(store, &ImportRecord { version: 2, ..first.clone() }).await,
        Err(StoreError::Conflict)
    );
    table.create_import(store, &first).await.unwrap();
    let other = ImportRecord { file_name: None, ..first.clone() };
    assert_eq!(table.create_import(store, &other).await, Err(StoreError::Exists));
    assert_eq!(table.get_import(store, &first.id).await, Ok(Some(first.clone())));
    let tally = Tally { lines: 3, subscribed: 2, refused: 1, ..Tally::default() };
    let preview = Progress { next_line: 5, is_whole: true, tally };
    let later = ImportRecord { preview, version: 2, ..first.clone() };
    table.put_import(store, &later).await.unwrap();
    assert_eq!(table.get_import(store, &first.id).await, Ok(Some(later.clone())));
    let stale = ImportRecord { import: Progress::before(9), version: 2, ..first };
    assert_eq!(table.put_import(store, &stale).await, Err(StoreError::Conflict));
    assert_eq!(table.get_import(store, &later.id).await, Ok(Some(later)));
}

async fn imports_are_listed_newest_first(table: &impl Imports, store: &StoreId) {
    for second in 1..=30 {
        table.create_import(store, &record(second)).await.unwrap();
    }
    let first = table.list_imports(store, None).await.unwrap();
    let rest = table.list_imports(store, first.next.as_ref()).await.unwrap();
    let ids: Vec<_> = first.items.into_iter().chain(rest.items).map(|record| record.id).collect();
    assert_eq!(ids, (1..=30).rev().map(|second| record(second).id).collect::<Vec<_>>());
}
