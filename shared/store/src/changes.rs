//! What an update does, and on what condition: the expressions DynamoDB wants, from names and values.

use std::collections::HashMap;

use serde_dynamo::AttributeValue;

use crate::item::Item;

/// An update. The attribute `name` is `#name` in expressions and its new value `:name`, so that reserved words
/// do not matter.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    delete: Vec<String>,
    pub(crate) condition: Option<String>,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: Item,
}

impl Changes {
    /// Gives an attribute a value.
    pub(crate) fn set(self, name: &str, value: AttributeValue) -> Self {
        self.set_to(name, &format!(":{name}")).value(name, value)
    }

    /// Gives an attribute the value of an expression.
    pub(crate) fn set_to(mut self, name: &str, expression: &str) -> Self {
        self.set.push(format!("#{name} = {expression}"));
        self.name(name)
    }

    /// Gives an entry of a map a value. The map must be there; the entry is named by letters and digits.
    pub(crate) fn set_in(mut self, map: &str, entry: &str, value: AttributeValue) -> Self {
        let place = entry_of(map, entry);
        self.set.push(format!("#{map}.#{place} = :{place}"));
        self.names.insert(format!("#{place}"), entry.to_owned());
        self.name(map).value(&place, value)
    }

    /// Takes an entry of a map away. The map must be there.
    pub(crate) fn remove_in(mut self, map: &str, entry: &str) -> Self {
        let place = entry_of(map, entry);
        self.remove.push(format!("#{map}.#{place}"));
        self.names.insert(format!("#{place}"), entry.to_owned());
        self.name(map)
    }

    /// Takes elements out of a set of texts. Those that are not in it do no harm.
    pub(crate) fn delete_from_set(mut self, name: &str, elements: Vec<String>) -> Self {
        self.delete.push(format!("#{name} :gone_{name}"));
        self.name(name).value(&format!("gone_{name}"), AttributeValue::Ss(elements))
    }

    /// Takes an attribute away.
    pub(crate) fn remove(mut self, name: &str) -> Self {
        self.remove.push(format!("#{name}"));
        self.name(name)
    }

    /// Adds an element to a set of texts, which is made where there is none.
    pub(crate) fn add_to_set(mut self, name: &str, element: impl Into<String>) -> Self {
        self.add.push(format!("#{name} :{name}"));
        self.name(name).value(name, AttributeValue::Ss(vec![element.into()]))
    }

    /// Adds to a number, which begins with 0.
    pub(crate) fn add_number(mut self, name: &str, number: AttributeValue) -> Self {
        self.add.push(format!("#{name} :{name}"));
        self.name(name).value(name, number)
    }

    /// The same, to an attribute whose name expressions cannot have; in them it is called `place`.
    pub(crate) fn add_number_as(mut self, place: &str, name: &str, number: AttributeValue) -> Self {
        self.add.push(format!("#{place} :{place}"));
        self.names.insert(format!("#{place}"), name.to_owned());
        self.value(place, number)
    }

    /// Gives an attribute a value, or takes it away.
    pub(crate) fn replace(self, name: &str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self.remove(name),
        }
    }

    /// Makes all of it depend on a condition, besides any other that it depends on.
    pub(crate) fn only_if(mut self, condition: impl Into<String>) -> Self {
        let condition = condition.into();
        self.condition = Some(match self.condition {
            Some(other) => format!("({other}) AND ({condition})"),
            None => condition,
        });
        self
    }

    /// A name that an expression uses.
    pub(crate) fn name(mut self, name: &str) -> Self {
        self.names.insert(format!("#{name}"), name.to_owned());
        self
    }

    /// A value that an expression uses.
    pub(crate) fn value(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(format!(":{name}"), value);
        self
    }

    /// The update expression.
    pub(crate) fn expression(&self) -> String {
        let clause = |verb: &str, parts: &[String]| match parts {
            [] => String::new(),
            parts => format!("{verb} {} ", parts.join(", ")),
        };
        clause("SET", &self.set)
            + &clause("REMOVE", &self.remove)
            + &clause("ADD", &self.add)
            + &clause("DELETE", &self.delete)
    }
}

/// The placeholder of a map's entry.
fn entry_of(map: &str, entry: &str) -> String {
    format!("{map}_{entry}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::string;

    #[test]
    fn names_and_values_are_placeholders() {
        let changes =
            Changes::default().set("state", string("due")).replace("at", None).only_if("#state = :old");
        assert_eq!(changes.expression(), "SET #state = :state REMOVE #at ");
        assert_eq!(
            changes.names,
            HashMap::from(["state", "at"].map(|name| (format!("#{name}"), name.to_owned())))
        );
        assert_eq!(changes.values, Item::from([(":state".to_owned(), string("due"))]));
    }

    #[test]
    fn entries_of_maps_and_elements_of_sets_come_and_go() {
        let changes = Changes::default()
            .set_in("got", "ab", string("x"))
            .remove_in("got", "c")
            .delete_from_set("clicked", vec!["c".to_owned()]);
        assert_eq!(
            changes.expression(),
            "SET #got.#got_ab = :got_ab REMOVE #got.#got_c DELETE #clicked :gone_clicked "
        );
    }
}
