//! How large DynamoDB takes an item to be:
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>.

use serde_json::{Map, Value};

/// What a list or a map costs beside its content, in bytes.
const COLLECTION: usize = 3;

/// An item, `{name: {type: value}}`, in bytes.
pub(crate) fn item(item: &Value) -> usize {
    item.as_object().map_or(0, attributes)
}

fn attributes(attributes: &Map<String, Value>) -> usize {
    attributes.iter().map(|(name, value)| name.len() + attribute(value)).sum()
}

fn attribute(typed: &Value) -> usize {
    let Some((kind, value)) = typed.as_object().and_then(|typed| typed.iter().next()) else { return 0 };
    match (kind.as_str(), value) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(number)) => self::number(number),
        ("B", Value::String(base64)) => base64.len() / 4 * 3,
        ("M", Value::Object(fields)) => COLLECTION + fields.len() + attributes(fields),
        ("L", Value::Array(elements)) => {
            COLLECTION + elements.iter().map(|element| 1 + attribute(element)).sum::<usize>()
        }
        ("SS" | "NS" | "BS", Value::Array(elements)) => {
            elements.iter().filter_map(Value::as_str).map(str::len).sum()
        }
        _ => 1,
    }
}

/// About one byte for two digits, and one more.
fn number(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count().div_ceil(2) + 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_values_count() {
        assert_eq!(item(&json!({ "pk": { "S": "store#1" } })), 2 + 7);
        assert_eq!(item(&json!({ "n": { "N": "1234" }, "on": { "BOOL": true } })), 1 + 3 + 2 + 1);
        assert_eq!(item(&json!({ "m": { "M": { "a": { "S": "bc" } } } })), 1 + 3 + 1 + 3);
        assert_eq!(item(&Value::Null), 0);
    }
}
