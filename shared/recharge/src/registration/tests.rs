use std::sync::Mutex;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use serde_json::value::RawValue;

use super::*;
use crate::{
    client::{CustomerProfile, Listing, ObjectPage, ShopDetails, TokenInformation},
    topic::REGISTERED,
};

/// A Recharge that keeps webhooks, may hide those it has, and may refuse new ones.
#[derive(Default)]
struct Recharge {
    webhooks: Mutex<Vec<Webhook>>,
    hidden: bool,
    error: Option<ApiError>,
}

#[async_trait]
impl RechargeApi for Recharge {
    async fn get_customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        Err(ApiError::NotFound { what: "customer" })
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::BadToken)
    }

    async fn list_webhooks(&self, _: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        Ok(if self.hidden { Vec::new() } else { self.webhooks.lock().unwrap().clone() })
    }

    async fn create_webhook(
        &self,
        _: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let mut webhooks = self.webhooks.lock().unwrap();
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let id = webhooks.len().to_string();
        let webhook = Webhook { id, url: url.to_owned(), topic: topic.key().to_owned() };
        webhooks.push(webhook.clone());
        Ok(webhook)
    }

    async fn delete_webhook(&self, _: &SecretString, id: &str) -> Result<(), ApiError> {
        let mut webhooks = self.webhooks.lock().unwrap();
        if let Some(error) = self.error.as_ref().filter(|_| webhooks.len() < REGISTERED.len()) {
            return Err(error.clone());
        }
        webhooks.retain(|webhook| webhook.id != id);
        Ok(())
    }

    async fn get_object(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::NotFound { what: "order" })
    }

    async fn list_changed(
        &self,
        _: &SecretString,
        _: Listing,
        _: Timestamp,
        _: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        Ok(ObjectPage { items: Vec::new(), next: None })
    }

    async fn get_store(&self, _: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        Ok(None)
    }
}

const PUBLIC_URL: &str = "https://texts.example";

async fn register(recharge: &Recharge) -> Result<Registration, ApiError> {
    let url = webhook_url(PUBLIC_URL, &store("shop"), &"key".into());
    register_webhooks(recharge, &"token".into(), &url, &["read_orders".to_owned()]).await
}

fn store(id: &str) -> StoreId {
    StoreId::parse(id).unwrap()
}

fn all_new() -> Registration {
    Registration { created: REGISTERED.to_vec(), kept: 0 }
}

fn webhook(id: &str, url: &str) -> Webhook {
    Webhook { id: id.into(), url: url.into(), topic: "charge/paid".into() }
}

#[tokio::test]
async fn what_is_missing_is_registered_once() {
    let recharge = Recharge::default();
    let all = REGISTERED.len();
    assert_eq!(register(&recharge).await, Ok(all_new()));
    assert_eq!(register(&recharge).await, Ok(Registration { created: Vec::new(), kept: all }));
    let lost = recharge.webhooks.lock().unwrap().remove(3);
    assert_eq!(lost.url, format!("https://texts.example/webhooks/recharge/shop/key/{}", lost.topic));
    let again = register(&recharge).await.unwrap();
    assert_eq!((again.created.as_slice(), again.webhooks()), (&REGISTERED[3..4], all));
}

#[tokio::test]
async fn another_address_is_another_webhook() {
    let elsewhere = webhook("1", "https://old.example/x");
    let recharge = Recharge { webhooks: Mutex::new(vec![elsewhere]), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Ok(all_new()));
}

#[tokio::test]
async fn one_that_exists_after_all_is_kept_and_a_refusal_is_told() {
    let exists = ApiError::Refused { status: 422, message: r#"{"topic":["Webhook already exists"]}"#.into() };
    let recharge = Recharge { hidden: true, error: Some(exists), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Ok(Registration { created: Vec::new(), kept: REGISTERED.len() }));
    let recharge = Recharge { error: Some(ApiError::Forbidden), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Err(ApiError::Forbidden));
}

#[tokio::test]
async fn a_store_s_own_webhooks_are_deleted_and_no_one_else_s() {
    let recharge = Recharge::default();
    register(&recharge).await.unwrap();
    let others = [
        webhook("a", "https://texts.example/webhooks/recharge/shop-2/key/charge/paid"),
        webhook("b", "https://test.example/webhooks/recharge/shop/key/charge/paid"),
    ];
    recharge.webhooks.lock().unwrap().extend(others.clone());
    let ours = webhooks_of(&recharge, &"token".into(), PUBLIC_URL, &store("shop")).await.unwrap();
    let deletion = delete_webhooks(&recharge, &"token".into(), ours).await;
    assert_eq!(deletion, Deletion { deleted: REGISTERED.len(), error: None });
    assert_eq!(*recharge.webhooks.lock().unwrap(), others);
}

#[tokio::test]
async fn what_recharge_does_not_let_us_delete_is_told() {
    let mut recharge = Recharge::default();
    register(&recharge).await.unwrap();
    recharge.error = Some(ApiError::Throttled);
    let ours = recharge.webhooks.lock().unwrap().clone();
    let deletion = delete_webhooks(&recharge, &"token".into(), ours).await;
    assert_eq!(deletion, Deletion { deleted: 1, error: Some(ApiError::Throttled) });
}
