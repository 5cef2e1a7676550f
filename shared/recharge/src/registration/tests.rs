use std::sync::Mutex;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use serde_json::value::RawValue;

use super::*;
use crate::{
    client::{CustomerProfile, Listing, Page, StoreFacts, TokenInformation, Webhook},
    topic::HandledTopic,
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
    async fn customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        Err(ApiError::NotFound { what: "customer" })
    }

    async fn token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::BadToken)
    }

    async fn webhooks(&self, _: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        Ok(if self.hidden { Vec::new() } else { self.webhooks.lock().unwrap().clone() })
    }

    async fn create_webhook(
        &self,
        _: &SecretString,
        address: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let mut webhooks = self.webhooks.lock().unwrap();
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let id = webhooks.len().to_string();
        let webhook = Webhook { id, address: address.to_owned(), topic: topic.key().to_owned() };
        webhooks.push(webhook.clone());
        Ok(webhook)
    }

    async fn delete_webhook(&self, _: &SecretString, _: &str) -> Result<(), ApiError> {
        Ok(())
    }

    async fn resource(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::NotFound { what: "order" })
    }

    async fn changed(
        &self,
        _: &SecretString,
        _: Listing,
        _: Timestamp,
        _: Option<&str>,
    ) -> Result<Page, ApiError> {
        Ok(Page { items: Vec::new(), next: None })
    }

    async fn store(&self, _: &SecretString) -> Result<Option<StoreFacts>, ApiError> {
        Ok(None)
    }
}

async fn register(recharge: &Recharge) -> Result<Registration, ApiError> {
    register_webhooks(recharge, &"token".into(), "https://texts.example/recharge/shop/").await
}

#[tokio::test]
async fn what_is_missing_is_registered_once() {
    let recharge = Recharge::default();
    let all = REGISTERED.len();
    assert_eq!(register(&recharge).await, Ok(Registration { created: all, kept: 0 }));
    assert_eq!(register(&recharge).await, Ok(Registration { created: 0, kept: all }));
    let lost = recharge.webhooks.lock().unwrap().remove(3);
    assert_eq!(lost.address, format!("https://texts.example/recharge/shop/{}", lost.topic));
    assert_eq!(register(&recharge).await, Ok(Registration { created: 1, kept: all - 1 }));
}

#[tokio::test]
async fn another_address_is_another_webhook() {
    let elsewhere =
        Webhook { id: "1".into(), address: "https://old.example/x".into(), topic: "charge/paid".into() };
    let recharge = Recharge { webhooks: Mutex::new(vec![elsewhere]), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Ok(Registration { created: REGISTERED.len(), kept: 0 }));
}

#[tokio::test]
async fn one_that_exists_after_all_is_kept_and_a_refusal_is_told() {
    let exists = ApiError::Refused { status: 422, message: r#"{"topic":["Webhook already exists"]}"#.into() };
    let recharge = Recharge { hidden: true, error: Some(exists), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Ok(Registration { created: 0, kept: REGISTERED.len() }));
    let recharge = Recharge { error: Some(ApiError::Forbidden), ..Recharge::default() };
    assert_eq!(register(&recharge).await, Err(ApiError::Forbidden));
}
