//! The objects that the Admin API serves, as 2021-11 shapes them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A JSON object of the API.
pub(crate) type Object = Map<String, Value>;

/// A kind of object.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The name in paths and lists.
    pub(crate) plural: &'static str,
    /// The name of the envelope's key.
    pub(crate) singular: &'static str,
    /// The scopes that allow reading it; one is enough.
    pub(crate) scopes: &'static [&'static str],
}

/// The kinds that are served.
pub(crate) const KINDS: &[Kind] = &[
    Kind { plural: "addresses", singular: "address", scopes: &["read_customers"] },
    Kind { plural: "charges", singular: "charge", scopes: &["read_orders"] },
    Kind { plural: "customers", singular: "customer", scopes: &["read_customers"] },
    Kind { plural: "orders", singular: "order", scopes: &["read_orders"] },
    Kind {
        plural: "payment_methods",
        singular: "payment_method",
        scopes: &["read_payment_methods", "read_payments"],
    },
    Kind { plural: "subscriptions", singular: "subscription", scopes: &["read_subscriptions"] },
];

/// The kind whose list is called `plural`.
pub(crate) fn kind(plural: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.plural == plural)
}

/// All objects, by kind and id.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    by_kind: BTreeMap<&'static str, BTreeMap<u64, Object>>,
    /// The token in whose lists alone an object is, by kind and id; those without are in everybody's.
    owners: BTreeMap<(&'static str, u64), String>,
}

impl Objects {
    /// Adds or replaces an object of one token or of all; false if it has no id.
    pub(crate) fn upsert(&mut self, kind: &Kind, object: Object, owner: Option<&str>) -> bool {
        let Some(id) = number(&object, "id") else { return false };
        self.by_kind.entry(kind.plural).or_default().insert(id, object);
        self.owners.extend(owner.map(|owner| ((kind.plural, id), owner.to_owned())));
        true
    }

    /// The object `id` of a kind.
    pub(crate) fn get(&self, plural: &str, id: u64) -> Option<&Object> {
        self.by_kind.get(plural)?.get(&id)
    }

    /// Every object of a kind, newest id first.
    pub(crate) fn all(&self, plural: &str) -> impl Iterator<Item = (u64, &Object)> {
        self.by_kind.get(plural).into_iter().flatten().rev().map(|(id, object)| (*id, object))
    }

    /// Every object of a kind that a token's list shows, newest id first.
    pub(crate) fn listed<'a>(
        &'a self,
        kind: &Kind,
        token: &'a str,
    ) -> impl Iterator<Item = (u64, &'a Object)> {
        let plural = kind.plural;
        let is_shown = move |id| self.owners.get(&(plural, id)).is_none_or(|owner| owner == token);
        self.all(plural).filter(move |(id, _)| is_shown(*id))
    }

    /// Every object of a kind that belongs to a customer.
    pub(crate) fn of_customer(&self, plural: &str, customer: u64) -> Vec<Value> {
        let theirs = self.all(plural).filter(|(_, object)| customer_id(object) == Some(customer));
        theirs.map(|(_, object)| Value::Object(object.clone())).collect()
    }
}

/// The customer that an object belongs to: subscriptions name it, charges and orders embed it.
pub(crate) fn customer_id(object: &Object) -> Option<u64> {
    number(object, "customer_id")
        .or_else(|| object.get("customer")?.as_object().and_then(|customer| number(customer, "id")))
}

/// An id under `key`; Recharge writes some as numbers and some as strings.
pub(crate) fn number(object: &Object, key: &str) -> Option<u64> {
    let value = object.get(key)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
