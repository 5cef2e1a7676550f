//! The fields of one JSON object, each read liberally and named in full when it cannot be.

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::{PayloadError, scalar, scalar::Money, time};

/// One object of a payload and where it stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

/// What reading a field gives: `None` where it is absent, null or blank.
pub(crate) type Read<T> = Result<Option<T>, PayloadError>;

impl<'a> Fields<'a> {
    pub(crate) fn new(path: impl Into<String>, map: &'a Map<String, Value>) -> Self {
        Self { path: path.into(), map }
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
        let path = self.path_of(name);
        self.read(name, "an object", |value| Some(Self::new(path, value.as_object()?)))
    }

    /// The objects of a list; none where the list is absent.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Self>, PayloadError> {
        let path = self.path_of(name);
        let read = |value: &'a Value| {
            let element = |(place, value): (usize, &'a Value)| {
                Some(Self::new(format!("{path}[{place}]"), value.as_object()?))
            };
            value.as_array()?.iter().enumerate().map(element).collect()
        };
        Ok(self.read(name, "a list of objects", read)?.unwrap_or_default())
    }

    /// A list of words; none where the list is absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, PayloadError> {
        let read = |value: &Value| value.as_array()?.iter().map(scalar::text).collect();
        Ok(self.read(name, "a list of texts", read)?.unwrap_or_default())
    }

    /// The first of several names that has a value: the versions name the same thing differently.
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
    pub(crate) fn external(&self, name: &str, flat: &str) -> Read<String> {
        match self.object(name)?.map(|external| external.text("ecommerce")).transpose()?.flatten() {
            None => self.text(flat),
            found => Ok(found),
        }
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &'static str,
        parse: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Read<T> {
        let Some(value) = self.map.get(name).filter(|value| !is_blank(value)) else { return Ok(None) };
        let malformed = || PayloadError::Malformed { field: self.path_of(name), expected };
        parse(value).ok_or_else(malformed).map(Some)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// Null, an empty text, and an empty list, which Recharge writes for an empty object as well.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unreadable_field_is_named_in_full_and_a_blank_one_is_absent() {
        let value =
            json!({"items": [{}, {"price": "cheap"}], "phone": " ", "address": [], "x": {"ecommerce": 7}});
        let fields = Fields::new("charge", value.as_object().unwrap());
        let items = fields.list("items").unwrap();
        let expected =
            PayloadError::Malformed { field: "charge.items[1].price".to_owned(), expected: "an amount" };
        assert_eq!(items[1].money("price"), Err(expected));
        assert_eq!(fields.text("phone"), Ok(None));
        assert!(fields.object("address").unwrap().is_none());
        assert_eq!(fields.external("x", "y"), Ok(Some("7".to_owned())));
        let missing = PayloadError::Missing { field: "charge.id".to_owned() };
        assert_eq!(fields.needed("id", Fields::id), Err(missing));
    }
}
