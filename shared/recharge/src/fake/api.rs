//! The calls.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json, value::RawValue};

use super::FakeRecharge;
use crate::{
    client::{
        ApiError, CustomerProfile, Listing, ObjectPage, RechargeApi, ShopDetails, TokenInformation, Webhook,
    },
    topic::HandledTopic,
};

/// Objects on a page.
const PAGE: usize = 2;

/// What the product asks for.
const SCOPES: [&str; 4] = ["read_orders", "read_subscriptions", "read_payment_methods", "read_customers"];

#[async_trait]
impl RechargeApi for FakeRecharge {
    async fn get_customer(&self, token: &SecretString, id: &str) -> Result<CustomerProfile, ApiError> {
        let mut state = self.ask(token, format!("customer:{id}"))?;
        state.hiccup()?;
        state.customers.get(id).cloned().ok_or(ApiError::NotFound { what: "customer" })
    }

    async fn find_customers(&self, _: &SecretString, email: &str) -> Result<Vec<CustomerProfile>, ApiError> {
        let state = self.willing()?;
        let ids = state.emails.iter().filter(|(known, _)| known == email);
        Ok(ids.filter_map(|(_, id)| state.customers.get(id).cloned()).collect())
    }

    async fn get_token_information(&self, _: &SecretString) -> Result<TokenInformation, ApiError> {
        let state = self.willing()?;
        let granted = SCOPES.into_iter().filter(|scope| !state.missing_scopes.contains(scope));
        Ok(TokenInformation { name: "Texts".to_owned(), scopes: granted.map(ToOwned::to_owned).collect() })
    }

    async fn list_webhooks(&self, token: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        let state = self.willing()?;
        let own = state.webhooks.iter().filter(|(owner, _)| owner == token.expose_secret());
        Ok(own.map(|(_, webhook)| webhook.clone()).collect())
    }

    async fn create_webhook(
        &self,
        token: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let mut state = self.willing()?;
        if let Some((_, error)) =
            state.webhook_limit.as_ref().filter(|(most, _)| state.webhooks.len() >= *most)
        {
            return Err(error.clone());
        }
        let (id, topic) = (state.created.to_string(), topic.key().to_owned());
        let webhook = Webhook { id, url: url.to_owned(), topic };
        state.created += 1;
        state.webhooks.push((token.expose_secret().to_owned(), webhook.clone()));
        Ok(webhook)
    }

    async fn delete_webhook(&self, token: &SecretString, id: &str) -> Result<(), ApiError> {
        let mut state = self.willing()?;
        state.hiccup()?;
        state.webhooks.retain(|(owner, webhook)| owner != token.expose_secret() || webhook.id != id);
        Ok(())
    }

    async fn get_object(&self, token: &SecretString, subject: &Subject) -> Result<Box<RawValue>, ApiError> {
        let mut state = self.ask(token, subject.key())?;
        state.hiccup()?;
        raw(state.objects.get(&subject.key()).ok_or(ApiError::NotFound { what: "object" })?)
    }

    async fn list_changed(
        &self,
        token: &SecretString,
        listing: Listing,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        let name = listing.plural();
        let mut state = self.ask(token, format!("{name} {since} {}", cursor.unwrap_or("-")))?;
        state.interruption()?;
        let list = state.lists.get(name).into_iter().flatten().filter(|object| is_changed(object, since));
        let items: Vec<_> = list.map(|object| json!({ listing.singular(): object })).collect();
        let from = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let next = (from + PAGE < items.len()).then(|| (from + PAGE).to_string());
        let items: Result<_, _> = items.iter().skip(from).take(PAGE).map(raw).collect();
        Ok(ObjectPage { items: items?, next })
    }

    async fn get_store(&self, _: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        let zone = self.willing()?.time_zone;
        Ok(zone.map(|zone| ShopDetails { time_zone: Some(zone.to_owned()), ..ShopDetails::default() }))
    }
}

fn is_changed(object: &Value, since: Timestamp) -> bool {
    let changed_at = object.get("updated_at").and_then(Value::as_str).and_then(|at| at.parse().ok());
    changed_at.is_some_and(|at: Timestamp| at >= since)
}

fn raw(value: &Value) -> Result<Box<RawValue>, ApiError> {
    serde_json::value::to_raw_value(value).map_err(|error| ApiError::Unreadable { reason: error.to_string() })
}
