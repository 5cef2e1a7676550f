//! Further flows for a trigger, and resetting any flow.

use serde_json::{Value, json};

use super::edit;
use crate::testing::{Answer, Bench};

const FLOWS: &str = "/api/v1/stores/demo/flows";

fn path(key: &str) -> String {
    format!("{FLOWS}/{key}")
}

async fn create(bench: &Bench, name: &str) -> Answer {
    bench.post(FLOWS, &json!({ "trigger": "order_skipped", "name": name })).await
}

/// Creates a flow; gives its key.
async fn created(bench: &Bench, name: &str) -> String {
    let answer = create(bench, name).await;
    assert_eq!(answer.status, 201, "{answer}");
    answer.json()["key"].as_str().unwrap().to_owned()
}

async fn keys(bench: &Bench) -> Vec<String> {
    let flows = bench.get(FLOWS).await.json()["flows"].clone();
    flows.as_array().unwrap().iter().map(|flow| flow["key"].as_str().unwrap().to_owned()).collect()
}

/// What `explain` says of a skipped order at noon in New York.
async fn explained(bench: &Bench) -> Value {
    let subscription = json!({
        "id": 47_514_488, "customer_id": 31_194_358, "status": "active", "product_title": "House Blend",
        "next_charge_scheduled_at": "2026-12-23",
    });
    let customer = json!({ "id": 31_194_358, "phone": "+12125550142" });
    let payload = json!({ "subscription": subscription, "customer": customer });
    let question = json!({ "topic": "subscription/skipped", "payload": payload });
    bench.post("/api/v1/stores/demo/explain", &question).await.json()
}

#[tokio::test]
async fn a_further_flow_begins_as_a_draft_with_the_default_texts() {
    let bench = Bench::with_store().await;
    let answer = create(&bench, " VIPs ").await;
    assert_eq!(answer.status, 201);
    let flow = answer.changed();
    let key = flow["key"].as_str().unwrap();
    assert!(key.starts_with("flow-") && key.len() == 15, "{key}");
    assert_eq!(
        (&flow["name"], &flow["trigger"], &flow["is_default"], &flow["status"], &flow["version"]),
        (&json!("VIPs"), &json!("order_skipped"), &json!(false), &json!("draft"), &json!(1))
    );
    let default = bench.get(&path("order_skipped")).await.json();
    for same in ["steps", "quiet_hours", "kind", "sample", "tags"] {
        assert_eq!(flow[same], default[same], "{same}");
    }
    assert_eq!(bench.get(&path(key)).await.json(), flow);
    let keys = keys(&bench).await;
    let place = keys.iter().position(|listed| listed == key).unwrap();
    assert_eq!((keys[place - 1].as_str(), keys.len()), ("order_skipped", 13), "behind its trigger's default");
    let lost = bench.post(FLOWS, &json!({ "trigger": "order_lost", "name": "VIPs" })).await;
    assert_eq!(lost.status, 422);
}

#[tokio::test]
async fn a_further_flow_is_edited_previewed_activated_explained_and_deleted() {
    let bench = Bench::with_store().await;
    let key = created(&bench, "VIPs").await;
    let template = "{{ store_name }}: skipped, dear VIP.";
    let edited = bench.put(&path(&key), &edit(1, template)).await.changed();
    assert_eq!(
        (&edited["sample"], &edited["version"]),
        (&json!("Oat & Ember: skipped, dear VIP."), &json!(2))
    );
    let draft = json!({ "trigger": edited["trigger"], "template": template });
    let preview = bench.post("/api/v1/stores/demo/preview", &draft).await.json();
    assert_eq!(preview["body"], edited["sample"]);
    let activated = bench.post(&format!("{}/activate", path(&key)), &json!({})).await.json();
    assert_eq!(activated["status"], "active");

    let answer = explained(&bench).await;
    let [default, further] = answer["flows"].as_array().unwrap().as_slice() else { panic!("{answer:#}") };
    assert_eq!((&default["flow"], &default["decision"]), (&json!("order_skipped"), &json!("send")));
    assert_eq!((&further["flow"], &further["body"]), (&json!(key), &edited["sample"]));
    assert_ne!(default["message"], further["message"], "each flow sends a message of its own");
    for (field, value) in default.as_object().unwrap() {
        assert_eq!(answer[field], *value, "the first verdict is at the top level as well: {field}");
    }

    assert_eq!(bench.delete(&path(&key)).await.status, 204);
    insta::assert_snapshot!(bench.delete(&path(&key)).await, @r#"
    404
    {
      "detail": "There is no such flow. GET the store's flows to see their keys.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
    assert_eq!(explained(&bench).await["flows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_default_flow_cannot_be_deleted() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.delete(&path("order_skipped")).await, @r#"
    409
    {
      "detail": "This is a default flow, which every store has. Deactivate it, or reset it.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    assert_eq!(keys(&bench).await.len(), 12);
}

#[tokio::test]
async fn a_reset_brings_the_default_texts_back_and_keeps_name_and_status() {
    let bench = Bench::with_store().await;
    for key in ["order_skipped".to_owned(), created(&bench, "VIPs").await] {
        let before = bench.get(&path(&key)).await.json();
        let version = before["version"].as_u64().unwrap();
        let mut edit = edit(version, "{{ store_name }}: skipped.");
        edit["name"] = json!("Skippers");
        edit["quiet_hours"] = json!("drop");
        edit["audience"] = json!({ "segment": "received_recharge" });
        assert_eq!(bench.put(&path(&key), &edit).await.status, 200);
        let reset = bench.post(&format!("{}/reset", path(&key)), &json!({})).await.changed();
        for (field, kept) in [("name", json!("Skippers")), ("version", json!(version + 2))] {
            assert_eq!(reset[field], kept, "{key}");
        }
        for same in ["key", "status", "steps", "quiet_hours", "audience", "kind", "sample"] {
            assert_eq!(reset[same], before[same], "{key}: {same}");
        }
        assert_eq!(bench.get(&path(&key)).await.json(), reset);
    }
    assert_eq!(bench.post(&format!("{FLOWS}/flow-none/reset"), &json!({})).await.status, 404);
}

#[tokio::test]
async fn what_waits_is_decided_anew_only_after_a_reset_of_more_than_texts() {
    let bench = Bench::with_store().await;
    let key = created(&bench, "VIPs").await;
    let reset = format!("{}/reset", path(&key));
    bench.put(&path(&key), &edit(1, "{{ store_name }}: only another text.")).await;
    bench.post(&reset, &json!({})).await;
    assert_eq!(bench.schedules.reviews().len(), 0);
    let mut later = edit(3, "{{ store_name }}: an hour later.");
    later["steps"][0]["delay_minutes"] = json!(60);
    bench.put(&path(&key), &later).await;
    assert_eq!(bench.schedules.reviews().len(), 1);
    bench.post(&reset, &json!({})).await;
    assert_eq!(bench.schedules.reviews().len(), 2);
}

#[tokio::test]
async fn a_store_has_a_hundred_flows_at_most() {
    let bench = Bench::with_store().await;
    let mut last = String::new();
    for number in 13..=100 {
        last = created(&bench, &format!("Flow {number}")).await;
    }
    insta::assert_snapshot!(create(&bench, "One too many").await, @r#"
    409
    {
      "detail": "A store has at most 100 flows. Delete one first.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    assert_eq!(keys(&bench).await.len(), 100);
    bench.delete(&path(&last)).await;
    assert_eq!(create(&bench, "In its place").await.status, 201);
}

#[tokio::test]
async fn a_name_has_1_to_60_characters() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &"é".repeat(60)).await;
    insta::assert_snapshot!(create(&bench, " ").await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send the flow again. Nothing was saved.",
      "errors": [
        {
          "detail": "give the flow a name of 1 to 60 characters",
          "field": "name"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    assert_eq!(create(&bench, &"é".repeat(61)).await.status, 422);
    let mut version = 1;
    for (name, saved) in [("V", true), ("\t", false), (&"v".repeat(60), true), (&"v".repeat(61), false)] {
        let mut edit = edit(version, "{{ store_name }}: skipped.");
        edit["name"] = json!(name);
        let answer = bench.put(&path(&key), &edit).await;
        assert_eq!(answer.status, if saved { 200 } else { 422 }, "{name}: {answer}");
        if saved {
            assert_eq!(answer.json()["name"], name);
            version += 1;
        } else {
            assert_eq!(answer.json()["errors"][0]["field"], "name");
        }
    }
}

#[tokio::test]
async fn a_further_flow_is_activated_by_its_key_alone() {
    let bench = Bench::with_store().await;
    let key = created(&bench, "VIPs").await;
    let activated = bench.post(&format!("{FLOWS}/activate"), &json!({})).await.json()["activated"].clone();
    assert_eq!(activated.as_array().unwrap().len(), 12);
    assert!(
        !activated.as_array().unwrap().contains(&json!(key)),
        "its texts are still those of the default flow"
    );
    assert_eq!(bench.get(&path(&key)).await.json()["status"], "draft");
    let chosen = json!({ "flows": [key] });
    assert_eq!(bench.post(&format!("{FLOWS}/activate"), &chosen).await.json()["activated"], json!([key]));
}
