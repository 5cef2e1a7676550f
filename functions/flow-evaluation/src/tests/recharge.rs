//! Recharge, as far as evaluation asks it anything.

use std::{
    collections::{BTreeMap, VecDeque},
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
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, value::RawValue};

/// Knows what it is told, and remembers what it was asked.
#[derive(Default)]
pub(super) struct FakeRecharge(Mutex<State>);

#[derive(Default)]
struct State {
    customers: BTreeMap<String, CustomerProfile>,
    resources: BTreeMap<String, Value>,
    error: Option<ApiError>,
    hiccups: VecDeque<ApiError>,
    asked: Vec<String>,
}

impl FakeRecharge {
    pub(super) fn knows_customer(&self, id: &str, phone: &str) {
        self.knows_profile(
            id,
            CustomerProfile { phone: Some(phone.to_owned()), ..CustomerProfile::default() },
        );
    }

    pub(super) fn knows_profile(&self, id: &str, profile: CustomerProfile) {
        self.state().customers.insert(id.to_owned(), profile);
    }

    pub(super) fn knows(&self, subject: &str, resource: Value) {
        self.state().resources.insert(subject.to_owned(), resource);
    }

    pub(super) fn answers_with(&self, error: Option<ApiError>) {
        self.state().error = error;
    }

    /// Every other question from now on meets the next of these, until there are none left.
    pub(super) fn hiccups(&self, errors: impl IntoIterator<Item = ApiError>) {
        self.state().hiccups.extend(errors);
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn ask<T>(
        &self,
        token: &SecretString,
        what: String,
        found: impl Fn(&State) -> Option<T>,
    ) -> Result<T, ApiError> {
        assert_eq!(token.expose_secret(), "token", "the store's own token");
        let mut state = self.state();
        state.asked.push(what);
        state.error.clone().map_or(Ok(()), Err)?;
        if state.asked.len().is_multiple_of(2) {
            state.hiccups.pop_front().map_or(Ok(()), Err)?;
        }
        found(&state).ok_or(ApiError::NotFound { what: "thing" })
    }
}

#[async_trait]
impl RechargeApi for FakeRecharge {
    async fn get_customer(&self, token: &SecretString, id: &str) -> Result<CustomerProfile, ApiError> {
        self.ask(token, format!("customer:{id}"), |state| state.customers.get(id).cloned())
    }

    async fn get_object(&self, token: &SecretString, subject: &Subject) -> Result<Box<RawValue>, ApiError> {
        let resource = |state: &State| state.resources.get(&subject.key()).map(ToString::to_string);
        self.ask(token, subject.key(), resource).map(|json| RawValue::from_string(json).unwrap())
    }

    async fn get_token_information(&self, _token: &SecretString) -> Result<TokenInformation, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn list_webhooks(&self, _token: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn create_webhook(
        &self,
        _token: &SecretString,
        _address: &str,
        _topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn delete_webhook(&self, _token: &SecretString, _id: &str) -> Result<(), ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn list_changed(
        &self,
        _token: &SecretString,
        _: Listing,
        _: Timestamp,
        _: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        Err(ApiError::Forbidden)
    }

    async fn get_store(&self, _token: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        Err(ApiError::Forbidden)
    }
}
