use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use axum::http::Request;
use jiff::{SignedDuration, civil::Date};
use rechime_domain::ids::StoreId;
use rechime_store::{
    Memory, StoreError,
    api_keys::{ApiKey, ApiKeyId, ApiKeys},
    audit::AuditEntry,
};
use serde_json::{Value, json};
use tokio::time::{Duration, advance};

use crate::{
    api,
    testing::{Answer, Bench, demo, demo_id},
};

const KEYS: &str = "/api/v1/stores/demo/keys";

async fn created(bench: &Bench, scopes: &[&str]) -> Value {
    let answer = bench.post(KEYS, &json!({ "name": " Warehouse ", "scopes": scopes })).await;
    assert_eq!(answer.status, 201, "{answer}");
    answer.json()
}

async fn with_key(bench: &Bench, key: &str, method: &str, path: &str) -> Answer {
    let request =
        Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {key}"));
    let request = request.header("Content-Type", "application/json");
    bench.call(request.body("{}".into()).unwrap()).await
}

async fn status(bench: &Bench, key: &str, method: &str, path: &str) -> u16 {
    with_key(bench, key, method, path).await.status
}

#[tokio::test]
async fn a_key_is_shown_once_and_known_by_its_end() {
    let bench = Bench::with_store().await;
    let created = created(&bench, &["read", "flows:write"]).await;
    let key = created["key"].as_str().unwrap();
    assert!(key.starts_with("rch_") && key.ends_with(created["last_four"].as_str().unwrap()));
    let listed = bench.get(KEYS).await;
    assert!(!listed.text.contains(key));
    let id = created["id"].as_str().unwrap();
    let shown = listed.to_string().replace(id, "ID").replace(created["last_four"].as_str().unwrap(), "LAST");
    insta::assert_snapshot!(shown, @r#"
    200
    {
      "keys": [
        {
          "created_at": "2026-11-23T17:00:00Z",
          "created_by": {
            "kind": "admin_key"
          },
          "id": "ID",
          "last_four": "LAST",
          "last_used_on": null,
          "name": "Warehouse",
          "scopes": [
            "read",
            "flows:write"
          ]
        }
      ]
    }
    "#);
    bench.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(status(&bench, key, "GET", "/api/v1/stores/demo/flows").await, 200);
    assert_eq!(bench.get(KEYS).await.json()["keys"][0]["last_used_on"], "2026-11-24");
}

#[tokio::test]
async fn a_key_needs_a_name_and_a_scope_that_exists() {
    let bench = Bench::with_store().await;
    let bare = json!({ "name": " ", "scopes": [] });
    insta::assert_snapshot!(bench.post(KEYS, &bare).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "name the system that will use the key, in 1 to 60 characters of one line",
          "field": "name"
        },
        {
          "detail": "choose at least one; a key with `read` alone can change nothing",
          "field": "scopes"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    let unknown = json!({ "name": "ERP", "scopes": ["admin"] });
    assert_eq!(bench.post(KEYS, &unknown).await.status, 422);
}

/// Each operation with each kind of key. What a key may not do is refused before anything is looked at.
#[tokio::test]
async fn every_operation_asks_for_its_right() {
    let bench = Bench::with_store().await;
    let mut keys = Vec::new();
    for scope in rechime_store::api_keys::Scope::ALL {
        keys.push((scope, created(&bench, &[scope.name()]).await["key"].as_str().unwrap().to_owned()));
    }
    for operation in api::routes().operations() {
        let path = format!("/api/v1{}", operation.path.replace("{store}", "demo").replace("{key}", "none"));
        for (scope, key) in &keys {
            let (method, status) = (operation.method, status(&bench, key, operation.method, &path).await);
            let is_of_a_store = path.starts_with("/api/v1/stores/demo");
            let what = format!("{method} {path} with {}: {status}", scope.name());
            if operation.right == api::routes::Right::Scope(*scope) {
                assert!(![401, 403].contains(&status), "{what}");
            } else {
                assert_eq!(status, if is_of_a_store { 403 } else { 401 }, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_of_one_store_is_unknown_to_another() {
    let bench = Bench::with_store().await;
    let mut other = demo();
    other["id"] = json!("other");
    assert_eq!(bench.post("/api/v1/stores", &other).await.status, 201);
    let scopes = ["read", "subscribers:write", "flows:write", "settings:write"];
    let key = created(&bench, &scopes).await["key"].as_str().unwrap().to_owned();
    let answers = [("other", "there is"), ("nowhere", "there is none")].map(async |(store, _)| {
        let mut answers = Vec::new();
        for operation in api::routes().operations() {
            let path = format!(
                "/api/v1{}",
                operation.path.replace("{store}", store).replace("{key}", "charge_paid")
            );
            answers.push(with_key(&bench, &key, operation.method, &path).await.to_string());
        }
        answers
    });
    let [other, nowhere] = answers;
    let (other, nowhere) = (other.await, nowhere.await);
    assert!(other.iter().all(|answer| answer.starts_with("401")), "{other:?}");
    assert_eq!(other, nowhere, "it does not even learn which stores there are");
}

/// A port that counts what it is asked.
struct Counted {
    table: Memory,
    reads: AtomicUsize,
}

#[async_trait]
impl ApiKeys for Counted {
    async fn get_api_key(&self, store: &StoreId, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.table.get_api_key(store, id).await
    }

    async fn list_api_keys(&self, store: &StoreId) -> Result<Vec<ApiKey>, StoreError> {
        self.table.list_api_keys(store).await
    }

    async fn create_api_key(
        &self,
        store: &StoreId,
        key: &ApiKey,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.table.create_api_key(store, key, entry).await
    }

    async fn delete_api_key(
        &self,
        store: &StoreId,
        id: &ApiKeyId,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        self.table.delete_api_key(store, id, entry).await
    }

    async fn put_api_key_use(&self, store: &StoreId, id: &ApiKeyId, on: Date) -> Result<(), StoreError> {
        self.table.put_api_key_use(store, id, on).await
    }
}

#[tokio::test(start_paused = true)]
async fn wrong_keys_cost_no_read_and_a_right_one_costs_one_a_minute() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &["read"]).await["key"].as_str().unwrap().to_owned();
    let counted = Arc::new(Counted { table: bench.table.clone(), reads: AtomicUsize::new(0) });
    let bench = bench.with_app(|ports| ports.api_keys = counted.clone());
    let reads = || counted.reads.load(Ordering::Relaxed);
    for guess in 0..1000 {
        let mut typed = key.clone();
        typed.replace_range(4..8, &format!("{guess:04}"));
        for wrong in [typed, format!("rch_{guess}"), format!("{guess:040}")] {
            assert_eq!(status(&bench, &wrong, "GET", "/api/v1/stores/demo").await, 401);
        }
    }
    assert_eq!(reads(), 0);
    for _ in 0..100 {
        assert_eq!(status(&bench, &key, "GET", "/api/v1/stores/demo/flows").await, 200);
    }
    assert_eq!(reads(), 1);
    advance(Duration::from_secs(61)).await;
    assert_eq!(status(&bench, &key, "GET", "/api/v1/stores/demo/flows").await, 200);
    assert_eq!(reads(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_revoked_key_is_refused_at_once_here_and_within_a_minute_elsewhere() {
    let bench = Bench::with_store().await;
    let created = created(&bench, &["read"]).await;
    let (key, id) = (created["key"].as_str().unwrap(), created["id"].as_str().unwrap());
    let elsewhere = bench.another_process();
    for process in [&bench, &elsewhere] {
        assert_eq!(status(process, key, "GET", "/api/v1/stores/demo").await, 200);
    }
    assert_eq!(bench.delete(&format!("{KEYS}/{id}")).await.status, 204);
    assert_eq!(status(&bench, key, "GET", "/api/v1/stores/demo").await, 401);
    assert_eq!(status(&elsewhere, key, "GET", "/api/v1/stores/demo").await, 200, "it is warm");
    advance(Duration::from_mins(1)).await;
    assert_eq!(status(&elsewhere, key, "GET", "/api/v1/stores/demo").await, 401);
    assert_eq!(bench.delete(&format!("{KEYS}/{id}")).await.status, 404);
    assert_eq!(bench.delete(&format!("{KEYS}/not-an-id")).await.status, 404);
}

#[tokio::test]
async fn a_key_that_may_only_read_does_not_get_the_webhook_address() {
    let bench = Bench::with_store().await;
    for (scopes, is_shown) in [(vec!["read"], false), (vec!["read", "settings:write"], true)] {
        let key = created(&bench, &scopes).await["key"].as_str().unwrap().to_owned();
        let store = with_key(&bench, &key, "GET", "/api/v1/stores/demo").await.json();
        assert_eq!(store["webhook_url"].is_string(), is_shown, "{scopes:?}");
    }
    assert_eq!(bench.memory.list_api_keys(&demo_id()).await.unwrap().len(), 2);
}
