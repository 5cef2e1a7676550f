//! Related objects, both as `?include=` of a read and as `included_objects` of a delivery.

use serde_json::{Value, json};

use super::object::{Object, Objects, customer_id, number};

/// The object or list called `name` that belongs with `owner`, whose kind is `singular`.
pub(crate) fn related(objects: &Objects, singular: &str, owner: &Object, name: &str) -> Option<Value> {
    let customer = if singular == "customer" { number(owner, "id") } else { customer_id(owner) };
    match name {
        "customer" => objects.get("customers", customer?).cloned().map(Value::Object),
        "address" => objects.get("addresses", number(owner, "address_id")?).cloned().map(Value::Object),
        "addresses" | "payment_methods" | "subscriptions" => {
            Some(json!(objects.of_customer(name, customer?)))
        }
        "metafields" | "collections" => Some(json!([])),
        _ => None,
    }
}

/// Puts what `include` asks for (comma-separated) under the object's `include` key. Unknown names are ignored, as
/// Recharge does.
pub(crate) fn attach(objects: &Objects, singular: &str, object: &mut Object, include: &str) {
    let found: Object = include
        .split(',')
        .filter_map(|name| Some((name.to_owned(), related(objects, singular, object, name)?)))
        .collect();
    if !found.is_empty() {
        object.insert("include".to_owned(), Value::Object(found));
    }
}

/// Adds each of `names` to a webhook payload as a top-level key, unless the payload has it or it is unknown.
pub(crate) fn complete(objects: &Objects, resource: &str, payload: &mut Value, names: &[String]) {
    let Some(envelope) = payload.as_object_mut() else { return };
    let Some(owner) = envelope.get(resource).and_then(Value::as_object).cloned() else { return };
    for name in names.iter().filter(|name| name.as_str() != resource) {
        if !envelope.contains_key(name)
            && let Some(value) = related(objects, resource, &owner, name)
        {
            envelope.insert(name.clone(), value);
        }
    }
}
