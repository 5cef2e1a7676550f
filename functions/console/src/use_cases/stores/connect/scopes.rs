//! The permissions that an API key needs.

use rechime_domain::flow::edit::FieldFault;

use crate::use_cases::stores::StoresError;

/// Each permission by its name in Recharge, with the scopes of which any one stands for it. Payments have had two
/// names.
const NEEDED: [(&str, &[&str]); 4] = [
    ("Orders", &["read_orders"]),
    ("Subscriptions", &["read_subscriptions"]),
    ("Payments", &["read_payments", "read_payment_methods"]),
    ("Customers", &["read_customers"]),
];

/// Refuses a key that may not read what the flows need; names each permission that is missing.
pub(super) fn check(scopes: &[String]) -> Result<(), StoresError> {
    let is_missing = |any: &[&str]| !scopes.iter().any(|scope| any.contains(&scope.as_str()));
    let missing: Vec<_> =
        NEEDED.iter().filter(|(_, any)| is_missing(any)).map(|(name, any)| fault(name, any)).collect();
    if missing.is_empty() { Ok(()) } else { Err(StoresError::Invalid(missing)) }
}

fn fault(name: &str, any: &[&str]) -> FieldFault {
    let scopes = any.join(" or ");
    let detail = format!(
        "the key lacks {scopes}; in Recharge open Tools & apps > API tokens, edit the key and give {name} read access"
    );
    FieldFault::new("recharge_api_key", detail)
}
