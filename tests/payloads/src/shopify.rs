//! Shopify's webhooks about customers.

use serde_json::{Value, json};

/// The body of `customers_marketing_consent/update`: what a customer agreed to (`subscribed`, `unsubscribed`,
/// `pending`…), at which level (`single_opt_in`…), and since when (RFC 3339).
#[must_use]
pub fn marketing_consent(phone: &str, state: &str, level: &str, since: &str) -> Value {
    json!({ "phone": phone, "sms_marketing_consent": { "state": state, "opt_in_level": level,
            "consent_updated_at": since, "consent_collected_from": "SHOPIFY" } })
}
