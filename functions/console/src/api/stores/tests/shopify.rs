use super::*;

const SHOPIFY: &str = "/api/v1/stores/demo/shopify";

async fn kept(bench: &Bench) -> Option<String> {
    let secrets = bench.secrets.get(&demo_id()).await.unwrap().unwrap();
    secrets.signing.shopify_secret.as_ref().map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test]
async fn the_secret_is_kept_and_never_told() {
    let bench = Bench::with_store().await;
    let answer = bench.put(SHOPIFY, &json!({ "webhook_secret": " hush\n" })).await;
    insta::assert_snapshot!(tame(&bench, &answer).await, @r#"
    200
    {
      "effective_at": "2026-11-23T17:15:00Z",
      "has_webhook_secret": true,
      "topics": [
        "customers/create",
        "customers/update",
        "customers_marketing_consent/update"
      ],
      "webhook_url": "https://texts.example/webhooks/shopify/demo/PATH_KEY"
    }
    "#);
    assert_eq!(kept(&bench).await.as_deref(), Some("hush"));
    assert_eq!(bench.get(SHOPIFY).await.json(), answer.changed());
    assert!(!bench.get("/api/v1/stores/demo").await.text.contains("hush"));
}

#[tokio::test]
async fn another_key_for_recharge_leaves_it_and_forgetting_it_leaves_the_rest() {
    let bench = Bench::with_store().await;
    bench.put(SHOPIFY, &json!({ "webhook_secret": "hush" })).await;
    let replacing = with(&json!({ "recharge_api_key": "sk_other", "replace_key": true }));
    assert_eq!(bench.post(STORES, &replacing).await.status, 200);
    assert_eq!(kept(&bench).await.as_deref(), Some("hush"));
    for _ in 0..2 {
        assert_eq!(bench.delete(SHOPIFY).await.status, 204);
    }
    assert_eq!(kept(&bench).await, None);
    assert_eq!(bench.get(SHOPIFY).await.json()["has_webhook_secret"], false);
    let secrets = bench.secrets.get(&demo_id()).await.unwrap().unwrap();
    assert_eq!(secrets.api_token.expose_secret(), "sk_other");
}

#[tokio::test]
async fn what_is_no_secret_or_no_connected_store_is_refused() {
    let bench = Bench::with_store().await;
    for bad in [json!({ "webhook_secret": " " }), json!({}), json!({ "webhook_secret": "a", "x": 1 })] {
        assert_eq!(bench.put(SHOPIFY, &bad).await.status, 422, "{bad}");
    }
    assert_eq!(
        bench.put("/api/v1/stores/other/shopify", &json!({ "webhook_secret": "a" })).await.status,
        404
    );
    bench.post("/api/v1/stores/demo/disconnect", &json!({})).await;
    insta::assert_snapshot!(bench.put(SHOPIFY, &json!({ "webhook_secret": "a" })).await, @r#"
    409
    {
      "detail": "The store is not connected to Recharge. Connect it by POST /api/v1/stores, then send the same again.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    assert_eq!(bench.delete(SHOPIFY).await.status, 204);
    assert_eq!(bench.get(SHOPIFY).await.json()["webhook_url"], Value::Null);
}
