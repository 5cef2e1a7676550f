use super::*;

#[tokio::test]
async fn connecting_a_store_makes_it_live_with_twelve_drafts() {
    let bench = Bench::empty();
    let answer = bench.post(STORES, &demo()).await;
    insta::assert_snapshot!(tame(&bench, &answer).await, @r#"
    201
    {
      "effective_at": "2026-11-23T17:01:00Z",
      "missing": [
        {
          "detail": "give a phone number, an e-mail address or a site: carriers want to see one in the answer to HELP, and refuse to register a sender without it",
          "field": "contact"
        }
      ],
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
          "webhooks": 20
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
      "webhook_url": "https://texts.example/webhooks/recharge/demo/PATH_KEY",
      "webhooks": {
        "created": 20,
        "deleted": 0,
        "kept": 0
      }
    }
    "#);
    let url = answer.json()["webhook_url"].as_str().unwrap().to_owned();
    assert!(bench.recharge.webhook_urls().contains(&format!("{url}/charge/max_retries_reached")));
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
    bench.recharge.limits_webhooks(Some((5, ApiError::Unavailable { status: 503 })));
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    502
    {
      "detail": "Recharge has a problem of its own at the moment (503). Send the same again afterwards: what is done already is kept.",
      "status": 502,
      "title": "Bad Gateway",
      "type": "about:blank"
    }
    "#);
    let half = bench.get("/api/v1/stores/demo").await.json();
    assert_eq!(half["store"]["connection"]["state"], "disconnected");
    bench.recharge.limits_webhooks(None);
    let whole = bench.post(STORES, &demo()).await;
    assert_eq!(
        (whole.status, &whole.json()["webhooks"]),
        (200, &json!({ "created": 15, "kept": 5, "deleted": 0 }))
    );
    assert_eq!(whole.json()["webhook_url"], half["webhook_url"]);
    assert_eq!(whole.json()["store"]["connection"]["state"], "live");
    let again = bench.post(STORES, &demo()).await.json();
    assert_eq!(again["webhooks"], json!({ "created": 0, "kept": 20, "deleted": 0 }));
}

#[tokio::test]
async fn a_key_that_may_not_read_enough_is_refused_scope_by_scope() {
    let bench = Bench::empty();
    bench.recharge.lacks(&["read_payment_methods", "read_customers"]);
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
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
    bench.recharge.answers_with(Some(ApiError::BadToken));
    insta::assert_snapshot!(bench.post(STORES, &demo()).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
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
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
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
    bench.recharge.tells_zone("Europe/Berlin");
    let answer = bench.post(STORES, &with(&json!({ "time_zone": null }))).await.json();
    assert_eq!(answer["store"]["time_zone"], "Europe/Berlin");
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
