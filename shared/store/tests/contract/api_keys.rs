use jiff::civil::date;
use rechime_store::{
    StoreError,
    api_keys::{ApiKey, ApiKeyId, ApiKeys, Scope},
    audit::{Actor, Audit, AuditAction, AuditEntry},
};

use crate::samples::{at, entry, store};

fn key(text: &str) -> ApiKey {
    ApiKey {
        id: ApiKeyId::of_key(text),
        name: text.to_owned(),
        scopes: [Scope::Read, Scope::WriteFlows].into(),
        last_four: "abcd".to_owned(),
        created_by: Actor::Session { name: "Ana".to_owned() },
        created_at: at(0),
        last_used_on: None,
    }
}

fn doing(action: AuditAction, second: i64) -> AuditEntry {
    AuditEntry { action, at: at(second), ..entry() }
}

pub(crate) async fn keeps_its_promises(table: &(impl ApiKeys + Audit)) {
    let (shop, other) = (store("keys"), store("other"));
    let [erp, blog] = [key("erp"), key("blog")];
    for key in [&erp, &blog] {
        assert_eq!(table.get_api_key(&shop, &key.id).await, Ok(None));
        table.create_api_key(&shop, key, &doing(AuditAction::CreateKey, 1)).await.unwrap();
        assert_eq!(table.get_api_key(&shop, &key.id).await, Ok(Some(key.clone())));
        assert_eq!(table.get_api_key(&other, &key.id).await, Ok(None), "another store does not know it");
    }
    let mut listed = table.list_api_keys(&shop).await.unwrap();
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(listed, [blog.clone(), erp.clone()]);
    assert_eq!(table.list_api_keys(&other).await, Ok(vec![]));

    for (day, noted) in [(5, 5), (4, 5), (6, 6), (6, 6)] {
        table.put_api_key_use(&shop, &erp.id, date(2026, 11, day)).await.unwrap();
        let used = table.get_api_key(&shop, &erp.id).await.unwrap().unwrap();
        assert_eq!(used.last_used_on, Some(date(2026, 11, noted)));
    }

    let revoked = doing(AuditAction::RevokeKey, 2);
    assert_eq!(table.delete_api_key(&other, &erp.id, &revoked).await, Err(StoreError::Conflict));
    table.delete_api_key(&shop, &erp.id, &revoked).await.unwrap();
    assert_eq!(table.delete_api_key(&shop, &erp.id, &revoked).await, Err(StoreError::Conflict));
    table.put_api_key_use(&shop, &erp.id, date(2026, 11, 7)).await.unwrap();
    assert_eq!(table.list_api_keys(&shop).await, Ok(vec![blog]), "it stays deleted");
    let entries = table.list_audit_entries(&shop, None, 10).await.unwrap().items;
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [AuditAction::RevokeKey, AuditAction::CreateKey]);
    assert_eq!(table.list_audit_entries(&other, None, 10).await.unwrap().items, []);
}
