use super::*;
use crate::{FakeRecharge, topic::REGISTERED};

const PUBLIC_URL: &str = "https://texts.example";

async fn register(recharge: &FakeRecharge) -> Result<Registration, ApiError> {
    let url = webhook_url(PUBLIC_URL, &store("shop"), &"key".into());
    register_webhooks(recharge, &FakeRecharge::TOKEN.into(), &url, &["read_orders".to_owned()]).await
}

fn store(id: &str) -> StoreId {
    StoreId::parse(id).unwrap()
}

fn all_new() -> Registration {
    Registration { created: REGISTERED.to_vec(), kept: 0 }
}

/// Webhooks that Recharge sends elsewhere.
async fn has_webhooks(recharge: &FakeRecharge, urls: &[&str]) {
    for url in urls {
        recharge.create_webhook(&FakeRecharge::TOKEN.into(), url, REGISTERED[0]).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_missing_is_registered_once() {
    let recharge = FakeRecharge::default();
    let all = REGISTERED.len();
    assert_eq!(register(&recharge).await, Ok(all_new()));
    assert_eq!(register(&recharge).await, Ok(Registration { created: Vec::new(), kept: all }));
    let lost = REGISTERED[3].key();
    assert_eq!(
        recharge.webhook_urls()[3],
        format!("https://texts.example/webhooks/recharge/shop/key/{lost}")
    );
    recharge.deletes(&[lost]);
    let again = register(&recharge).await.unwrap();
    assert_eq!((again.created.as_slice(), again.webhooks()), (&REGISTERED[3..4], all));
}

#[tokio::test]
async fn another_address_is_another_webhook() {
    let recharge = FakeRecharge::default();
    has_webhooks(&recharge, &["https://old.example/x"]).await;
    assert_eq!(register(&recharge).await, Ok(all_new()));
}

#[tokio::test]
async fn one_that_exists_after_all_is_kept_and_a_refusal_is_told() {
    let exists = ApiError::Refused { status: 422, message: r#"{"topic":["Webhook already exists"]}"#.into() };
    let recharge = FakeRecharge::default();
    recharge.limits_webhooks(Some((0, exists)));
    assert_eq!(register(&recharge).await, Ok(Registration { created: Vec::new(), kept: REGISTERED.len() }));
    recharge.limits_webhooks(Some((0, ApiError::Forbidden)));
    assert_eq!(register(&recharge).await, Err(ApiError::Forbidden));
}

#[tokio::test]
async fn a_store_s_own_webhooks_are_deleted_and_no_one_else_s() {
    let recharge = FakeRecharge::default();
    register(&recharge).await.unwrap();
    let others = [
        "https://texts.example/webhooks/recharge/shop-2/key/charge/paid",
        "https://test.example/webhooks/recharge/shop/key/charge/paid",
    ];
    has_webhooks(&recharge, &others).await;
    let ours = webhooks_of(&recharge, &FakeRecharge::TOKEN.into(), PUBLIC_URL, &store("shop")).await.unwrap();
    let deletion = delete_webhooks(&recharge, &FakeRecharge::TOKEN.into(), ours).await;
    assert_eq!(deletion, Deletion { deleted: REGISTERED.len(), error: None });
    assert_eq!(recharge.webhook_urls(), others);
}

#[tokio::test]
async fn what_recharge_does_not_let_us_delete_is_told() {
    let recharge = FakeRecharge::default();
    register(&recharge).await.unwrap();
    recharge.hiccups([ApiError::Throttled]);
    let ours = recharge.list_webhooks(&FakeRecharge::TOKEN.into()).await.unwrap();
    let deletion = delete_webhooks(&recharge, &FakeRecharge::TOKEN.into(), ours).await;
    assert_eq!(deletion, Deletion { deleted: 1, error: Some(ApiError::Throttled) });
}
