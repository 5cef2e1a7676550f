use super::*;

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_once() {
    let bench = Bench::with_store().await;
    let bad = json!({ "name": " ", "time_zone": "EST5", "country": "Atlantis", "portal_url": "javascript:alert(1)" });
    insta::assert_snapshot!(bench.patch("/api/v1/stores/demo", &bad).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
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
          "detail": "use a code of two letters (ISO 3166) such as US, or the country's name",
          "field": "country"
        },
        {
          "detail": "begin the address with https://",
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
async fn a_contact_is_asked_for_until_there_is_one() {
    let bench = Bench::empty();
    let missing = |answer: &Value| {
        answer["missing"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect::<Vec<_>>()
    };
    let connected = bench.post(STORES, &demo()).await.json();
    assert_eq!(missing(&connected), ["contact"]);
    assert_eq!(missing(&bench.get("/api/v1/stores/demo").await.json()), ["contact"]);
    for (contact, why) in [
        ("https://ana@shop.example", "before the @"),
        ("call us", "give a phone number"),
        ("shop.example\u{202e}", "letters A to Z"),
    ] {
        let refused = bench
            .patch("/api/v1/stores/demo", &json!({ "contact": contact, "max_texts_per_hour": 11 }))
            .await;
        assert_eq!(refused.status, 422);
        let faults = &refused.json()["errors"];
        assert_eq!(
            (&faults[0]["field"], &faults[1]["field"]),
            (&json!("max_texts_per_hour"), &json!("contact"))
        );
        assert!(faults[1]["detail"].as_str().unwrap().contains(why), "{faults}");
    }
    let edit = json!({ "contact": " help@shop.example ", "max_texts_per_hour": 3 });
    let changed = bench.patch("/api/v1/stores/demo", &edit).await.changed();
    assert_eq!(missing(&changed), Vec::<Value>::new());
    assert_eq!(
        (&changed["store"]["contact"], &changed["store"]["max_texts_per_hour"]),
        (&json!("help@shop.example"), &json!(3))
    );
    let forgotten = bench.patch("/api/v1/stores/demo", &json!({ "contact": null })).await.changed();
    assert_eq!(missing(&forgotten), ["contact"]);
    let other = with(&json!({ "id": "other", "contact": "+1 800 555 0199" }));
    assert_eq!(missing(&bench.post(STORES, &other).await.json()), Vec::<Value>::new());
    assert_eq!(bench.post(STORES, &with(&json!({ "id": "third", "contact": "?" }))).await.status, 422);
}

#[tokio::test]
async fn a_patch_changes_what_it_names() {
    let bench = Bench::with_store().await;
    let edit =
        json!({ "name": "Ember", "country": "Canada", "portal_url": "https://ember.example/portal/{hash}" });
    let changed = bench.patch("/api/v1/stores/demo", &edit).await;
    insta::assert_snapshot!(tame(&bench, &changed).await, @r#"
    200
    {
      "effective_at": "2026-11-23T17:00:02Z",
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
        "country": "CA",
        "created_at": "2026-11-23T17:00:00Z",
        "fold_typography": true,
        "has_stated_zones": false,
        "id": "demo",
        "law_scope": "promotional",
        "link_host": null,
        "links": "short",
        "max_texts_per_hour": 5,
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
    let cleared = bench.patch("/api/v1/stores/demo", &json!({ "portal_url": null })).await.changed();
    assert_eq!((&cleared["store"]["portal_url"], &cleared["store"]["version"]), (&Value::Null, &json!(3)));
    assert_eq!(bench.get("/api/v1/stores/demo").await.json(), cleared);
    assert_eq!(bench.patch("/api/v1/stores/demo", &json!({ "timezone": "UTC" })).await.status, 422);
}

#[tokio::test]
async fn a_portal_address_that_would_break_links_is_refused_with_what_to_do() {
    let bench = Bench::with_store().await;
    let long = format!("https://shop.example/{}", "x".repeat(5_000));
    for bad in [
        "https://shop.example/{{hash}}",
        "https://shop.example/{Hash}",
        "https://ana:secret@shop.example/",
        "https://shop.example/\u{1}",
        "https://shop.example/\u{202e}x",
        &long,
    ] {
        let patched = bench.patch("/api/v1/stores/demo", &json!({ "portal_url": bad })).await;
        assert_eq!(
            (patched.status, &patched.json()["errors"][0]["field"]),
            (422, &json!("portal_url")),
            "{bad:?}"
        );
        let connected = bench.post(STORES, &with(&json!({ "id": "other", "portal_url": bad }))).await;
        assert_eq!((connected.status, connected.json()), (422, patched.json()), "{bad:?}");
    }
    let braces =
        bench.patch("/api/v1/stores/demo", &json!({ "portal_url": "https://shop.example/{{hash}}" })).await;
    insta::assert_snapshot!(braces.json()["errors"][0]["detail"], @r#""write {hash} where the customer's hash belongs, in small letters and single braces; no other braces are allowed""#);
    let pasted =
        bench.patch("/api/v1/stores/demo", &json!({ "portal_url": " https://shop.example/{hash}\n" })).await;
    assert_eq!(pasted.changed()["store"]["portal_url"], "https://shop.example/{hash}");
}

#[tokio::test]
async fn a_brand_that_nobody_could_read_is_refused() {
    let bench = Bench::with_store().await;
    for bad in [
        "Oat\nEmber",
        "Oat\u{202e}rebmE",
        "\u{200b}",
        "Oat\u{200b}Ember",
        "Oat\u{0}",
        "–",
        "!!!",
        "Oat\u{fffe}",
    ] {
        let answer = bench.patch("/api/v1/stores/demo", &json!({ "name": bad })).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (422, &json!("name")), "{bad:?}");
    }
    for good in ["Café Ōra", "7", "Łódź & Co.", "珈琲", "Oat ❤️", "👨‍👩‍👧 1"] {
        assert_eq!(bench.patch("/api/v1/stores/demo", &json!({ "name": good })).await.status, 200, "{good}");
    }
}

#[tokio::test]
async fn links_may_stay_as_written_and_begin_with_a_site_of_the_stores_own() {
    let bench = Bench::with_store().await;
    let own = json!({ "links": "as_written", "link_host": " Link.Shop.example " });
    let changed = bench.patch("/api/v1/stores/demo", &own).await.changed();
    assert_eq!(changed["store"]["links"], "as_written");
    assert_eq!(changed["store"]["link_host"], "link.shop.example");
    for host in ["https://link.shop.example", "localhost", "10.0.0.1", "link.shop.example/l"] {
        let refused = bench.patch("/api/v1/stores/demo", &json!({ "link_host": host })).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["field"]),
            (422, &json!("link_host")),
            "{host}"
        );
    }
    let removed = bench.patch("/api/v1/stores/demo", &json!({ "link_host": null })).await.changed();
    assert_eq!(removed["store"]["link_host"], Value::Null);
}
