use rechime_platform::clock::Clock;

use super::*;

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
    assert_eq!(secrets.signing.client_secret.as_ref().unwrap().expose_secret(), "second");
    let replaced = secrets.signing.previous_client_secret.as_ref().unwrap();
    assert_eq!(replaced.secret.expose_secret(), "first");
    assert_eq!(replaced.replaced_at, bench.clock.now());
}

#[tokio::test]
async fn a_key_that_was_replaced_loses_its_webhooks() {
    let bench = Bench::with_store().await;
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    let answer = bench.post(STORES, &replacing).await.json();
    assert_eq!(answer["webhooks"], json!({ "created": 20, "kept": 0, "deleted": 20 }));
    assert_eq!(bench.recharge.webhook_urls().len(), 20);
    let again = bench.post(STORES, &replacing).await.json();
    assert_eq!(again["webhooks"], json!({ "created": 0, "kept": 20, "deleted": 0 }));
}

#[tokio::test]
async fn a_key_of_a_store_that_checks_signatures_needs_its_own_client_secret() {
    let bench = Bench::with_store().await;
    bench.post(STORES, &with(&json!({ "recharge_client_secret": "first" }))).await;
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    insta::assert_snapshot!(bench.post(STORES, &replacing).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
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
