use rechime_platform::{clock::Clock, secrets::StoreSecrets};
use rechime_store::checkups::{Checkup, Checkups, Problem};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::testing::{Answer, Bench, demo, demo_id, instant};

const STORES: &str = "/api/v1/stores";
const DISCONNECT: &str = "/api/v1/stores/demo/disconnect";

fn with(changes: &Value) -> Value {
    let mut body = demo();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

/// The answer with the path key, which is random, made a word.
async fn tame(bench: &Bench, answer: &Answer) -> String {
    let secrets = bench.secrets.get(&demo_id()).await.unwrap().unwrap();
    let key = secrets.path_key.expose_secret();
    assert_eq!(key.len(), 32);
    answer.to_string().replace(key, "PATH_KEY")
}

#[tokio::test]
async fn connecting_a_store_makes_it_live_with_twelve_drafts() {
    let bench = Bench::empty();
    let answer = bench.post(STORES, &demo()).await;
    insta::assert_snapshot!(tame(&bench, &answer).await, @r#"
    201
    {
      "store": {
        "connection": {
          "backfilled_until": "2026-11-23T17:00:00Z",
          "checked_at": "2026-11-23T17:00:00Z",
          "connected_at": "2026-11-23T17:00:00Z",
          "has_client_secret": false,
          "scopes": [
            "read_orders",
            "read_subscriptions",
            "read_payment_methods",
            "read_customers"
          ],
          "state": "live",
          "webhooks": 16
        },
        "consent_mode": "checkout_phones",
        "country": "US",
        "created_at": "2026-11-23T17:00:00Z",
        "fold_typography": true,
        "has_stated_zones": false,
        "id": "demo",
        "law_scope": "promotional",
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
      "webhook_url": "https://texts.example/webhooks/recharge/demo/PATH_KEY",
      "webhooks": {
        "created": 16,
        "deleted": 0,
        "kept": 0
      }
    }
    "#);
    let url = answer.json()["webhook_url"].as_str().unwrap().to_owned();
    assert!(bench.recharge.addresses().contains(&format!("{url}/charge/max_retries_reached")));
    let flows = bench.get("/api/v1/stores/demo/flows").await.json();
    let statuses: Vec<_> =
        flows["flows"].as_array().unwrap().iter().map(|flow| flow["status"].clone()).collect();
    assert_eq!(statuses, vec![json!("draft"); 12]);
    insta::assert_snapshot!(bench.get(STORES).await, @r#"
    200
    {
      "stores": [
        {
          "id": "demo",
          "name": "Oat & Ember"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_connection_that_broke_half_way_is_completed_by_the_same_call() {
    let bench = Bench::empty();
    bench.recharge.break_down_after(Some(5));
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    502
    {
      "detail": "Recharge has a problem of its own (503). It will work later. Then send the same again: what is done already is kept.",
      "status": 502,
      "title": "Bad Gateway",
      "type": "about:blank"
    }
    "#);
    let half = bench.get("/api/v1/stores/demo").await.json();
    assert_eq!(half["store"]["connection"]["state"], "disconnected");
    bench.recharge.break_down_after(None);
    let whole = bench.post(STORES, &demo()).await;
    assert_eq!(
        (whole.status, &whole.json()["webhooks"]),
        (200, &json!({ "created": 11, "kept": 5, "deleted": 0 }))
    );
    assert_eq!(whole.json()["webhook_url"], half["webhook_url"]);
    assert_eq!(whole.json()["store"]["connection"]["state"], "live");
    let again = bench.post(STORES, &demo()).await.json();
    assert_eq!(again["webhooks"], json!({ "created": 0, "kept": 16, "deleted": 0 }));
}

#[tokio::test]
async fn another_key_takes_the_place_of_the_first_only_on_request() {
    let bench = Bench::with_store().await;
    let other = json!({ "recharge_api_key": "sk_other", "recharge_client_secret": "second" });
    insta::assert_snapshot!(bench.post(STORES, &with(&other)).await, @r#"
    409
    {
      "detail": "This store is connected with another API key. To put the new one in its place, send the same again with `\"replace_key\": true`.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    bench.post(STORES, &with(&json!({ "recharge_client_secret": " first " }))).await;
    let mut replacing = with(&other);
    replacing["replace_key"] = json!(true);
    assert_eq!(bench.post(STORES, &replacing).await.status, 200);
    let secrets = bench.secrets.get(&demo_id()).await.unwrap().unwrap();
    assert_eq!(secrets.api_token.expose_secret(), "sk_other");
    assert_eq!(secrets.client_secret.as_ref().unwrap().expose_secret(), "second");
    let replaced = secrets.previous_client_secret.as_ref().unwrap();
    assert_eq!(replaced.secret.expose_secret(), "first");
    assert_eq!(replaced.replaced_at, bench.clock.now());
}

#[tokio::test]
async fn a_key_that_was_replaced_loses_its_webhooks() {
    let bench = Bench::with_store().await;
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    let answer = bench.post(STORES, &replacing).await.json();
    assert_eq!(answer["webhooks"], json!({ "created": 16, "kept": 0, "deleted": 16 }));
    assert_eq!(bench.recharge.addresses().len(), 16);
    let again = bench.post(STORES, &replacing).await.json();
    assert_eq!(again["webhooks"], json!({ "created": 0, "kept": 16, "deleted": 0 }));
}

#[tokio::test]
async fn a_key_of_a_store_that_checks_signatures_needs_its_own_client_secret() {
    let bench = Bench::with_store().await;
    bench.post(STORES, &with(&json!({ "recharge_client_secret": "first" }))).await;
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    insta::assert_snapshot!(bench.post(STORES, &replacing).await, @r#"
    422
    {
      "detail": "Mend what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "another key has another client secret; paste that too, from Tools & apps > API tokens > the key",
          "field": "recharge_client_secret"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn disconnecting_takes_webhooks_and_key_and_leaves_the_rest() {
    let bench = Bench::with_store().await;
    let answer = bench.post(DISCONNECT, &json!({})).await;
    insta::assert_snapshot!(answer, @r#"
    200
    {
      "advice": null,
      "key_removed": true,
      "store": {
        "connection": {
          "has_client_secret": false,
          "scopes": [],
          "state": "disconnected",
          "webhooks": 0
        },
        "consent_mode": "checkout_phones",
        "country": "US",
        "created_at": "2026-11-23T17:00:00Z",
        "fold_typography": true,
        "has_stated_zones": false,
        "id": "demo",
        "law_scope": "promotional",
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
      "webhooks_deleted": 16
    }
    "#);
    assert!(bench.secrets.get(&demo_id()).await.unwrap().is_none());
    assert!(bench.recharge.addresses().is_empty());
    let flows = bench.get("/api/v1/stores/demo/flows").await.json();
    assert!(flows["flows"].as_array().unwrap().iter().all(|flow| flow["status"] == "active"));

    let again = bench.post(DISCONNECT, &json!({})).await.json();
    assert_eq!((&again["webhooks_deleted"], &again["key_removed"]), (&json!(0), &json!(false)));
    assert_eq!(bench.get("/api/v1/stores/demo").await.json()["webhook_url"], Value::Null);

    let back = bench.post(STORES, &demo()).await;
    assert_eq!((back.status, &back.json()["store"]["connection"]["state"]), (200, &json!("live")));
    assert_eq!(bench.recharge.addresses().len(), 16);
}

#[tokio::test]
async fn a_dead_key_holds_nobody() {
    let bench = Bench::with_store().await;
    bench.recharge.refuse_tokens(true);
    let answer = bench.post(DISCONNECT, &json!({})).await;
    assert_eq!((answer.status, &answer.json()["webhooks_deleted"]), (200, &json!(0)));
    insta::assert_snapshot!(answer.json()["advice"], @r#""Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge. Webhooks may be left in Recharge: delete the API token there, and they end with it.""#);
    assert!(bench.secrets.get(&demo_id()).await.unwrap().is_none());
    bench.recharge.refuse_tokens(false);
    let back = bench.post(STORES, &with(&json!({ "recharge_api_key": "sk_other" }))).await;
    assert_eq!((back.status, &back.json()["store"]["connection"]["state"]), (200, &json!("live")));
}

#[tokio::test]
async fn what_upkeep_found_is_shown_and_a_new_key_ends_it() {
    let bench = Bench::with_store().await;
    let last = Checkup::fresh(instant("2026-11-20T08:00:00Z"), 12);
    let refused = Checkup { problem: Some(Problem::KeyRefused), ..last };
    bench.memory.save(&demo_id(), &refused).await.unwrap();
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
    let checkup = Checkups::get(&*bench.memory, &demo_id()).await.unwrap().unwrap();
    assert!(checkup.look_back.is_some_and(|look| look.after_a_gap));
}

#[tokio::test]
async fn a_key_that_may_not_read_enough_is_refused_scope_by_scope() {
    let bench = Bench::empty();
    bench.recharge.lack(&["read_payment_methods", "read_customers"]);
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    422
    {
      "detail": "Mend what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "the key lacks read_payments or read_payment_methods; in Recharge open Tools & apps > API tokens, edit the key and give Payments read access",
          "field": "recharge_api_key"
        },
        {
          "detail": "the key lacks read_customers; in Recharge open Tools & apps > API tokens, edit the key and give Customers read access",
          "field": "recharge_api_key"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    bench.recharge.refuse_tokens(true);
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    422
    {
      "detail": "Mend what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge.",
          "field": "recharge_api_key"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    assert!(
        bench.secrets.get(&demo_id()).await.unwrap().is_none(),
        "nothing is kept of a key that does not work"
    );
}

#[tokio::test]
async fn the_time_zone_is_asked_of_recharge_before_the_merchant() {
    let bench = Bench::empty();
    insta::assert_snapshot!(bench.post(STORES, &with(&json!({ "time_zone": null }))).await, @r#"
    422
    {
      "detail": "Mend what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "give the store's IANA time zone, such as America/New_York; this API key may not ask Recharge",
          "field": "time_zone"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    bench.recharge.tell_zone("Europe/Berlin");
    let answer = bench.post(STORES, &with(&json!({ "time_zone": null }))).await.json();
    assert_eq!(answer["store"]["time_zone"], "Europe/Berlin");
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_once() {
    let bench = Bench::with_store().await;
    let bad =
        json!({ "name": " ", "time_zone": "EST5", "country": "USA", "portal_url": "javascript:alert(1)" });
    insta::assert_snapshot!(bench.patch("/api/v1/stores/demo", &bad).await, @r#"
    422
    {
      "detail": "Mend what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "give the brand in 1 to 40 characters; it signs the texts",
          "field": "name"
        },
        {
          "detail": "use an IANA time zone such as America/New_York",
          "field": "time_zone"
        },
        {
          "detail": "use a code of two letters (ISO 3166) such as US",
          "field": "country"
        },
        {
          "detail": "use an https:// address; {hash} in it stands for the customer's hash",
          "field": "portal_url"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    let refused = bench.post(STORES, &with(&json!({ "id": "Demo Shop" }))).await;
    insta::assert_snapshot!(refused, @r#"
    422
    {
      "detail": "Change the body: id: a store id is 2 to 40 lower-case letters, digits and hyphens, and starts with a letter or digit at line 1 column 50.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    assert_eq!(bench.post(STORES, &with(&json!({ "recharge_api_key": " " }))).await.status, 422);
}

#[tokio::test]
async fn a_patch_changes_what_it_names() {
    let bench = Bench::with_store().await;
    let edit =
        json!({ "name": "Ember", "country": "ca", "portal_url": "https://ember.example/portal/{hash}" });
    let changed = bench.patch("/api/v1/stores/demo", &edit).await;
    insta::assert_snapshot!(tame(&bench, &changed).await, @r#"
    200
    {
      "store": {
        "connection": {
          "backfilled_until": "2026-11-23T17:00:00Z",
          "checked_at": "2026-11-23T17:00:00Z",
          "connected_at": "2026-11-23T17:00:00Z",
          "has_client_secret": false,
          "scopes": [
            "read_orders",
            "read_subscriptions",
            "read_payment_methods",
            "read_customers"
          ],
          "state": "live",
          "webhooks": 16
        },
        "consent_mode": "checkout_phones",
        "country": "CA",
        "created_at": "2026-11-23T17:00:00Z",
        "fold_typography": true,
        "has_stated_zones": false,
        "id": "demo",
        "law_scope": "promotional",
        "name": "Ember",
        "portal_url": "https://ember.example/portal/{hash}",
        "quiet_hours": {
          "end": "09:00",
          "start": "20:00"
        },
        "smart_sending_hours": 0,
        "time_zone": "America/New_York",
        "version": 2,
        "voice_laws": []
      },
      "webhook_url": "https://texts.example/webhooks/recharge/demo/PATH_KEY"
    }
    "#);
    let cleared = bench.patch("/api/v1/stores/demo", &json!({ "portal_url": null })).await.json();
    assert_eq!((&cleared["store"]["portal_url"], &cleared["store"]["version"]), (&Value::Null, &json!(3)));
    assert_eq!(bench.get("/api/v1/stores/demo").await.json(), cleared);
    assert_eq!(bench.patch("/api/v1/stores/demo", &json!({ "timezone": "UTC" })).await.status, 422);
}

#[tokio::test]
async fn no_answer_holds_a_secret() {
    let bench = Bench::empty();
    let body = with(&json!({ "recharge_client_secret": "hush-hush" }));
    let answers =
        [bench.post(STORES, &body).await, bench.get("/api/v1/stores/demo").await, bench.get(STORES).await];
    for answer in answers {
        assert!(!answer.text.contains("hush-hush") && !answer.text.contains("sk_1x1"), "{answer}");
    }
}
