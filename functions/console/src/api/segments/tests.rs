use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::testing::{Answer, Bench};

const SEGMENTS: &str = "/api/v1/stores/demo/segments";

fn path(rest: &str) -> String {
    format!("{SEGMENTS}/{rest}")
}

fn of_state(state: &str) -> Value {
    json!({ "subscriber": { "field": "province", "is": "equal", "value": state } })
}

fn islanders() -> Value {
    json!({ "name": " Islanders ", "condition": of_state("Hawaii") })
}

async fn create(bench: &Bench, segment: &Value) -> Answer {
    bench.post(SEGMENTS, segment).await
}

async fn created(bench: &Bench) -> String {
    let answer = create(bench, &islanders()).await;
    assert_eq!(answer.status, 201, "{answer}");
    answer.json()["key"].as_str().unwrap().to_owned()
}

/// So many people, every third in Hawaii.
async fn people(bench: &Bench, count: usize) {
    for number in 0..count {
        let state = if number % 3 == 0 { "HI" } else { "NY" };
        let person = json!({ "consent": "subscribed", "address": { "country": "US", "province": state } });
        let answer =
            bench.put(&format!("/api/v1/stores/demo/subscribers/+1212555{number:04}"), &person).await;
        assert_eq!(answer.status, 200, "{answer}");
    }
}

#[tokio::test]
async fn a_segment_is_created_changed_and_deleted() {
    let bench = Bench::with_store().await;
    let answer = create(&bench, &islanders()).await;
    assert_eq!((answer.status, &answer.head.headers["etag"]), (201, &"\"1\"".parse().unwrap()));
    let segment = answer.changed();
    let key = segment["key"].as_str().unwrap();
    assert!(key.starts_with("segment-") && key.len() == 18, "{key}");
    assert_eq!(segment["name"], "Islanders");
    assert_eq!(bench.get(&path(key)).await.json(), segment);
    let renamed = json!({ "name": "Hawaii", "condition": of_state("HI") });
    let changed = bench.put(&path(key), &renamed).await;
    assert_eq!((changed.status, &changed.changed()["version"]), (200, &json!(2)));
    assert_eq!(bench.delete(&path(key)).await.status, 204);
    assert_eq!(bench.get(&path(key)).await.status, 404);
    let audit = bench.get("/api/v1/stores/demo/audit").await.json();
    let of_segments: Vec<_> =
        audit["audit"].as_array().unwrap().iter().filter(|it| it["object"] == key).collect();
    let action = |entry: &serde_json::Value| entry["action"].as_str().unwrap().to_owned();
    // All of one instant, so that their order says nothing.
    let actions: BTreeSet<_> = of_segments.iter().map(|entry| action(entry)).collect();
    assert_eq!(actions, ["change_segment", "create_segment", "delete_segment"].map(String::from).into());
    let change = of_segments.iter().find(|entry| action(entry) == "change_segment").unwrap();
    let changed: Vec<_> = change["changes"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    assert_eq!(changed, ["condition", "name"]);
}

#[tokio::test]
async fn the_two_that_every_store_has_appear_once_recharge_is_connected() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.get(SEGMENTS).await, @r#"
    200
    {
      "segments": [
        {
          "condition": {
            "segment": "received_recharge"
          },
          "is_built_in": true,
          "key": "received_recharge",
          "name": "Received a Recharge flow message",
          "used_by": [],
          "version": 1
        },
        {
          "condition": {
            "segment": "clicked_recharge"
          },
          "is_built_in": true,
          "key": "clicked_recharge",
          "name": "Clicked in a Recharge flow message",
          "used_by": [],
          "version": 1
        }
      ]
    }
    "#);
    for refused in [
        bench.delete(&path("received_recharge")).await,
        bench.put(&path("clicked_recharge"), &islanders()).await,
    ] {
        assert_eq!(refused.status, 409);
    }
    assert_eq!(bench.post("/api/v1/stores/demo/disconnect", &json!({})).await.status, 200);
    assert_eq!(bench.get(SEGMENTS).await.json(), json!({ "segments": [] }));
    assert_eq!(bench.get(&path("received_recharge")).await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_what_to_do() {
    let bench = Bench::with_store().await;
    let key = created(&bench).await;
    for (name, condition) in [
        ("", json!({ "event": { "field": "first_name", "is": "known" } })),
        ("x", json!({ "segment": key })),
        ("x", json!({ "engagement": { "did": "click", "within_days": 91 } })),
        ("x", json!({ "engagement": { "did": "click", "within_days": 9, "flow": "flow-gone" } })),
    ] {
        let answer = create(&bench, &json!({ "name": name, "condition": condition })).await;
        assert_eq!(answer.status, 422, "{answer}");
        let fields: Vec<_> =
            answer.json()["errors"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
        assert_eq!(fields, if name.is_empty() { vec!["name", "condition"] } else { vec!["condition"] });
    }
    let odd = create(&bench, &json!({ "name": "x", "condition": { "segment": "vips" } })).await;
    assert_eq!(odd.status, 422, "{odd}");
}

#[tokio::test]
async fn a_segment_that_a_flow_uses_stays_and_says_which() {
    let bench = Bench::with_store().await;
    let key = created(&bench).await;
    let flow = "/api/v1/stores/demo/flows/order_skipped";
    let version = bench.get(flow).await.json()["version"].clone();
    let audience = json!({ "not": { "segment": key } });
    let edit = json!({ "audience": audience, "steps": [{ "template": "Hi" }], "version": version });
    assert_eq!(bench.put(flow, &edit).await.status, 200);
    let refused = bench.delete(&path(&key)).await;
    insta::assert_snapshot!(refused, @r#"
    409
    {
      "detail": "This segment is in use by the flow “Order Skipped”. Take it out there first.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    assert_eq!(bench.get(&path(&key)).await.json()["used_by"][0]["key"], "order_skipped");
    let unknown =
        json!({ "audience": { "segment": "segment-gone" }, "steps": [{ "template": "Hi" }], "version": 3 });
    assert_eq!(bench.put(flow, &unknown).await.status, 422);
}

#[tokio::test]
async fn of_two_edits_of_one_version_the_second_is_refused() {
    let bench = Bench::with_store().await;
    let key = created(&bench).await;
    assert_eq!(bench.put(&path(&key), &islanders()).await.status, 200);
    let request = axum::http::Request::builder()
        .method("PUT")
        .uri(path(&key))
        .header("Authorization", format!("Bearer {}", crate::testing::KEY))
        .header("Content-Type", "application/json")
        .header("If-Match", "\"1\"");
    let stale = bench.call(request.body(islanders().to_string().into()).unwrap()).await;
    assert_eq!((stale.status, &stale.json()["current"]["version"]), (412, &json!(2)));
}

#[tokio::test]
async fn a_count_is_exact_where_every_shard_is_a_page() {
    let bench = Bench::with_store().await;
    people(&bench, 90).await;
    let answer = bench.post(&path("count"), &json!({ "condition": of_state("HI") })).await;
    assert_eq!(answer.json(), json!({ "count": 30, "exact": true, "as_of": "2026-11-23T17:00:00Z" }));
}

#[tokio::test]
async fn members_come_in_pages_and_each_of_them_once() {
    let bench = Bench::with_store().await;
    people(&bench, 400).await;
    let key = created(&bench).await;
    let (mut phones, mut at) = (Vec::new(), path(&format!("{key}/members")));
    loop {
        let page = bench.get(&at).await.json();
        phones.extend(
            page["members"].as_array().unwrap().iter().map(|it| it["phone"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_cursor"].as_str() else { break };
        at = path(&format!("{key}/members?cursor={}", next.replace('+', "%2B")));
    }
    assert_eq!(phones.len(), 134);
    phones.sort();
    phones.dedup();
    assert_eq!(phones.len(), 134);
    assert_eq!(bench.get(&path(&format!("{key}/members?cursor=x"))).await.status, 422);
}

#[tokio::test]
async fn an_export_is_a_table_without_formulas() {
    let bench = Bench::with_store().await;
    let person =
        json!({ "consent": "subscribed", "address": { "country": "US", "province": "HI", "zip": "=1+1" } });
    bench.put("/api/v1/stores/demo/subscribers/+12125550100", &person).await;
    let key = created(&bench).await;
    let answer = bench.get(&path(&format!("{key}/members?format=csv"))).await;
    assert_eq!(answer.head.headers["content-type"], "text/csv; charset=utf-8");
    assert!(answer.head.headers.get("link").is_none(), "it is the only part");
    let lines: Vec<_> = answer.text.split("\r\n").collect();
    let head = "phone,consent,consent_source,consent_at,country,province,zip,time_zone,received_recharge_on,clicked_recharge_on";
    assert_eq!(lines, [head, "'+12125550100,subscribed,merchant,2026-11-23T17:00:00Z,US,HI,'=1+1,,,", ""]);
}

#[tokio::test]
async fn a_run_is_a_job_for_each_shard_and_tells_how_far_it_has_come() {
    let bench = Bench::with_store().await;
    let key = created(&bench).await;
    let started = bench.post(&path(&format!("{key}/runs")), &json!({})).await;
    assert_eq!(started.status, 202, "{started}");
    let run = started.json();
    assert_eq!((&run["state"], &run["count"], &run["segment"]), (&json!("running"), &json!(0), &json!(key)));
    let jobs: Vec<Value> =
        bench.audience.take().into_iter().map(|job| serde_json::from_str(job.job.get()).unwrap()).collect();
    assert_eq!(jobs.len(), 16);
    assert_eq!(
        jobs[3],
        json!({ "type": "count.v1", "store": "demo", "run": run["key"], "shard": 3, "read": 0, "matched": 0 })
    );
    let shown = bench.get(&format!("/api/v1/stores/demo/runs/{}", run["key"].as_str().unwrap())).await;
    assert_eq!(shown.json(), run);
    assert_eq!(bench.get("/api/v1/stores/demo/runs/run-gone").await.status, 404);
}
