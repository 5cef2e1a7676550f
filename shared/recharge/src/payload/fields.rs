//! The fields of one JSON object, each read when it is asked for: what stands in a field that nobody asks for cannot
//! hinder the others.
//!
//! A field that decides what happened, or makes the key of an occurrence, is named in full where it cannot be read, and
//! the webhook with it. A field that only tells ([`Fields::told`]) then counts as missing.

use std::{collections::HashMap, fmt};

use jiff::{Timestamp, civil::Date};
use rechime_domain::money::Money;
use serde_json::{Value, value::RawValue};

use super::{PayloadError, scalar, time};

/// One object of a payload and where it stands in it.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    path: String,
    map: HashMap<String, &'a RawValue>,
}

/// Without the values, which may be personal.
impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What reading a field gives: `None` where it is absent, null or blank.
pub(crate) type Read<T> = Result<Option<T>, PayloadError>;

impl<'a> Fields<'a> {
    /// The fields of an object; `None` where it is none.
    pub(crate) fn new(path: impl Into<String>, object: &'a RawValue) -> Option<Self> {
        Some(Self { path: path.into(), map: serde_json::from_str(object.get()).ok()? })
    }

    /// A word or a name, trimmed. Numbers are taken as they are written.
    pub(crate) fn text(&self, name: &str) -> Read<String> {
        self.read(name, "a text", scalar::text)
    }

    /// A word that stands for a state, in lower case.
    pub(crate) fn word(&self, name: &str) -> Read<String> {
        Ok(self.text(name)?.map(|word| word.to_lowercase()))
    }

    pub(crate) fn id(&self, name: &str) -> Read<String> {
        self.read(name, "an id", scalar::id)
    }

    pub(crate) fn flag(&self, name: &str) -> Read<bool> {
        self.read(name, "true or false", scalar::flag)
    }

    pub(crate) fn count(&self, name: &str) -> Read<u64> {
        self.read(name, "a whole number", scalar::count)
    }

    pub(crate) fn money(&self, name: &str) -> Read<Money> {
        self.read(name, "an amount", scalar::money)
    }

    pub(crate) fn instant(&self, name: &str) -> Read<Timestamp> {
        self.read(name, "a time", |value| time::instant(value.as_str()?))
    }

    pub(crate) fn day(&self, name: &str) -> Read<Date> {
        self.read(name, "a date", |value| time::day(value.as_str()?))
    }

    pub(crate) fn object(&self, name: &str) -> Read<Self> {
        let Some(value) = self.present(name) else { return Ok(None) };
        Self::new(self.path_of(name), value).map(Some).ok_or_else(|| self.malformed(name, "an object"))
    }

    /// The objects of a list; none where the list is absent. What is no object among them is left out.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Self>, PayloadError> {
        let Some(value) = self.present(name) else { return Ok(Vec::new()) };
        let elements: Vec<&RawValue> =
            serde_json::from_str(value.get()).map_err(|_| self.malformed(name, "a list of objects"))?;
        let path = self.path_of(name);
        let element = |(place, value)| Self::new(format!("{path}[{place}]"), value);
        Ok(elements.into_iter().enumerate().filter_map(element).collect())
    }

    /// A list of words; none where the list is absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, PayloadError> {
        let read = |value: &Value| value.as_array()?.iter().map(scalar::text).collect();
        Ok(self.read(name, "a list of texts", read)?.unwrap_or_default())
    }

    /// A field that only tells something: one that cannot be read counts as missing, and hinders nothing.
    pub(crate) fn told<T>(&self, name: &str, read: impl FnOnce(&Self, &str) -> Read<T>) -> Option<T> {
        read(self, name).ok().flatten()
    }

    /// As [`Self::told`], the first of several names that can be read: the versions name the same thing differently.
    pub(crate) fn told_either<T>(
        &self,
        names: [&str; 2],
        read: impl Fn(&Self, &str) -> Read<T>,
    ) -> Option<T> {
        names.into_iter().find_map(|name| self.told(name, &read))
    }

    /// The objects of a list that only tells something.
    pub(crate) fn told_list(&self, name: &str) -> Vec<Self> {
        self.list(name).unwrap_or_default()
    }

    /// The first of several names that has a value.
    pub(crate) fn either<T>(&self, names: [&str; 2], read: impl Fn(&Self, &str) -> Read<T>) -> Read<T> {
        let [first, second] = names;
        match read(self, first)? {
            None => read(self, second),
            found => Ok(found),
        }
    }

    /// A field without which the webhook means nothing.
    pub(crate) fn needed<T>(
        &self,
        name: &str,
        read: impl Fn(&Self, &str) -> Read<T>,
    ) -> Result<T, PayloadError> {
        read(self, name)?.ok_or_else(|| PayloadError::Missing { field: self.path_of(name) })
    }

    /// Shopify's counterpart of an object: `{"ecommerce": …}` in 2021-11, a field of its own in 2021-01.
    pub(crate) fn external(&self, name: &str, flat: &str) -> Option<String> {
        let external = self.told(name, Self::object).and_then(|it| it.told("ecommerce", Self::text));
        external.or_else(|| self.told(flat, Self::text))
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &'static str,
        parse: impl FnOnce(&Value) -> Option<T>,
    ) -> Read<T> {
        let Some(value) = self.present(name) else { return Ok(None) };
        let value: Option<Value> = serde_json::from_str(value.get()).ok();
        value.as_ref().and_then(parse).map(Some).ok_or_else(|| self.malformed(name, expected))
    }

    /// What stands in a field, unless that is nothing.
    fn present(&self, name: &str) -> Option<&'a RawValue> {
        self.map.get(name).copied().filter(|value| !is_blank(value.get()))
    }

    fn malformed(&self, name: &str, expected: &'static str) -> PayloadError {
        PayloadError::Malformed { field: self.path_of(name), expected }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// Null, a blank text, and an empty list, which Recharge writes for an empty object as well.
fn is_blank(value: &str) -> bool {
    match value.as_bytes().first() {
        Some(b'n') => true,
        Some(b'"') => serde_json::from_str::<String>(value).is_ok_and(|text| text.trim().is_empty()),
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(value).is_ok_and(|list| list.is_empty()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;

    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn an_unreadable_field_is_named_in_full_and_a_blank_one_is_absent() {
        let value = raw(
            r#"{"items": [{}, null, 7, {"price": "cheap"}], "phone": " \n", "address": [ ], "x": {"ecommerce": 7}}"#,
        );
        let fields = Fields::new("charge", &value).unwrap();
        let items = fields.list("items").unwrap();
        let expected =
            PayloadError::Malformed { field: "charge.items[3].price".to_owned(), expected: "an amount" };
        assert_eq!((items.len(), items[1].money("price")), (2, Err(expected)));
        assert_eq!(items[1].told("price", Fields::money), None);
        assert_eq!(fields.text("phone"), Ok(None));
        assert!(fields.object("address").unwrap().is_none());
        assert_eq!(fields.external("x", "y"), Some("7".to_owned()));
        let missing = PayloadError::Missing { field: "charge.id".to_owned() };
        assert_eq!(fields.needed("id", Fields::id), Err(missing));
    }

    #[test]
    fn what_stands_in_one_field_does_not_hinder_another() {
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        let value = raw(&format!(r#"{{"deep": {deep}, "huge": 1e999, "half": "\ud83d", "id": 7}}"#));
        let fields = Fields::new("charge", &value).unwrap();
        assert_eq!(fields.id("id"), Ok(Some("7".to_owned())));
        for unreadable in ["deep", "huge", "half"] {
            assert!(fields.text(unreadable).is_err(), "{unreadable}");
        }
        assert!(Fields::new("", &to_raw_value(&7).unwrap()).is_none());
    }

    #[test]
    fn of_two_names_the_first_that_can_be_read_is_told() {
        let value = raw(r#"{"unit_price": {}, "price": "5"}"#);
        let fields = Fields::new("item", &value).unwrap();
        let told = fields.told_either(["unit_price", "price"], Fields::money);
        assert_eq!(told.map(|money| money.written_in(None)).as_deref(), Some("5.00"));
        assert!(fields.either(["unit_price", "price"], Fields::money).is_err());
    }
}
