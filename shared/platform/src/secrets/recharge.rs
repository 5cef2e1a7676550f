//! The secrets of a store: for Recharge's API and webhooks, and for Shopify's webhooks.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// For how long a replaced client secret still counts: as long as Recharge repeats a delivery.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(48);

/// A store's Recharge secrets, and its secret for Shopify's webhooks.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Written")]
pub struct RechargeSecrets {
    /// The Admin API token that the merchant pasted.
    pub api_token: SecretString,
    /// The API client secret, which makes webhook signatures checkable.
    pub client_secret: Option<SecretString>,
    /// The client secret before it: webhooks that it signed still come for days.
    pub previous_client_secret: Option<ReplacedSecret>,
    /// The unguessable part of the store's webhook address.
    pub path_key: SecretString,
    /// The secret that Shopify signs its webhooks with. Without it Shopify's webhooks are refused.
    pub shopify_secret: Option<SecretString>,
}

/// A client secret that is no longer the newest.
#[derive(Clone, Debug)]
pub struct ReplacedSecret {
    /// The secret.
    pub secret: SecretString,
    /// When another took its place.
    pub replaced_at: Timestamp,
}

/// The secrets as they are read from SSM.
#[derive(Deserialize)]
struct Written {
    api_token: SecretString,
    client_secret: Option<SecretString>,
    previous_client_secret: Option<SecretString>,
    client_secret_replaced_at: Option<Timestamp>,
    path_key: SecretString,
    shopify_secret: Option<SecretString>,
}

/// The secrets as they are in SSM; made only to be written there.
#[derive(Serialize)]
struct Exposed<'a> {
    api_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_replaced_at: Option<Timestamp>,
    path_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shopify_secret: Option<&'a str>,
}

impl From<Written> for RechargeSecrets {
    fn from(written: Written) -> Self {
        let replaced = written.previous_client_secret.zip(written.client_secret_replaced_at);
        Self {
            api_token: written.api_token,
            client_secret: written.client_secret,
            previous_client_secret: replaced
                .map(|(secret, replaced_at)| ReplacedSecret { secret, replaced_at }),
            path_key: written.path_key,
            shopify_secret: written.shopify_secret,
        }
    }
}

impl RechargeSecrets {
    /// Whether a webhook of this store must be signed, because a client secret is or was known.
    #[must_use]
    pub const fn expects_signatures(&self) -> bool {
        self.client_secret.is_some() || self.previous_client_secret.is_some()
    }

    /// The client secrets that count at `now`, the newest first.
    pub fn client_secrets(&self, now: Timestamp) -> impl Iterator<Item = &SecretString> {
        let counts = move |replaced: &&ReplacedSecret| now.duration_since(replaced.replaced_at) <= OVERLAP;
        let previous = self.previous_client_secret.as_ref().filter(counts);
        self.client_secret.iter().chain(previous.map(|replaced| &replaced.secret))
    }

    /// The secrets as JSON, itself a secret.
    pub(super) fn to_json(&self) -> serde_json::Result<SecretString> {
        let previous = self.previous_client_secret.as_ref();
        let exposed = Exposed {
            api_token: self.api_token.expose_secret(),
            client_secret: self.client_secret.as_ref().map(ExposeSecret::expose_secret),
            previous_client_secret: previous.map(|replaced| replaced.secret.expose_secret()),
            client_secret_replaced_at: previous.map(|replaced| replaced.replaced_at),
            path_key: self.path_key.expose_secret(),
            shopify_secret: self.shopify_secret.as_ref().map(ExposeSecret::expose_secret),
        };
        serde_json::to_string(&exposed).map(SecretString::from)
    }
}
