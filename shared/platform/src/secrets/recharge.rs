//! What a store needs to speak with Recharge.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A store's Recharge secrets.
#[derive(Clone, Debug, Deserialize)]
pub struct RechargeSecrets {
    /// The Admin API token that the merchant pasted.
    pub api_token: SecretString,
    /// The API client secret, which makes webhook signatures checkable.
    #[serde(default)]
    pub client_secret: Option<SecretString>,
    /// The one before it: webhooks that were signed before a rotation come for days.
    #[serde(default)]
    pub previous_client_secret: Option<SecretString>,
    /// The unguessable part of the store's webhook address.
    pub path_key: SecretString,
}

/// The secrets as they lie in SSM; made only to be written there.
#[derive(Serialize)]
struct Exposed<'a> {
    api_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_client_secret: Option<&'a str>,
    path_key: &'a str,
}

impl RechargeSecrets {
    /// The secrets as JSON, itself a secret.
    pub(super) fn to_json(&self) -> serde_json::Result<SecretString> {
        let expose = |secret: &'_ Option<SecretString>| {
            secret.as_ref().map(|secret| secret.expose_secret().to_owned())
        };
        let (client_secret, previous) = (expose(&self.client_secret), expose(&self.previous_client_secret));
        let exposed = Exposed {
            api_token: self.api_token.expose_secret(),
            client_secret: client_secret.as_deref(),
            previous_client_secret: previous.as_deref(),
            path_key: self.path_key.expose_secret(),
        };
        serde_json::to_string(&exposed).map(SecretString::from)
    }
}
