//! API tokens: what each may do, and the secret that signs its webhooks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// An API token as `POST /_sim/tokens` registers it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Token {
    /// The value of `X-Recharge-Access-Token`.
    #[serde(rename = "token")]
    pub(crate) value: String,
    /// The API client secret: it signs the webhooks and is not the token.
    pub(crate) client_secret: String,
    /// For example `read_orders`. Absent: the four read scopes that Recart asks its merchants for.
    #[serde(default = "read_scopes")]
    pub(crate) scopes: BTreeSet<String>,
    /// The store that the token belongs to.
    #[serde(default)]
    pub(crate) shop: Shop,
}

/// A store as `GET /store` shows it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Shop {
    /// The platform's domain, `x.myshopify.com`.
    pub(crate) domain: String,
    /// An IANA zone.
    pub(crate) iana_timezone: String,
    /// The store's display name.
    pub(crate) name: String,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            domain: "demo-coffee.myshopify.com".to_owned(),
            iana_timezone: "America/New_York".to_owned(),
            name: "Demo Coffee".to_owned(),
        }
    }
}

impl Token {
    /// The token that exists from the start. It may read the store as well.
    pub(crate) fn demo() -> Self {
        let mut scopes = read_scopes();
        scopes.insert("store_info".to_owned());
        Self {
            value: format!("sk_test_1x1_{}", "d".repeat(64)),
            client_secret: "demo-client-secret".to_owned(),
            scopes,
            shop: Shop::default(),
        }
    }

    /// Whether one of `alternatives` was granted.
    pub(crate) fn may(&self, alternatives: &[&str]) -> bool {
        alternatives.iter().any(|scope| self.scopes.contains(*scope))
    }
}

fn read_scopes() -> BTreeSet<String> {
    ["read_customers", "read_orders", "read_payments", "read_subscriptions"].map(str::to_owned).into()
}
