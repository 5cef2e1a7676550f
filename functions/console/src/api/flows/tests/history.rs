use axum::http::Request;
use serde_json::{Value, json};

use crate::testing::{Answer, Bench, KEY};

const FLOW: &str = "/api/v1/stores/demo/flows/order_skipped";

async fn save(bench: &Bench, text: &str, version: u64) -> Answer {
    bench.clock.advance(jiff::SignedDuration::from_mins(1));
    bench.put(FLOW, &json!({ "steps": [{ "template": text }], "version": version })).await
}

async fn if_match(bench: &Bench, method: &str, path: &str, tag: &str, body: &Value) -> Answer {
    let request =
        Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {KEY}"));
    let request = request.header("Content-Type", "application/json").header("If-Match", tag);
    bench.call(request.body(body.to_string().into()).unwrap()).await
}

#[tokio::test]
async fn every_version_is_kept_and_any_is_restored_as_a_new_one() {
    let bench = Bench::with_store().await;
    let original = bench.get(FLOW).await.json()["steps"].clone();
    assert_eq!(save(&bench, "{{ store_name }}: two", 2).await.status, 200);
    assert_eq!(save(&bench, "{{ store_name }}: three", 3).await.status, 200);
    let history = bench.get(&format!("{FLOW}/history")).await.json();
    let told: Vec<_> = history["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| {
            format!(
                "{} {} {} {}",
                version["saved_at"],
                version["saved_by"]["kind"],
                version["flow"]["version"],
                version["flow"]["steps"][0]["template"]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "2026-11-23T17:02:00Z" "admin_key" 4 "{{ store_name }}: three"
    "2026-11-23T17:01:00Z" "admin_key" 3 "{{ store_name }}: two"
    "2026-11-23T17:00:00Z" "admin_key" 2 "{{ store_name }}: Got it, we skipped your {{ product_title | default('next') }} order.{% if next_charge_date %} The next one is due {{ next_charge_date }}.{% endif %}{% if portal_link %} Undo: {{ portal_link }}{% endif %}"
    "2026-11-23T17:00:00Z" "admin_key" 1 "{{ store_name }}: Got it, we skipped your {{ product_title | default('next') }} order.{% if next_charge_date %} The next one is due {{ next_charge_date }}.{% endif %}{% if portal_link %} Undo: {{ portal_link }}{% endif %}"
    "#);

    let restored = bench.post(&format!("{FLOW}/restore"), &json!({ "version": 1 })).await;
    let flow = restored.json();
    assert_eq!((restored.status, &flow["version"], &flow["status"]), (200, &json!(5), &json!("active")));
    assert_eq!(flow["steps"], original);
    let versions = bench.get(&format!("{FLOW}/history")).await.json()["versions"].as_array().unwrap().len();
    assert_eq!(versions, 5, "a restored version is a version too");
    assert_eq!(bench.post(&format!("{FLOW}/restore"), &json!({ "version": 9 })).await.status, 404);
    assert_eq!(bench.get("/api/v1/stores/demo/flows/none/history").await.status, 404);
}

#[tokio::test]
async fn of_two_people_who_edit_at_once_the_second_gets_both_texts() {
    let bench = Bench::with_store().await;
    assert_eq!(save(&bench, "{{ store_name }}: mine", 2).await.status, 200);
    let refused = save(&bench, "{{ store_name }}: yours", 2).await;
    let body = refused.json();
    assert_eq!(
        (refused.status, &body["detail"]),
        (
            412,
            &json!(
                "Somebody else changed this flow. Apply your change to `current`, and send it again with that version."
            )
        )
    );
    assert_eq!(body["current"]["steps"][0]["template"], "{{ store_name }}: mine");
    assert_eq!(body["current"]["version"], 3);
}

#[tokio::test]
async fn if_match_refuses_a_change_of_another_version() {
    let bench = Bench::with_store().await;
    let shown = bench.get(FLOW).await;
    assert_eq!(shown.head.headers["etag"], "\"2\"");
    for path in ["activate", "deactivate", "reset"] {
        let refused = if_match(&bench, "POST", &format!("{FLOW}/{path}"), "\"1\"", &json!({})).await;
        assert_eq!((refused.status, &refused.json()["current"]["version"]), (412, &json!(2)), "{path}");
    }
    let saved = if_match(&bench, "POST", &format!("{FLOW}/deactivate"), "\"2\"", &json!({})).await;
    assert_eq!((saved.status, &saved.head.headers["etag"]), (200, &"\"3\"".parse().unwrap()));
    assert_eq!(if_match(&bench, "POST", &format!("{FLOW}/activate"), "*", &json!({})).await.status, 200);

    let store = "/api/v1/stores/demo";
    let settings = bench.get(store).await;
    assert_eq!(settings.head.headers["etag"], "\"1\"");
    let name = json!({ "name": "Ember" });
    let saved = if_match(&bench, "PATCH", store, "\"1\"", &name).await;
    assert_eq!((saved.status, &saved.head.headers["etag"]), (200, &"\"2\"".parse().unwrap()));
    let hours = json!({ "start": "21:00", "end": "08:00" });
    for (method, path, body) in
        [("PATCH", store.to_owned(), &name), ("PUT", format!("{store}/quiet-hours"), &hours)]
    {
        for tag in ["\"1\"", "W/\"1\"", "nonsense"] {
            let refused = if_match(&bench, method, &path, tag, body).await;
            assert_eq!(
                (refused.status, &refused.json()["current"]["store"]["version"]),
                (412, &json!(2)),
                "{tag}"
            );
        }
    }
    let hours = if_match(&bench, "PUT", &format!("{store}/quiet-hours"), "\"2\"", &hours).await;
    assert_eq!(hours.head.headers["etag"], "\"3\"");
    assert_eq!(bench.get(&format!("{store}/quiet-hours")).await.head.headers["etag"], "\"3\"");
}
