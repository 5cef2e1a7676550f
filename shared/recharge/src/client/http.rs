//! The API over HTTP. It does not repeat a failed call: whoever calls knows whether a queue or a person waits.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{json::mended, occurrence::Subject};
use rechime_platform::http::HttpClient;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{json, value::RawValue};

use super::{
    ApiError, CustomerProfile, Listing, ObjectPage, RechargeApi, ShopDetails, TokenInformation, Webhook,
    answers, listing::encoded, subject,
};
use crate::{payload::PayloadError, topic::HandledTopic};

/// Where Recharge's API is.
pub const RECHARGE_URL: &str = "https://api.rechargeapps.com";

/// The version whose shapes we ask for. Both are read: older webhooks keep theirs.
const VERSION: &str = "2021-11";

/// Recharge's API at an address, with a client whose time limits are the caller's.
#[derive(Clone, Debug)]
pub struct HttpRechargeApi {
    base_url: String,
    client: HttpClient,
}

impl HttpRechargeApi {
    /// `base_url` without a slash at its end: [`RECHARGE_URL`], or a simulator's.
    pub fn new(base_url: impl Into<String>, client: HttpClient) -> Self {
        Self { base_url: base_url.into(), client }
    }

    fn request(&self, token: &SecretString, method: Method, path: &str) -> Result<RequestBuilder, ApiError> {
        let client =
            self.client.get().map_err(|error| ApiError::Unreachable { reason: error.to_string() })?;
        let request = client
            .request(method, format!("{}{path}", self.base_url))
            .header("X-Recharge-Access-Token", token.expose_secret())
            .header("X-Recharge-Version", VERSION)
            .header("Accept", "application/json");
        Ok(request)
    }

    async fn get(
        &self,
        token: &SecretString,
        path: &str,
        what: &'static str,
    ) -> Result<Box<RawValue>, ApiError> {
        read_json(&body_of(self.request(token, Method::GET, path)?, what).await?)
    }
}

#[async_trait]
impl RechargeApi for HttpRechargeApi {
    async fn get_customer(&self, token: &SecretString, id: &str) -> Result<CustomerProfile, ApiError> {
        let answer = self.get(token, &format!("/customers/{id}?include=addresses"), "customer").await?;
        Ok(answers::customer(&answer)?)
    }

    async fn find_customers(
        &self,
        token: &SecretString,
        email: &str,
    ) -> Result<Vec<CustomerProfile>, ApiError> {
        let path = format!("/customers?limit=50&email={}", encoded(email));
        Ok(answers::customers(&self.get(token, &path, "customers").await?)?)
    }

    async fn get_token_information(&self, token: &SecretString) -> Result<TokenInformation, ApiError> {
        Ok(answers::token_information(&self.get(token, "/token_information", "API key").await?)?)
    }

    async fn list_webhooks(&self, token: &SecretString) -> Result<Vec<Webhook>, ApiError> {
        // A token may have more than a page holds: ten for each topic, ours or not. The further page goes within the
        // turn of the first: the part of the bucket that is spared has room for it.
        let (mut webhooks, mut path) = (Vec::new(), "/webhooks?limit=250".to_owned());
        loop {
            let (page, next) = answers::webhooks(&self.get(token, &path, "webhook").await?)?;
            webhooks.extend(page);
            let Some(next) = next else { return Ok(webhooks) };
            path = format!("/webhooks?limit=250&cursor={}", encoded(&next));
        }
    }

    async fn create_webhook(
        &self,
        token: &SecretString,
        url: &str,
        topic: HandledTopic,
    ) -> Result<Webhook, ApiError> {
        let body = json!({
            "address": url,
            "topic": topic.key(),
            "included_objects": topic.included_objects(),
            "version": VERSION,
        });
        let request = self.request(token, Method::POST, "/webhooks")?.json(&body);
        Ok(answers::webhook(&read_json(&body_of(request, "webhook").await?)?)?)
    }

    async fn delete_webhook(&self, token: &SecretString, id: &str) -> Result<(), ApiError> {
        let request = self.request(token, Method::DELETE, &format!("/webhooks/{id}"))?;
        match body_of(request, "webhook").await {
            Ok(_) | Err(ApiError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn get_object(&self, token: &SecretString, subject: &Subject) -> Result<Box<RawValue>, ApiError> {
        self.get(token, &subject::path(subject), subject::singular(subject)).await
    }

    async fn list_changed(
        &self,
        token: &SecretString,
        listing: Listing,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<ObjectPage, ApiError> {
        let answer = self.get(token, &listing.path(since, cursor), listing.plural()).await?;
        Ok(answers::page(&answer, listing)?)
    }

    async fn get_store(&self, token: &SecretString) -> Result<Option<ShopDetails>, ApiError> {
        match self.get(token, "/store", "store").await {
            Ok(answer) => Ok(Some(answers::store(&answer)?)),
            Err(ApiError::Forbidden) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

async fn body_of(request: RequestBuilder, what: &'static str) -> Result<String, ApiError> {
    let unreachable =
        |error: reqwest::Error| ApiError::Unreachable { reason: error.without_url().to_string() };
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let body = response.text().await.map_err(unreachable)?;
    if status.is_success() { Ok(body) } else { Err(ApiError::of_status(status.as_u16(), &body, what)) }
}

fn read_json(body: &str) -> Result<Box<RawValue>, ApiError> {
    serde_json::from_str(&mended(body)).map_err(|_| PayloadError::NotAnObject.into())
}

#[cfg(test)]
mod tests;
