//! Recharge's Admin API, as far as a text message needs it.

mod answers;
mod error;
mod http;
mod listing;
mod rate_limit;
mod rate_limited;
mod rate_limiter;
mod stale_answer;
mod subject;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use secrecy::SecretString;
use serde_json::value::RawValue;

pub use self::{
    error::ApiError,
    http::{HttpRechargeApi, RECHARGE_URL},
    listing::{Listing, ObjectPage},
    rate_limited::{Limits, RateLimited},
    rate_limiter::{LONGEST_LINE, LONGEST_PAUSE, RateLimitError, RateLimiter, TokenQuota},
    stale_answer::is_stale_answer,
};
pub use crate::payload::customer::CustomerProfile;
use crate::topic::HandledTopic;

/// Whom a token belongs to and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInformation {
    /// The name the merchant gave it.
    pub name: String,
    /// `read_orders`, `read_subscriptions`…
    pub scopes: Vec<String>,
}

/// A webhook that Recharge sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Recharge's id.
    pub id: String,
    /// Where it is sent.
    pub url: String,
    /// `subscription/created`. One webhook, one topic.
    pub topic: String,
}

/// What Recharge knows of the store itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopDetails {
    /// IANA name.
    pub time_zone: Option<String>,
    /// The store's name.
    pub name: Option<String>,
    /// `acme.myshopify.com` or the shop's own.
    pub domain: Option<String>,
}

/// The calls we make, each on behalf of one store by its token.
#[async_trait]
pub trait RechargeApi: Send + Sync {
    /// A customer with the stored addresses: `GET /customers/{id}?include=addresses`.
    async fn get_customer(&self, token: &SecretString, id: &str) -> Result<CustomerProfile, ApiError>;

    /// The customers with an e-mail address: `GET /customers?email=…`. Recharge has one customer for an address; a shop
    /// that moved may have several.
    async fn find_customers(
        &self,
        token: &SecretString,
        email: &str,
    ) -> Result<Vec<CustomerProfile>, ApiError>;

    /// Whose token it is: `GET /token_information`.
    async fn get_token_information(&self, token: &SecretString) -> Result<TokenInformation, ApiError>;

    /// All webhooks of the token: `GET /webhooks`.
    async fn list_webhooks(&self, token: &SecretString) -> Result<Vec<Webhook>, ApiError>;

    /// Registers a webhook with the objects its topic asks for: `POST /webhooks`.
    async fn create_webhook(
        &self,
        token: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError>;

    /// Ends a webhook: `DELETE /webhooks/{id}`. One that is already gone is no error.
    async fn delete_webhook(&self, token: &SecretString, id: &str) -> Result<(), ApiError>;

    /// An object as a webhook about it would carry it: `GET /subscriptions/{id}` and its like. What an unsigned
    /// webhook says must be asked again before anything is sent.
    async fn get_object(&self, token: &SecretString, subject: &Subject) -> Result<Box<RawValue>, ApiError>;

    /// A page of what changed since a moment, with each customer as far as Recharge includes them:
    /// `GET /charges?updated_at_min=…` and its like. `cursor` is [`ObjectPage::next`] of the page before; the moment
    /// counts on the first page only.
    async fn list_changed(
        &self,
        token: &SecretString,
        listing: Listing,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<ObjectPage, ApiError>;

    /// The store: `GET /store`. `None` where the token lacks `store_info`, which connecting does not ask for.
    async fn get_store(&self, token: &SecretString) -> Result<Option<ShopDetails>, ApiError>;
}
