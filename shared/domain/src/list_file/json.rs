//! A list as JSON.

use serde_json::{Map, Value};

use super::{
    UnreadableList,
    columns::{Columns, ensure_not_too_many},
    csv::Record,
    mapping::Mapping,
};

type Person = Map<String, Value>;

/// The fields that any of the objects has as columns, and the objects as records. Null is a blank field.
pub(super) fn read(text: &[u8], mapping: &Mapping) -> Result<(Columns, Vec<Record>), UnreadableList> {
    let people: Vec<Person> = serde_json::from_slice(text).map_err(UnreadableList::Json)?;
    let names = names(&people)?;
    let columns = Columns::read(&names, mapping)?;
    // Each record has a field for each column, so that unknown ones are refused before there are records.
    if let Some(unknown) = columns.unused() {
        return Err(UnreadableList::UnknownField(unknown.to_owned()));
    }
    let fields = |person: &Person| names.iter().map(|name| plain_value(person.get(name))).collect();
    let records =
        (1..).zip(&people).map(|(line, person)| Record { line, fields: fields(person), is_utf8: true });
    Ok((columns, records.collect()))
}

fn names(people: &[Person]) -> Result<Vec<String>, UnreadableList> {
    let mut names: Vec<String> = Vec::new();
    for name in people.iter().flat_map(Map::keys) {
        if !names.contains(name) {
            names.push(name.clone());
            ensure_not_too_many(&names)?;
        }
    }
    Ok(names)
}

fn plain_value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
