use rechime_store::checkups::{Checkup, Checkups, ConnectionProblem};

use super::*;
use crate::testing::instant;

const DISCONNECT: &str = "/api/v1/stores/demo/disconnect";

#[tokio::test]
async fn disconnecting_takes_webhooks_and_key_and_leaves_the_rest() {
    let bench = Bench::with_store().await;
    let answer = bench.post(DISCONNECT, &json!({})).await;
    insta::assert_snapshot!(answer, @r#"
    200
    {
      "advice": null,
      "effective_at": "2026-11-23T17:15:00Z",
      "key_removed": true,
      "store": {
        "connection": {
          "has_client_secret": false,
          "scopes": [],
          "state": "disconnected",
          "webhooks": 0
        },
        "consent_mode": "checkout_phones",
        "contact": null,
        "country": "US",
        "created_at": "2026-11-23T17:00:00Z",
        "fold_typography": true,
        "has_stated_zones": false,
        "id": "demo",
        "law_scope": "promotional",
        "link_host": null,
        "links": "short",
        "max_texts_per_hour": 5,
        "name": "Oat & Ember",
        "portal_url": null,
        "quiet_hours": {
          "end": "09:00",
          "start": "20:00"
        },
        "smart_sending_hours": 0,
        "time_zone": "America/New_York",
        "version": 1,
        "voice_laws": []
      },
      "webhooks_deleted": 20
    }
    "#);
    assert!(bench.secrets.get(&demo_id()).await.unwrap().is_none());
    assert!(bench.recharge.webhook_urls().is_empty());
    let flows = bench.get("/api/v1/stores/demo/flows").await.json();
    assert!(flows["flows"].as_array().unwrap().iter().all(|flow| flow["status"] == "active"));

    let again = bench.post(DISCONNECT, &json!({})).await.json();
    assert_eq!((&again["webhooks_deleted"], &again["key_removed"]), (&json!(0), &json!(false)));
    assert_eq!(bench.get("/api/v1/stores/demo").await.json()["webhook_url"], Value::Null);

    let back = bench.post(STORES, &demo()).await;
    assert_eq!((back.status, &back.json()["store"]["connection"]["state"]), (200, &json!("live")));
    assert_eq!(bench.recharge.webhook_urls().len(), 20);
}

#[tokio::test]
async fn a_dead_key_holds_nobody() {
    let bench = Bench::with_store().await;
    bench.recharge.answers_with(Some(ApiError::BadToken));
    let answer = bench.post(DISCONNECT, &json!({})).await;
    assert_eq!((answer.status, &answer.json()["webhooks_deleted"]), (200, &json!(0)));
    insta::assert_snapshot!(answer.json()["advice"], @r#""Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge. Webhooks may be left in Recharge: delete the API token there, and they end with it.""#);
    assert!(bench.secrets.get(&demo_id()).await.unwrap().is_none());
    bench.recharge.answers_with(None);
    let back = bench.post(STORES, &with(&json!({ "recharge_api_key": "sk_other" }))).await;
    assert_eq!((back.status, &back.json()["store"]["connection"]["state"]), (200, &json!("live")));
}

#[tokio::test]
async fn what_upkeep_found_is_shown_and_a_new_key_ends_it() {
    let bench = Bench::with_store().await;
    let last = Checkup::fresh(instant("2026-11-20T08:00:00Z"), 12);
    let refused = Checkup { problem: Some(ConnectionProblem::KeyRefused), ..last };
    bench.memory.put_checkup(&demo_id(), &refused).await.unwrap();
    let shown = bench.get("/api/v1/stores/demo").await.json();
    insta::assert_snapshot!(format!("{:#}", shown["store"]["connection"]), @r#"
    {
      "backfilled_until": "2026-11-20T08:00:00Z",
      "checked_at": "2026-11-20T08:00:00Z",
      "connected_at": "2026-11-23T17:00:00Z",
      "has_client_secret": false,
      "problem": {
        "code": "key_refused",
        "text": "Recharge no longer accepts this store's API key. Make a new one in Recharge (Tools & apps > API tokens) and connect the store with it."
      },
      "scopes": [
        "read_orders",
        "read_subscriptions",
        "read_payment_methods",
        "read_customers"
      ],
      "state": "disconnected",
      "webhooks": 12
    }
    "#);
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    let connection = bench.post(STORES, &replacing).await.json()["store"]["connection"].clone();
    assert_eq!((&connection["state"], &connection["problem"]), (&json!("live"), &Value::Null));
    assert_eq!(connection["backfilled_until"], "2026-11-20T08:00:00Z", "what was missed is looked for");
    let checkup = bench.memory.get_checkup(&demo_id()).await.unwrap().unwrap();
    assert!(checkup.look_back.is_some_and(|look| look.after_a_gap));
}
