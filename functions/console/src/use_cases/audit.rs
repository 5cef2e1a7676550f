//! Who changed what.

use rechime_domain::ids::StoreId;
use rechime_store::{
    Cursor, Page, StoreError,
    audit::{AuditEntry, FieldChange},
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::app::App;

/// Entries on a page.
const PAGE: usize = 50;

/// A value that takes more characters as JSON is left out of the entry.
const LONGEST_VALUE: usize = 200;

/// A page of a store's audit, the newest entry first.
pub(crate) async fn list(
    app: &App,
    store: &StoreId,
    from: Option<&Cursor>,
) -> Result<Page<AuditEntry>, StoreError> {
    app.audit.list_audit_entries(store, from, PAGE).await
}

/// What was done and could not be undone when the entry fails: the log keeps what the audit does not.
pub(super) async fn record(app: &App, store: &StoreId, entry: &AuditEntry) {
    if let Err(error) = app.audit.put_audit_entry(store, entry).await {
        let AuditEntry { action, object, by, .. } = entry;
        tracing::error!(%error, %store, ?action, object, ?by, "an entry of the audit was not written");
    }
}

/// The fields that differ between two versions of a thing. The version itself is no change.
pub(super) fn differences<T: Serialize>(before: &T, after: &T) -> Vec<FieldChange> {
    let [before, after] = [before, after].map(fields);
    let gone = before.keys().filter(|field| !after.contains_key(*field));
    let names = after.keys().chain(gone).filter(|field| *field != "version");
    names
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| FieldChange {
            field: field.clone(),
            before: short(before.get(field)),
            after: short(after.get(field)),
        })
        .collect()
}

fn fields(thing: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(thing) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn short(value: Option<&Value>) -> Option<Value> {
    value.filter(|value| value.to_string().chars().count() <= LONGEST_VALUE).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_told_and_nothing_long() {
        let before =
            json!({ "name": "A", "zone": "UTC", "version": 1, "steps": ["x".repeat(300)], "gone": 1 });
        let after = json!({ "name": "B", "zone": "UTC", "version": 2, "steps": [], "new": null });
        let told = serde_json::to_string(&differences(&before, &after)).unwrap();
        insta::assert_snapshot!(told, @r#"[{"field":"name","before":"A","after":"B"},{"field":"new","after":null},{"field":"steps","after":[]},{"field":"gone","before":1}]"#);
    }
}
