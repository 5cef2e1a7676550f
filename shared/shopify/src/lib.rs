//! Shopify's customer webhooks: their signature, and the consent to texts in them.

pub mod consent;
pub mod signature;

/// The topics that report consent. Since Shopify's API version 2025-01 only the last one does; before, the others did:
/// <https://shopify.dev/changelog/new-customer-s-webhook-and-changes-to-existing-customer-s-webhooks-payload>.
pub const TOPICS: [&str; 3] = ["customers/create", "customers/update", "customers_marketing_consent/update"];

/// Where Shopify sends a store's webhooks: `{public_url}/webhooks/shopify/{store}/{path_key}`. The topic is in a
/// header.
#[must_use]
pub fn webhook_url(
    public_url: &str,
    store: &rechime_domain::ids::StoreId,
    path_key: &secrecy::SecretString,
) -> String {
    let key = secrecy::ExposeSecret::expose_secret(path_key);
    format!("{}/webhooks/shopify/{store}/{key}", public_url.trim_end_matches('/'))
}
