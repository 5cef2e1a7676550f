//! A store's sender, over the API.

use axum::{body::Body, http::Request};
use rechime_domain::ids::SenderId;
use rechime_platform::secrets::SenderSecrets;
use rechime_sms::sender_check::CheckError;
use rechime_store::{configs::Configs, senders::Senders};
use rechime_testkit::store_id;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::testing::{Answer, Bench};

const PATH: &str = "/api/v1/stores/demo/sender";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

fn twilio() -> Value {
    json!({
        "provider": "twilio", "account": ACCOUNT, "identity": "+18005551301", "auth_token": "secret-token",
        "parts_per_second": 25, "daily_cap": 2000,
    })
}

/// A key of a store that may change its settings.
async fn key_of(bench: &Bench, store: &str) -> String {
    let wanted = json!({ "name": "Another system", "scopes": ["read", "settings:write"] });
    let created = bench.post(&format!("/api/v1/stores/{store}/keys"), &wanted).await;
    assert_eq!(created.status, 201, "{created}");
    created.json()["key"].as_str().unwrap().to_owned()
}

async fn call(bench: &Bench, key: &str, method: &str, path: &str, body: &Value) -> Answer {
    let request =
        Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {key}"));
    let request = request.header("Content-Type", "application/json");
    bench.call(request.body(Body::from(body.to_string())).unwrap()).await
}

/// A second store, `other`.
async fn with_two_stores() -> Bench {
    let bench = Bench::with_store().await;
    let mut other = crate::testing::demo();
    other["id"] = json!("other");
    assert_eq!(bench.post("/api/v1/stores", &other).await.status, 201);
    bench
}

#[tokio::test]
async fn a_store_has_the_installations_sender_until_it_gets_one_of_its_own() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.get(PATH).await, @r#"
    200
    {
      "account": null,
      "daily_cap": null,
      "id": "default",
      "identity": "+18005551212",
      "numbers": [
        "+18005551212"
      ],
      "own": false,
      "parts_per_second": 10,
      "provider": "aws",
      "replies_url": null,
      "shared": false
    }
    "#);
    let saved = bench.put(PATH, &twilio()).await;
    assert!(!saved.text.contains("secret-token"), "{saved}");
    let view = saved.changed();
    assert_eq!((view["own"].clone(), view["shared"].clone()), (json!(true), json!(false)));
    assert_eq!(view["parts_per_second"], 25);
    let id = SenderId::parse(view["id"].as_str().unwrap()).unwrap();
    assert_eq!(view["replies_url"], format!("https://texts.example/sms/twilio/replies/{id}/key"));
    assert_eq!(bench.get(PATH).await.json(), view);
    let kept = bench.sender_secrets.get_sender_secret(&id).await.unwrap().unwrap();
    assert_eq!((kept.account.as_str(), kept.token.expose_secret()), (ACCOUNT, "secret-token"));
    let audit = bench.get("/api/v1/stores/demo/audit").await;
    assert!(audit.text.contains("put_sender") && !audit.text.contains("secret-token"), "{audit}");
    assert_eq!(bench.delete(PATH).await.changed()["id"], "default");
    assert_eq!(bench.delete(PATH).await.status, 200, "may be repeated");
    let known = bench.memory.get_sender(&id).await.unwrap().unwrap();
    assert!(known.stores.is_empty());
    assert!(bench.sender_secrets.get_sender_secret(&id).await.unwrap().is_some(), "late STOPs are heard");
}

#[tokio::test]
async fn the_token_may_be_left_out_by_the_store_that_has_the_sender() {
    let bench = Bench::with_store().await;
    let mut faster = twilio();
    faster["parts_per_second"] = json!(50);
    faster.as_object_mut().unwrap().remove("auth_token");
    let refused = bench.put(PATH, &faster).await;
    assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("auth_token")));
    assert_eq!(bench.put(PATH, &twilio()).await.status, 200);
    assert_eq!(bench.put(PATH, &faster).await.changed()["parts_per_second"], 50);
}

#[tokio::test]
async fn what_cannot_be_a_sender_is_refused_with_what_to_do() {
    let bench = Bench::with_store().await;
    let with = |field: &str, value: Value| {
        let mut wanted = twilio();
        wanted[field] = value;
        wanted
    };
    let aws = json!({ "provider": "aws", "identity": "+18005551401", "parts_per_second": 3 });
    let aws_with = |field: &str, value: &str| {
        let mut wanted = aws.clone();
        wanted[field] = json!(value);
        wanted
    };
    for (wanted, field) in [
        (with("account", Value::Null), "account"),
        (with("account", json!("AC1")), "account"),
        (with("identity", json!("MyBrand")), "identity"),
        (with("identity", json!("")), "identity"),
        (with("parts_per_second", json!(0)), "parts_per_second"),
        (with("parts_per_second", json!(1001)), "parts_per_second"),
        (with("daily_cap", json!(0)), "daily_cap"),
        (aws_with("account", ACCOUNT), "account"),
        (aws_with("auth_token", "x"), "auth_token"),
        (aws_with("identity", "two words"), "identity"),
        (aws_with("identity", "+18005551212"), "identity"),
    ] {
        let refused = bench.put(PATH, &wanted).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["field"]),
            (422, &json!(field)),
            "{refused}"
        );
    }
    for (error, status, field) in [
        (CheckError::Credentials, 422, json!("auth_token")),
        (CheckError::AccountNotActive("suspended".to_owned()), 422, json!("account")),
        (CheckError::NoSuchIdentity("no such number"), 422, json!("identity")),
        (CheckError::NotReached("no answer".to_owned()), 502, Value::Null),
    ] {
        bench.sender_check.refuse_next(error);
        let refused = bench.put(PATH, &twilio()).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (status, &field), "{refused}");
    }
    assert_eq!(bench.get(PATH).await.json()["own"], false, "nothing was saved");
}

#[tokio::test]
async fn a_key_of_one_store_changes_no_sender_that_another_uses() {
    let bench = with_two_stores().await;
    let [ours, theirs] = [key_of(&bench, "demo").await, key_of(&bench, "other").await];
    assert_eq!(call(&bench, &ours, "PUT", PATH, &twilio()).await.status, 200, "an account of its own");
    let other = "/api/v1/stores/other/sender";
    let joined = call(&bench, &theirs, "PUT", other, &twilio()).await;
    assert_eq!(joined.status, 403, "{joined}");
    assert_eq!(call(&bench, &theirs, "PUT", PATH, &twilio()).await.status, 401, "another store's");
    let aws = json!({ "provider": "aws", "identity": "+18005551401", "parts_per_second": 3 });
    assert_eq!(
        call(&bench, &theirs, "PUT", other, &aws).await.status,
        403,
        "AWS's numbers are the installation's"
    );

    assert_eq!(bench.put(other, &twilio()).await.changed()["shared"], true);
    assert_eq!(call(&bench, &ours, "PUT", PATH, &twilio()).await.status, 403, "shared by now");
    let mut slower = twilio();
    slower["parts_per_second"] = json!(1);
    assert_eq!(bench.put(PATH, &slower).await.status, 200);
    for store in ["demo", "other"] {
        let config = bench.memory.get_config(&store_id(store)).await.unwrap().unwrap();
        assert_eq!(config.sender.as_ref().unwrap().parts_per_second.get(), 1, "one pace for both");
    }
}

#[tokio::test]
async fn a_number_of_aws_belongs_to_one_sender() {
    let bench = with_two_stores().await;
    let number = json!({ "provider": "aws", "identity": "+18005551401", "parts_per_second": 3 });
    assert_eq!(bench.put(PATH, &number).await.status, 200);
    let known = bench.memory.find_sender(&"+18005551401".to_owned().try_into().unwrap()).await.unwrap();
    assert_eq!(known.map(|id| json!(id)), Some(bench.get(PATH).await.json()["id"].clone()));
}

#[tokio::test]
async fn a_key_that_may_only_read_does_not_see_where_replies_go() {
    let bench = Bench::with_store().await;
    bench.put(PATH, &twilio()).await;
    let wanted = json!({ "name": "Reader", "scopes": ["read"] });
    let reader =
        bench.post("/api/v1/stores/demo/keys", &wanted).await.json()["key"].as_str().unwrap().to_owned();
    let shown = call(&bench, &reader, "GET", PATH, &Value::Null).await;
    assert_eq!((shown.status, &shown.json()["replies_url"]), (200, &Value::Null));
    assert_eq!(call(&bench, &reader, "PUT", PATH, &twilio()).await.status, 403);
    let test = format!("{PATH}/test");
    let writer = key_of(&bench, "demo").await;
    let to = json!({ "to": "+12125551234" });
    assert_eq!(call(&bench, &writer, "POST", &test, &to).await.status, 403, "a key texts nobody");
}

#[tokio::test]
async fn a_test_goes_to_a_phone_of_the_merchants_own() {
    let bench = Bench::with_store().await;
    let test = format!("{PATH}/test");
    let sent = bench.post(&test, &json!({ "to": "(212) 555-1234" })).await;
    let body = "Oat & Ember: this is a test. Your texts come from this number.";
    assert_eq!((sent.status, &sent.json()["body"]), (202, &json!(body)));
    let [queued] = bench.sends.take().try_into().unwrap();
    let job: Value = serde_json::from_str(queued.job.get()).unwrap();
    assert_eq!(
        (&job["type"], &job["to"], &job["body"]),
        (&json!("test.v1"), &json!("+12125551234"), &json!(body))
    );
    let refused = bench.post(&test, &json!({ "to": "12" })).await;
    assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("to")));
}
