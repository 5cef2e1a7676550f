//! A Recharge with webhooks and lists, which may refuse.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
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
use secrecy::SecretString;
use serde_json::{Value, json, value::RawValue};

/// Objects on a page.
const PAGE: usize = 2;

#[derive(Default)]
pub(super) struct FakeRecharge(Mutex<State>);

#[derive(Default)]
struct State {
    webhooks: Vec<Webhook>,
    lists: BTreeMap<&'static str, Vec<Value>>,
    error: Option<ApiError>,
    /// After so many more pages the lists answer with that.
    failing_list: Option<(usize, ApiError)>,
    asked: Vec<String>,
}

impl FakeRecharge {
    /// Lets an object be in a list.
    pub(super) fn has(&self, listing: Listing, object: Value) {
        self.state().lists.entry(listing.plural()).or_default().push(object);
    }

    /// Everything is answered with that.
    pub(super) fn refuses_with(&self, error: Option<ApiError>) {
        self.state().error = error;
    }

    /// After so many pages the next one is answered with that.
    pub(super) fn interrupts_after(&self, pages: usize, error: ApiError) {
        self.state().failing_list = Some((pages, error));
    }

    /// Loses the webhooks of these topics.
    pub(super) fn deletes(&self, topics: &[&str]) {
        self.state().webhooks.retain(|webhook| !topics.contains(&webhook.topic.as_str()));
    }

    pub(super) fn webhook_urls(&self) -> Vec<String> {
        self.state().webhooks.iter().map(|webhook| webhook.url.clone()).collect()
    }

    /// The lists' pages that were asked for since the last time: `charges since cursor`.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn willing(&self) -> Result<MutexGuard<'_, State>, ApiError> {
        let state = self.state();
        state.error.clone().map_or(Ok(state), Err)
    }
}

impl State {
    fn is_interrupted(&mut self) -> Option<ApiError> {
        let (pages, error) = self.failing_list.take()?;
        if pages == 0 {
            return Some(error);
        }
        self.failing_list = Some((pages - 1, error));
        None
    }
}

#[async_trait]
impl RechargeApi for FakeRecharge {
    async fn get_customer(&self, _: &SecretString, _: &str) -> Result<CustomerProfile, ApiError> {
        Err(ApiError::NotFound { what: "customer" })
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::BadToken)
    }

    async fn list_webhooks(&self, _: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        Ok(self.willing()?.webhooks.clone())
    }

    async fn create_webhook(
        &self,
        _: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let mut state = self.willing()?;
        let (id, topic) = (state.webhooks.len().to_string(), topic.key().to_owned());
        let webhook = Webhook { id, url: url.to_owned(), topic };
        state.webhooks.push(webhook.clone());
        Ok(webhook)
    }

    async fn delete_webhook(&self, _: &SecretString, _: &str) -> Result<(), ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_object(&self, _: &SecretString, _: &Subject) -> Result<Box<RawValue>, ApiError> {
        Err(ApiError::NotFound { what: "order" })
    }

    async fn list_changed(
        &self,
        _: &SecretString,
        listing: Listing,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        let mut state = self.willing()?;
        state.asked.push(format!("{} {since} {}", listing.plural(), cursor.unwrap_or("-")));
        if let Some(error) = state.is_interrupted() {
            return Err(error);
        }
        let list = state.lists.get(listing.plural()).cloned().unwrap_or_default();
        let changed =
            |object: &Value| object["updated_at"].as_str().unwrap().parse::<Timestamp>().unwrap() >= since;
        let wrapped = list.into_iter().filter(changed).map(|object| json!({ listing.singular(): object }));
        let items: Vec<_> = wrapped.map(|item| RawValue::from_string(item.to_string()).unwrap()).collect();
        let from: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let next = (from + PAGE < items.len()).then(|| (from + PAGE).to_string());
        Ok(ObjectPage { items: items.into_iter().skip(from).take(PAGE).collect(), next })
    }

    async fn get_store(&self, _: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        Ok(None)
    }
}
