use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
};
use rechime_store::subscribers::Subscribers;
use serde_json::{Value, json};

use crate::testing::{Bench, demo_id, instant};

const LIST: &str = "/api/v1/stores/demo/subscribers";
const MAYA: &str = "/api/v1/stores/demo/subscribers/+14155552671";

#[tokio::test]
async fn a_person_is_added_shown_and_listed() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.get(MAYA).await, @r#"
    404
    {
      "detail": "This phone is not on the store's list. PUT it to add the person.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
    let body = json!({
        "consent": "subscribed",
        "time_zone": "America/Denver",
        "address": { "country": "us", "province": "CO", "zip": "80202" },
    });
    insta::assert_snapshot!(bench.put(MAYA, &body).await, @r#"
    200
    {
      "address": {
        "country": "US",
        "province": "CO",
        "zip": "80202"
      },
      "consent": "subscribed",
      "consent_since": "2026-11-23T17:00:00Z",
      "consent_source": "merchant",
      "phone": "+14155552671",
      "received_recharge_on": null,
      "time_zone": "America/Denver"
    }
    "#);
    let shown = bench.get("/api/v1/stores/demo/subscribers/(415)%20555-2671").await.json();
    assert_eq!(shown["phone"], "+14155552671");
    assert_eq!(bench.get(LIST).await.json(), json!({ "subscribers": [shown], "next_cursor": null }));
}

#[tokio::test]
async fn a_stated_zone_is_heeded_from_then_on() {
    let bench = Bench::with_store().await;
    let heeded = async || bench.get("/api/v1/stores/demo").await.json()["store"]["has_stated_zones"].clone();
    bench.put(MAYA, &json!({ "consent": "subscribed" })).await;
    assert_eq!(heeded().await, false);
    bench.put(MAYA, &json!({ "consent": "subscribed", "time_zone": "Asia/Tokyo" })).await;
    assert_eq!(heeded().await, true);
    let unknown = json!({ "consent": "subscribed", "time_zone": "Mars/Olympus" });
    insta::assert_snapshot!(bench.put(MAYA, &unknown).await, @r#"
    422
    {
      "detail": "`Mars/Olympus` is no IANA time zone; use a name such as America/New_York.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn only_the_person_takes_an_opt_out_back() {
    let bench = Bench::with_store().await;
    let phone = PhoneNumber::from_e164("+14155552671").unwrap();
    let said_at = instant("2026-11-01T10:00:00Z");
    let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, said_at);
    bench.memory.put_consent(&demo_id(), &phone, &stop).await.unwrap();
    insta::assert_snapshot!(bench.put(MAYA, &json!({ "consent": "subscribed" })).await, @r#"
    409
    {
      "detail": "This person opted out. Only they can opt in again: they text START to the store's number.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    assert_eq!(bench.put(MAYA, &json!({ "consent": "unknown" })).await.status, 409);
    let kept = bench.put(MAYA, &json!({ "consent": "unsubscribed", "time_zone": "America/Denver" })).await;
    insta::assert_snapshot!(kept, @r#"
    200
    {
      "address": {},
      "consent": "unsubscribed",
      "consent_since": "2026-11-01T10:00:00Z",
      "consent_source": "reply",
      "phone": "+14155552671",
      "received_recharge_on": null,
      "time_zone": "America/Denver"
    }
    "#);
}

/// A merchant, a list and a reply may each spell one number in their way.
#[tokio::test]
async fn one_subscriber_is_opened_by_every_spelling_of_their_number() {
    let bench = Bench::with_store().await;
    for (put, opened) in [
        ("+528119878677", "+5218119878677"),
        ("+5218112345678", "+528112345678"),
        ("+541123456789", "+5491123456789"),
        ("+551187654321", "+5511987654321"),
    ] {
        assert_eq!(
            bench.put(&format!("{LIST}/{put}"), &json!({ "consent": "unsubscribed" })).await.status,
            200
        );
        let answer = bench.get(&format!("{LIST}/{opened}")).await;
        assert_eq!((answer.status, &answer.json()["consent"]), (200, &json!("unsubscribed")), "{opened}");
        assert_eq!(bench.get(&format!("{LIST}/{opened}/consents")).await.status, 200);
        let list = format!("phone,consent\n{opened},yes\n");
        let request = axum::http::Request::post(format!("{LIST}/import"))
            .header("Authorization", format!("Bearer {}", crate::testing::KEY))
            .header("Content-Type", "text/csv");
        let imported = bench.call(request.body(list.into()).unwrap()).await;
        assert_eq!(imported.json()["opted_out_kept"], 1, "{opened}");
    }
    assert_eq!(bench.get(LIST).await.json()["subscribers"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_country_and_a_state_are_kept_as_codes_by_every_name() {
    let bench = Bench::with_store().await;
    for (written, kept) in [
        (
            json!({ "country": "United States", "province": "Hawaii", "zip": "96815" }),
            json!({ "country": "US", "province": "HI", "zip": "96815" }),
        ),
        (json!({ "province": "hawaii" }), json!({ "country": "US", "province": "HI" })),
        (json!({ "country": "Canada", "province": "Québec" }), json!({ "country": "CA", "province": "QC" })),
        (json!({ "country": "Russian Federation" }), json!({ "country": "RU" })),
    ] {
        let body = json!({ "consent": "subscribed", "address": written });
        assert_eq!(bench.put(MAYA, &body).await.json()["address"], kept);
    }
    let unknown =
        bench.put(MAYA, &json!({ "consent": "subscribed", "address": { "country": "Atlantis" } })).await;
    assert_eq!(unknown.status, 422, "{unknown}");
}

#[tokio::test]
async fn a_number_that_changed_hands_is_shown_and_agreed_to_anew() {
    let bench = Bench::with_store().await;
    let phone = PhoneNumber::from_e164("+14155552671").unwrap();
    let told_at = instant("2026-11-01T10:00:00Z");
    let void = Statement::new(ConsentStatus::Void, ConsentSource::Provider, told_at);
    bench.memory.put_consent(&demo_id(), &phone, &void).await.unwrap();
    for stays in ["unknown", "void"] {
        let shown = bench.put(MAYA, &json!({ "consent": stays })).await.json();
        assert_eq!(
            (&shown["consent"], &shown["consent_source"]),
            (&json!("void"), &json!("provider")),
            "{stays}"
        );
    }
    assert_eq!(bench.put(MAYA, &json!({ "consent": "subscribed" })).await.json()["consent"], "subscribed");
}

#[tokio::test]
async fn how_they_agreed_is_kept_where_the_consent_changes() {
    let bench = Bench::with_store().await;
    let ledger = format!("{MAYA}/consents");
    assert_eq!(bench.get(&ledger).await.status, 404);
    let agreed =
        json!({ "consent": "subscribed", "consent_source": "api", "consent_wording": "Text me offers" });
    assert_eq!(bench.put(MAYA, &agreed).await.json()["consent_source"], "api");
    bench.put(MAYA, &json!({ "consent": "subscribed", "consent_wording": "something else" })).await;
    bench.clock.advance(jiff::SignedDuration::from_mins(1));
    bench.put(MAYA, &json!({ "consent": "unsubscribed" })).await;
    insta::assert_snapshot!(bench.get(&ledger).await, @r#"
    200
    {
      "consents": [
        {
          "since": "2026-11-23T17:00:00Z",
          "source": "api",
          "status": "subscribed",
          "wording": "Text me offers"
        },
        {
          "since": "2026-11-23T17:01:00Z",
          "source": "merchant",
          "status": "unsubscribed",
          "wording": null
        }
      ]
    }
    "#);
    let own_words = json!({ "consent": "subscribed", "consent_source": "reply" });
    assert_eq!(bench.put(MAYA, &own_words).await.status, 422);
    let long = json!({ "consent": "subscribed", "consent_wording": "x".repeat(501) });
    assert!(bench.put(MAYA, &long).await.text.contains("1 to 500 characters"));
}

#[tokio::test]
async fn a_field_that_is_none_of_a_persons_is_refused_by_its_name() {
    let bench = Bench::with_store().await;
    let refused = async |field: &str, value: Value| {
        let mut body = json!({ "consent": "subscribed" });
        body[field] = value;
        let answer = bench.put(MAYA, &body).await;
        assert_eq!(answer.status, 422, "{answer}");
        answer.json()["detail"].as_str().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("zone", json!("UTC")).await, @"Change the body: unknown field `zone` at line 1 column 37.");
    insta::assert_snapshot!(refused("persons", json!([])).await, @"Change the body: unknown field `persons` at line 1 column 37.");
    insta::assert_snapshot!(refused("address", json!({ "state": "CO", "zip": "80202" })).await, @"Change the body: unknown field `state` at line 1 column 63.");
    insta::assert_snapshot!(refused("address", json!("Denver, CO")).await, @r#"Change the body: invalid type: string "Denver, CO", expected struct Address at line 1 column 47."#);
    insta::assert_snapshot!(refused("time_zone", json!(7)).await, @"Change the body: invalid type: integer `7`, expected a string at line 1 column 38.");
    assert_eq!(bench.get(MAYA).await.status, 404, "nothing was saved");
}

#[tokio::test]
async fn a_phone_that_is_none_is_refused() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo/subscribers/911").await, @r#"
    422
    {
      "detail": "Write the phone in international form, such as +14155552671; this is not a valid phone number.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    let body = json!({ "consent": "maybe" });
    insta::assert_snapshot!(bench.put(MAYA, &body).await, @r#"
    422
    {
      "detail": "Change the body: consent: unknown variant `maybe`, expected one of `subscribed`, `unsubscribed`, `void`, `unknown` at line 1 column 18.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo/subscribers?page=2").await, @r#"
    400
    {
      "detail": "Change the query string: page: unknown field `page`, expected one of `cursor`, `phone`, `email`.",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_their_phone_and_by_e_mail() {
    let bench = Bench::with_store().await;
    for phone in ["+14155552671", "+14155552672", "+12125551234"] {
        let body = json!({ "consent": "subscribed" });
        assert_eq!(bench.put(&format!("{LIST}/{phone}"), &body).await.status, 200);
    }
    let found = async |query: &str| {
        let page = bench.get(&format!("{LIST}?{query}")).await.json();
        let phones = page["subscribers"].as_array().unwrap().iter().map(|it| it["phone"].to_string());
        phones.collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(found("phone=%2B1415").await, 2);
    assert_eq!(found("phone=(212)").await, 1);
    bench.recharge.knows_customer("9", "(415) 555-2672");
    bench.recharge.knows_email("9", "maya@example.com");
    assert_eq!(
        found("email=maya@example.com").await,
        1,
        "by the phone that Recharge has, however it is written"
    );
    assert_eq!(found("email=sam@example.com").await, 0);
    for (query, status) in [("phone=maya", 422), ("email=maya", 422)] {
        assert_eq!(bench.get(&format!("{LIST}?{query}")).await.status, status, "{query}");
    }
    bench.recharge.answers_with(Some(rechime_recharge::client::ApiError::Throttled));
    assert_eq!(bench.get(&format!("{LIST}?email=maya@example.com")).await.status, 502);
}
