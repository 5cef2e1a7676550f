//! A Recharge that says what it is told.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use rechime_recharge::{
    client::{
        ApiError, CustomerProfile, Listing, ObjectPage, RechargeApi, ShopDetails, TokenInformation, Webhook,
    },
    topic::HandledTopic,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

/// Grants the four scopes, knows no time zone and refuses nothing, until told otherwise.
#[derive(Default)]
pub(crate) struct FakeRecharge {
    /// Each with the token that it belongs to.
    webhooks: Mutex<Vec<(String, Webhook)>>,
    registered: AtomicUsize,
    lacking: Mutex<Vec<&'static str>>,
    zone: Mutex<Option<&'static str>>,
    room_for: Mutex<Option<usize>>,
    bad_token: Mutex<bool>,
}

impl FakeRecharge {
    /// The token lacks these scopes.
    pub(crate) fn lack(&self, scopes: &[&'static str]) {
        *self.lacking.lock().unwrap() = scopes.to_vec();
    }

    /// The token may ask for the store, which is there.
    pub(crate) fn tell_zone(&self, zone: &'static str) {
        *self.zone.lock().unwrap() = Some(zone);
    }

    /// Whether no token is accepted.
    pub(crate) fn refuse_tokens(&self, refuses: bool) {
        *self.bad_token.lock().unwrap() = refuses;
    }

    /// What answers a token.
    fn accepted(&self) -> Result<(), ApiError> {
        if *self.bad_token.lock().unwrap() { Err(ApiError::BadToken) } else { Ok(()) }
    }

    /// After so many webhooks in all Recharge breaks down; `None` mends it.
    pub(crate) fn break_down_after(&self, webhooks: Option<usize>) {
        *self.room_for.lock().unwrap() = webhooks;
    }

    /// Where it sends what.
    pub(crate) fn webhook_urls(&self) -> Vec<String> {
        self.webhooks.lock().unwrap().iter().map(|(_, webhook)| webhook.url.clone()).collect()
    }
}

#[async_trait]
impl RechargeApi for FakeRecharge {
    async fn get_customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        Err(ApiError::NotFound { what: "customer" })
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        self.accepted()?;
        let lacking = self.lacking.lock().unwrap();
        let all = ["read_orders", "read_subscriptions", "read_payment_methods", "read_customers"];
        let scopes =
            all.into_iter().filter(|scope| !lacking.contains(scope)).map(ToOwned::to_owned).collect();
        Ok(TokenInformation { name: "Texts".to_owned(), scopes })
    }

    async fn list_webhooks(&self, token: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        self.accepted()?;
        let webhooks = self.webhooks.lock().unwrap();
        let own = webhooks.iter().filter(|(owner, _)| owner == token.expose_secret());
        Ok(own.map(|(_, webhook)| webhook.clone()).collect())
    }

    async fn create_webhook(
        &self,
        token: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let mut webhooks = self.webhooks.lock().unwrap();
        if self.room_for.lock().unwrap().is_some_and(|room| webhooks.len() >= room) {
            return Err(ApiError::Unavailable { status: 503 });
        }
        let webhook = Webhook {
            id: self.registered.fetch_add(1, Ordering::Relaxed).to_string(),
            url: url.to_owned(),
            topic: topic.key().to_owned(),
        };
        webhooks.push((token.expose_secret().to_owned(), webhook.clone()));
        Ok(webhook)
    }

    async fn delete_webhook(&self, token: &SecretString, id: &str) -> Result<(), ApiError> {
        self.accepted()?;
        let is_it = |owner: &str, webhook: &Webhook| owner == token.expose_secret() && webhook.id == id;
        self.webhooks.lock().unwrap().retain(|(owner, webhook)| !is_it(owner, webhook));
        Ok(())
    }

    async fn get_object(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::NotFound { what: "resource" })
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
        let zone = *self.zone.lock().unwrap();
        Ok(zone.map(|zone| ShopDetails { time_zone: Some(zone.to_owned()), ..ShopDetails::default() }))
    }
}
