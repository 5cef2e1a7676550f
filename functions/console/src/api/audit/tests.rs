use serde_json::{Value, json};

use crate::testing::Bench;

#[tokio::test]
async fn who_changed_what_is_told_the_newest_first() {
    let bench = Bench::with_store().await;
    let second = || bench.clock.advance(jiff::SignedDuration::from_secs(1));
    second();
    let hours = json!({ "start": "21:00", "end": "08:00" });
    assert_eq!(bench.put("/api/v1/stores/demo/quiet-hours", &hours).await.status, 200);
    assert_eq!(
        bench.put("/api/v1/stores/demo/quiet-hours", &hours).await.status,
        200,
        "which changes nothing"
    );
    second();
    let person = json!({ "consent": "subscribed", "address": { "zip": "10001" } });
    assert_eq!(bench.put("/api/v1/stores/demo/subscribers/+12125551234", &person).await.status, 200);
    second();
    let key = json!({ "name": "ERP", "scopes": ["flows:write"] });
    let key = bench.post("/api/v1/stores/demo/keys", &key).await.json();
    second();
    let deactivate = axum::http::Request::post("/api/v1/stores/demo/flows/charge_paid/deactivate")
        .header("Authorization", format!("Bearer {}", key["key"].as_str().unwrap()));
    assert_eq!(bench.call(deactivate.body("".into()).unwrap()).await.status, 200);

    let audit = bench.get("/api/v1/stores/demo/audit").await.json();
    let entries = audit["audit"].as_array().unwrap();
    // The address is the first that the list states, which the settings remember; that is of the same instant.
    let is_mark = |entry: &&Value| entry["changes"][0]["field"] == "has_stated_zones";
    let recent: Vec<&Value> = entries.iter().filter(|entry| !is_mark(entry)).take(4).collect();
    let told = recent.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let told = told.replace(key["id"].as_str().unwrap(), "KEY");
    assert!(!told.contains("10001") && !told.contains("5551234"), "nothing personal is in it");
    insta::assert_snapshot!(told, @r#"
    {"action":"deactivate_flow","at":"2026-11-23T17:00:04Z","by":{"id":"KEY","kind":"api_key","name":"ERP"},"changes":[{"after":"inactive","before":"active","field":"status"}],"object":"charge_paid"}
    {"action":"create_key","at":"2026-11-23T17:00:03Z","by":{"kind":"admin_key"},"changes":[{"after":"ERP","field":"name"},{"after":["flows:write"],"field":"scopes"}],"object":"KEY"}
    {"action":"change_subscriber","at":"2026-11-23T17:00:02Z","by":{"kind":"admin_key"},"changes":[{"after":"subscribed","field":"consent"}],"object":"+1212•••1234"}
    {"action":"change_settings","at":"2026-11-23T17:00:01Z","by":{"kind":"admin_key"},"changes":[{"after":{"end":"08:00","start":"21:00"},"before":{"end":"09:00","start":"20:00"},"field":"quiet_hours"}]}
    "#);
    let first = entries.last().unwrap();
    assert_eq!(entries.len(), 5 + 12 + 2, "twelve flows were activated, the store created and connected");
    assert_eq!(first["by"], json!({ "kind": "admin_key" }));
}
