//! Which parts of the table a write touches: what the permissions of a function name by `dynamodb:LeadingKeys`.

use std::collections::BTreeSet;

use serde_json::Value;

/// The writes of a request, each as its action and the pattern of its partition key: `PutItem STORE#*#PERSON#*`.
pub(crate) fn writes(operation: &str, request: &Value) -> BTreeSet<String> {
    let action = operation.strip_prefix("DynamoDB.").unwrap_or_default();
    match action {
        "PutItem" | "UpdateItem" | "DeleteItem" => write(action, request).into_iter().collect(),
        "BatchWriteItem" => requests(request).filter_map(|(kind, part)| batched(kind, part)).collect(),
        "TransactWriteItems" => parts(request).filter_map(|(kind, part)| transacted(kind, part)).collect(),
        _ => BTreeSet::new(),
    }
}

/// `Put`, `Update`, `Delete` or `ConditionCheck`, which has that name as an action, too.
fn transacted(kind: &str, part: &Value) -> Option<String> {
    let action =
        if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") };
    write(&action, part)
}

/// A batch needs its own action, whatever is in it.
fn batched(kind: &str, part: &Value) -> Option<String> {
    matches!(kind, "PutRequest" | "DeleteRequest").then(|| write("BatchWriteItem", part)).flatten()
}

fn write(action: &str, part: &Value) -> Option<String> {
    let item = part.get("Key").or_else(|| part.get("Item"))?;
    let key = item.get("pk")?.get("S")?.as_str()?;
    Some(format!("{action} {}", pattern(key)))
}

/// What varies in a key is a star: names of kinds are in capital letters.
fn pattern(key: &str) -> String {
    let is_kind = |part: &str| part.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
    let parts: Vec<_> = key.split('#').map(|part| if is_kind(part) { part } else { "*" }).collect();
    parts.join("#")
}

fn parts(request: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let parts = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    parts.filter_map(Value::as_object).flatten().map(|(kind, part)| (kind.as_str(), part))
}

fn requests(request: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let tables = request.get("RequestItems").and_then(Value::as_object).into_iter().flatten();
    let parts = tables.filter_map(|(_, requests)| requests.as_array()).flatten().filter_map(Value::as_object);
    parts.flatten().map(|(kind, part)| (kind.as_str(), part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_write_of_a_request_names_its_part_of_the_table() {
        let key = |pk: &str| json!({ "Key": { "pk": { "S": pk }, "sk": { "S": "x" } } });
        let item = |pk: &str| json!({ "Item": { "pk": { "S": pk } } });
        let of = |operation, request| writes(operation, &request).into_iter().collect::<Vec<_>>();
        assert_eq!(of("DynamoDB.UpdateItem", key("STORE#demo#PERSON#abc")), ["UpdateItem STORE#*#PERSON#*"]);
        let parts =
            json!({ "TransactItems": [{ "Put": item("STORES") }, { "ConditionCheck": key("PHONE#+1212") }] });
        assert_eq!(
            of("DynamoDB.TransactWriteItems", parts),
            ["ConditionCheckItem PHONE#*", "PutItem STORES"]
        );
        let batch = json!({ "RequestItems": { "table": [{ "PutRequest": item("HOLD#7") }] } });
        assert_eq!(of("DynamoDB.BatchWriteItem", batch), ["BatchWriteItem HOLD#*"]);
        assert!(of("DynamoDB.GetItem", key("STORES")).is_empty());
    }
}
