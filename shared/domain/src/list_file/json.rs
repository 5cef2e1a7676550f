//! A list as JSON.

use serde_json::{Map, Value};

use super::{UnreadableList, csv::Record};

/// The fields that any of the objects has, and the objects as records. Null is a blank field.
pub(super) fn read(text: &[u8]) -> Result<(Vec<String>, Vec<Record>), UnreadableList> {
    let people: Vec<Map<String, Value>> = serde_json::from_slice(text).map_err(UnreadableList::Json)?;
    let mut names: Vec<String> = Vec::new();
    for name in people.iter().flat_map(Map::keys) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let fields =
        |person: &Map<String, Value>| names.iter().map(|name| plain_value(person.get(name))).collect();
    let records =
        (1..).zip(&people).map(|(line, person)| Record { line, fields: fields(person), is_utf8: true });
    let records = records.collect();
    Ok((names, records))
}

fn plain_value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
