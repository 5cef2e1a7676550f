mod further;
mod history;

use serde_json::{Value, json};

use crate::testing::Bench;

const FLOW: &str = "/api/v1/stores/demo/flows/order_skipped";

fn edit(version: u64, template: &str) -> Value {
    json!({ "steps": [{ "template": template }], "version": version })
}

#[tokio::test]
async fn the_twelve_flows_are_listed_with_a_sample_of_each() {
    let bench = Bench::with_store().await;
    let flows = bench.get("/api/v1/stores/demo/flows").await.json();
    let text = |flow: &Value, field: &str| flow[field].as_str().unwrap().to_owned();
    let lines: Vec<_> = flows["flows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flow| format!("{} | {} | {}", text(flow, "key"), text(flow, "name"), text(flow, "quiet_hours")))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    subscription_started | Subscription Started | send_anyway
    subscription_paused | Subscription Paused | send_anyway
    subscription_resumed | Subscription Resumed | hold
    subscription_canceled | Subscription Canceled | send_anyway
    subscription_expired | Subscription Expired | hold
    upcoming_order | Upcoming Order | hold
    order_skipped | Order Skipped | hold
    order_processed | Order Processed | hold
    charge_will_be_retried | Charge Will Be Retried | send_anyway
    charge_failed | Charge Failed | send_anyway
    charge_paid | Charge Paid | send_anyway
    customer_account_activation | Customer Account Activation | send_anyway
    "#);
    let samples: Vec<_> =
        flows["flows"].as_array().unwrap().iter().map(|flow| text(flow, "sample")).collect();
    assert!(samples.iter().all(|sample| sample.starts_with("Oat & Ember: ")), "{samples:#?}");
}

#[tokio::test]
async fn a_flow_is_shown_with_its_tags_and_replaced() {
    let bench = Bench::with_store().await;
    let shown = bench.get(FLOW).await.json();
    assert_eq!(
        (&shown["status"], &shown["version"], &shown["tags"][0]["name"]),
        (&json!("active"), &json!(2), &json!("store_name"))
    );
    let body = json!({
        "quiet_hours": "drop",
        "kind": "promotional",
        "steps": [
            { "template": "{{ store_name }}: skipped." },
            { "delay_minutes": 1440, "template": "{{ store_name }}: still skipped." },
        ],
        "version": 2,
    });
    let mut saved = bench.put(FLOW, &body).await.changed();
    assert_eq!(bench.get(FLOW).await.json(), saved);
    saved["tags"].take();
    insta::assert_snapshot!(format!("{saved:#}"), @r#"
    {
      "audience": null,
      "each_retry": false,
      "exit_on": [],
      "expires_after_minutes": 4320,
      "is_default": true,
      "key": "order_skipped",
      "kind": "promotional",
      "links": "short",
      "name": "Order Skipped",
      "quiet_hours": "drop",
      "sample": "Oat & Ember: skipped.",
      "status": "active",
      "steps": [
        {
          "delay_minutes": 0,
          "id": 0,
          "template": "{{ store_name }}: skipped."
        },
        {
          "delay_minutes": 1440,
          "id": 1,
          "template": "{{ store_name }}: still skipped."
        }
      ],
      "tags": null,
      "trigger": "order_skipped",
      "version": 3
    }
    "#);
}

#[tokio::test]
async fn two_who_edit_at_once_do_not_overwrite_each_other() {
    let bench = Bench::with_store().await;
    assert_eq!(bench.put(FLOW, &edit(2, "{{ store_name }}: one.")).await.status, 200);
    insta::assert_snapshot!(bench.put(FLOW, &edit(2, "{{ store_name }}: two.")).await, @r#"
    412
    {
      "current": {
        "audience": null,
        "each_retry": false,
        "exit_on": [],
        "expires_after_minutes": 4320,
        "is_default": true,
        "key": "order_skipped",
        "kind": "transactional",
        "links": "short",
        "name": "Order Skipped",
        "quiet_hours": "hold",
        "sample": "Oat & Ember: one.",
        "status": "active",
        "steps": [
          {
            "delay_minutes": 0,
            "id": 0,
            "template": "{{ store_name }}: one."
          }
        ],
        "tags": [
          {
            "meaning": "Your store's name",
            "name": "store_name",
            "sample": "Acme Coffee"
          },
          {
            "meaning": "Where the customer manages the subscription",
            "name": "portal_link",
            "sample": "https://acme.example/4fGk29Xq1Z"
          },
          {
            "meaning": "The customer's first name",
            "name": "first_name",
            "sample": "Maya"
          },
          {
            "meaning": "The customer's last name",
            "name": "last_name",
            "sample": "Lopez"
          },
          {
            "meaning": "The product (the first one, of several)",
            "name": "product_title",
            "sample": "House Blend"
          },
          {
            "meaning": "How many of the product",
            "name": "quantity",
            "sample": "2"
          },
          {
            "meaning": "The price of one",
            "name": "price",
            "sample": "14.90"
          },
          {
            "meaning": "The currency of the amounts",
            "name": "currency",
            "sample": "USD"
          },
          {
            "meaning": "The day of the next order",
            "name": "next_charge_date",
            "sample": "Dec 1"
          }
        ],
        "trigger": "order_skipped",
        "version": 3
      },
      "detail": "Somebody else changed this flow. Apply your change to `current`, and send it again with that version.",
      "status": 412,
      "title": "Precondition Failed",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn a_flow_that_cannot_work_is_refused_with_each_fault() {
    let bench = Bench::with_store().await;
    let faulty = json!({
        "steps": [
            { "template": "Hi {{ first_nam }}" },
            { "delay_minutes": 259_201, "template": "{% if first_name %}" },
        ],
        "version": 2,
    });
    insta::assert_snapshot!(bench.put(FLOW, &faulty).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send the flow again. Nothing was saved.",
      "errors": [
        {
          "detail": "there is no tag {{ first_nam }} here; did you mean {{ first_name }}? The tags are: store_name, portal_link, first_name, last_name, product_title, quantity, price, currency, next_charge_date",
          "field": "steps.0.template"
        },
        {
          "detail": "a message waits 259200 minutes (180 days) at most",
          "field": "steps.1.delay_minutes"
        },
        {
          "detail": "line 1, column 1, `{% if first_name %}`: this {% if %} has no end; write {% endif %} behind the words that depend on it",
          "field": "steps.1.template"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    let steps = vec![json!({ "template": "Hello" }); 11];
    for steps in [&steps[..0], &steps[..]] {
        let answer = bench.put(FLOW, &json!({ "steps": steps, "version": 2 })).await;
        assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some("steps")));
    }
    insta::assert_snapshot!(bench.put(FLOW, &json!({ "step": [], "steps": [], "version": 2 })).await, @r#"
    422
    {
      "detail": "Change the body: step: unknown field `step`, expected one of `name`, `quiet_hours`, `kind`, `audience`, `exit_on`, `expires_after_minutes`, `each_retry`, `links`, `steps`, `version` at line 1 column 7.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo/flows/order_lost").await, @r#"
    404
    {
      "detail": "There is no such flow. GET the store's flows to see their keys.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn flows_are_switched_on_and_off_and_a_draft_stays_a_draft() {
    let bench = Bench::empty();
    bench.post("/api/v1/stores", &crate::testing::demo()).await;
    let status = async |action: &str| {
        let flow = bench.post(&format!("{FLOW}/{action}"), &json!({})).await.json();
        (flow["status"].as_str().unwrap().to_owned(), flow["version"].as_u64().unwrap())
    };
    assert_eq!(status("deactivate").await, ("draft".to_owned(), 1));
    assert_eq!(status("activate").await, ("active".to_owned(), 2));
    assert_eq!(status("activate").await, ("active".to_owned(), 2));
    assert_eq!(status("deactivate").await, ("inactive".to_owned(), 3));
}

#[tokio::test]
async fn several_are_activated_at_once() {
    let bench = Bench::empty();
    bench.post("/api/v1/stores", &crate::testing::demo()).await;
    let chosen = json!({ "flows": ["charge_paid", "charge_failed"] });
    let path = "/api/v1/stores/demo/flows/activate";
    insta::assert_snapshot!(bench.post(path, &chosen).await, @r#"
    200
    {
      "activated": [
        "charge_paid",
        "charge_failed"
      ],
      "effective_at": "2026-11-23T17:00:02Z"
    }
    "#);
    assert_eq!(bench.get(FLOW).await.json()["status"], "draft");
    assert_eq!(bench.post(path, &json!({})).await.json()["activated"].as_array().unwrap().len(), 12);
    assert_eq!(bench.get(FLOW).await.json()["status"], "active");
}

#[tokio::test]
async fn where_one_of_several_does_not_exist_none_is_activated() {
    let bench = Bench::empty();
    bench.post("/api/v1/stores", &crate::testing::demo()).await;
    let path = "/api/v1/stores/demo/flows/activate";
    let chosen = json!({ "flows": ["order_skipped", "flow-deleted"] });
    assert_eq!(bench.post(path, &chosen).await.status, 404);
    assert_eq!(bench.get(FLOW).await.json()["status"], "draft");
    assert_eq!(bench.post(path, &json!({ "flows": ["no key"] })).await.status, 422);
}

/// The templates of the saved steps with their numbers.
async fn numbered(bench: &Bench, steps: &Value, version: u64) -> Vec<(u64, String)> {
    let saved = bench.put(FLOW, &json!({ "steps": steps, "version": version })).await;
    assert_eq!(saved.status, 200, "{saved}");
    let steps = saved.json()["steps"].as_array().unwrap().clone();
    let part = |step: &Value| (step["id"].as_u64().unwrap(), step["template"].as_str().unwrap().to_owned());
    steps.iter().map(part).collect()
}

#[tokio::test]
async fn a_step_keeps_its_number_wherever_it_is_moved() {
    let bench = Bench::with_store().await;
    let named =
        |steps: &[(u64, &str)]| steps.iter().map(|(id, text)| (*id, (*text).to_owned())).collect::<Vec<_>>();
    let first = json!([{ "template": "A" }, { "template": "B" }]);
    assert_eq!(numbered(&bench, &first, 2).await, named(&[(0, "A"), (1, "B")]));
    let inserted = json!([{ "template": "N" }, { "id": 1, "template": "B" }, { "id": 0, "template": "A" }]);
    assert_eq!(numbered(&bench, &inserted, 3).await, named(&[(2, "N"), (1, "B"), (0, "A")]));
    let unnamed = json!([{ "template": "N2" }, { "template": "B2" }]);
    assert_eq!(
        numbered(&bench, &unnamed, 4).await,
        named(&[(2, "N2"), (1, "B2")]),
        "each for the one in its place"
    );
    let wrong =
        json!([{ "id": 7, "template": "A" }, { "id": 1, "template": "B" }, { "id": 1, "template": "C" }]);
    let refused = bench.put(FLOW, &json!({ "steps": wrong, "version": 5 })).await;
    insta::assert_snapshot!(refused.json()["errors"], @r#"[{"detail":"each step keeps the `id` it was read with; leave it out for a new step","field":"steps.0.id"},{"detail":"each step keeps the `id` it was read with; leave it out for a new step","field":"steps.2.id"}]"#);
}

#[tokio::test]
async fn only_what_decides_has_waiting_messages_looked_at_again() {
    let bench = Bench::with_store().await;
    let put = async |body: Value| assert_eq!(bench.put(FLOW, &body).await.status, 200);
    put(edit(2, "{{ store_name }}: a better text")).await;
    assert!(bench.schedules.reviews().is_empty());
    let mut later = edit(3, "{{ store_name }}: a better text");
    later["steps"][0]["delay_minutes"] = json!(5);
    put(later).await;
    assert_eq!(bench.schedules.reviews().len(), 1);
}
