//! The objects that the Admin API serves, as 2021-11 shapes them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::filter;

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

/// All objects, by kind (in the plural) and id.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Objects(BTreeMap<String, BTreeMap<u64, Kept>>);

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Kept {
    object: Object,
    /// The token in whose lists alone it is; without one it is in everybody's.
    owner: Option<String>,
}

impl Objects {
    /// Adds or replaces an object of one token or of all; false if it has no id.
    pub(crate) fn upsert(&mut self, kind: &Kind, object: Object, owner: Option<&str>) -> bool {
        let Some(id) = number(&object, "id") else { return false };
        let kept = self.0.entry(kind.plural.to_owned()).or_default();
        let before = kept.get(&id).and_then(|kept| kept.owner.clone());
        kept.insert(id, Kept { object, owner: owner.map(str::to_owned).or(before) });
        true
    }

    /// Takes over what an event of a token tells of: its objects by their singular names, unless a newer state of one is
    /// known. What is new is in that token's lists alone.
    pub(crate) fn reflect(&mut self, payload: &Value, owner: &str) {
        for (name, object) in payload.as_object().into_iter().flatten() {
            let kind = KINDS.iter().find(|kind| kind.singular == name);
            let (Some(kind), Some(object)) = (kind, object.as_object()) else { continue };
            let known = number(object, "id").and_then(|id| self.get(kind.plural, id));
            let is_newer = known.is_none_or(|known| updated_at(known) <= updated_at(object));
            let owner = if known.is_some() { None } else { Some(owner) };
            if is_newer {
                self.upsert(kind, object.clone(), owner);
            }
        }
    }

    /// The object `id` of a kind.
    pub(crate) fn get(&self, plural: &str, id: u64) -> Option<&Object> {
        Some(&self.0.get(plural)?.get(&id)?.object)
    }

    /// Every object of a kind, newest id first.
    pub(crate) fn all(&self, plural: &str) -> impl Iterator<Item = (u64, &Object)> {
        self.kept(plural).map(|(id, kept)| (id, &kept.object))
    }

    /// Every object of a kind that a token's list shows, newest id first.
    pub(crate) fn listed<'a>(
        &'a self,
        kind: &Kind,
        token: &'a str,
    ) -> impl Iterator<Item = (u64, &'a Object)> {
        let is_shown = move |kept: &Kept| kept.owner.as_ref().is_none_or(|owner| owner == token);
        let shown = self.kept(kind.plural).filter(move |(_, kept)| is_shown(kept));
        shown.map(|(id, kept)| (id, &kept.object))
    }

    fn kept(&self, plural: &str) -> impl Iterator<Item = (u64, &Kept)> {
        self.0.get(plural).into_iter().flatten().rev().map(|(id, kept)| (*id, kept))
    }

    /// Every object of a kind that belongs to a customer.
    pub(crate) fn of_customer(&self, plural: &str, customer: u64) -> Vec<Value> {
        let theirs = self.all(plural).filter(|(_, object)| customer_id(object) == Some(customer));
        theirs.map(|(_, object)| Value::Object(object.clone())).collect()
    }
}

/// When an object changed last, if it tells.
fn updated_at(object: &Object) -> Option<Timestamp> {
    filter::moment(object.get("updated_at")?.as_str()?)
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
