//! The secrets of a store: for Recharge's API and webhooks, and for Shopify's webhooks.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// For how long a replaced client secret still counts: as long as Recharge repeats a delivery.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(48);

/// All of a store's secrets.
#[derive(Clone, Debug)]
pub struct RechargeSecrets {
    /// The Admin API token that the merchant pasted.
    pub api_token: SecretString,
    /// What its webhooks are checked with.
    pub signing: SigningSecrets,
}

/// What a store's webhooks are checked with.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Written")]
pub struct SigningSecrets {
    /// The API client secret, which makes webhook signatures checkable.
    pub client_secret: Option<SecretString>,
    /// The client secret before it: webhooks that it signed still come for days.
    pub previous_client_secret: Option<ReplacedSecret>,
    /// The unguessable part of the store's webhook address.
    pub path_key: SecretString,
    /// The secret that Shopify signs its webhooks with. Without it Shopify's webhooks are refused.
    pub shopify_secret: Option<SecretString>,
    /// Whether Recharge was ever seen to sign a webhook of this store with a time. From then on no other signature
    /// counts. It is kept in a parameter of its own, which outlives a connection.
    pub timestamped: bool,
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
    client_secret: Option<SecretString>,
    previous_client_secret: Option<SecretString>,
    client_secret_replaced_at: Option<Timestamp>,
    path_key: SecretString,
    shopify_secret: Option<SecretString>,
}

/// The secrets as they are in SSM; made only to be written there.
#[derive(Serialize)]
struct Exposed<'a> {
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

impl From<Written> for SigningSecrets {
    fn from(written: Written) -> Self {
        let replaced = written.previous_client_secret.zip(written.client_secret_replaced_at);
        Self {
            client_secret: written.client_secret,
            previous_client_secret: replaced
                .map(|(secret, replaced_at)| ReplacedSecret { secret, replaced_at }),
            path_key: written.path_key,
            shopify_secret: written.shopify_secret,
            timestamped: false,
        }
    }
}

impl SigningSecrets {
    /// Whether a webhook of this store must be signed, because a client secret is or was known.
    #[must_use]
    pub const fn expects_signatures(&self) -> bool {
        self.client_secret.is_some() || self.previous_client_secret.is_some()
    }

    /// The client secret before the newest, as long as it counts at all.
    #[must_use]
    pub fn previous(&self, now: Timestamp) -> Option<&ReplacedSecret> {
        self.previous_client_secret
            .as_ref()
            .filter(|replaced| now.duration_since(replaced.replaced_at) <= OVERLAP)
    }

    /// The secrets as JSON, itself a secret.
    pub(super) fn to_json(&self) -> serde_json::Result<SecretString> {
        let previous = self.previous_client_secret.as_ref();
        let exposed = Exposed {
            client_secret: self.client_secret.as_ref().map(ExposeSecret::expose_secret),
            previous_client_secret: previous.map(|replaced| replaced.secret.expose_secret()),
            client_secret_replaced_at: previous.map(|replaced| replaced.replaced_at),
            path_key: self.path_key.expose_secret(),
            shopify_secret: self.shopify_secret.as_ref().map(ExposeSecret::expose_secret),
        };
        serde_json::to_string(&exposed).map(SecretString::from)
    }
}
