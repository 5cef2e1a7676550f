//! What the installation has written down: the rows of its tables and the lines of its logs, asked of the emulator in AWS's
//! own protocols.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value, json};

use crate::{http::Http, stack::Stack};

/// The tables and logs of the stack.
#[derive(Debug)]
pub struct Records {
    dynamodb: Http,
    logs: Http,
}

impl Records {
    pub(crate) fn of(stack: &Stack) -> Self {
        let client = |service: &str, version: &str| {
            let scope = format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
            Http::new(&stack.aws_endpoint_url, Duration::from_mins(1))
                .with_header("authorization", scope)
                .with_header("content-type", format!("application/x-amz-json-{version}"))
        };
        Self { dynamodb: client("dynamodb", "1.0"), logs: client("logs", "1.1") }
    }

    /// Each row of every table, as text.
    pub fn rows(&self) -> anyhow::Result<Vec<String>> {
        let tables = call(&self.dynamodb, "DynamoDB_20120810.ListTables", &json!({}))?;
        let names = tables.get("TableNames").and_then(Value::as_array).context("no tables")?;
        let mut rows = Vec::new();
        for name in names {
            let mut start = Value::Null;
            loop {
                let mut question = json!({ "TableName": name, "ConsistentRead": true });
                if let Some(fields) = question.as_object_mut().filter(|_| !start.is_null()) {
                    fields.insert("ExclusiveStartKey".to_owned(), start.clone());
                }
                let page = call(&self.dynamodb, "DynamoDB_20120810.Scan", &question)?;
                let items = page.get("Items").and_then(Value::as_array).into_iter().flatten();
                rows.extend(items.map(ToString::to_string));
                start = page.get("LastEvaluatedKey").cloned().unwrap_or_default();
                if start.is_null() {
                    break;
                }
            }
        }
        Ok(rows)
    }

    /// Takes the message of a hold for a phone out of the table, as the release of its minute does, and gives it as a queue
    /// would carry it.
    pub fn take_held(&self, phone: &str) -> anyhow::Result<Value> {
        let holds = self.rows()?.into_iter().filter(|row| row.contains(r#""HOLD#"#) && row.contains(phone));
        let rows: Vec<Value> = holds.map(|row| serde_json::from_str(&row)).collect::<Result<_, _>>()?;
        let [row] = rows.as_slice() else { bail!("{} holds are for {phone}", rows.len()) };
        let tables = call(&self.dynamodb, "DynamoDB_20120810.ListTables", &json!({}))?;
        let table = tables.pointer("/TableNames/0").context("no table")?;
        let key = json!({ "pk": row.get("pk"), "sk": row.get("sk") });
        call(&self.dynamodb, "DynamoDB_20120810.DeleteItem", &json!({ "TableName": table, "Key": key }))?;
        let Value::Object(mut message) = plain(&json!({ "M": row })) else { bail!("{row} is no row") };
        let sk = message.remove("sk");
        let (store, id) =
            sk.as_ref().and_then(Value::as_str).and_then(|sk| sk.split_once('#')).context("no key")?;
        message.extend([("store".to_owned(), store.into()), ("id".to_owned(), id.into())]);
        message.retain(|name, _| name != "pk" && name != "expires_at");
        Ok(Value::Object(message))
    }

    /// Each line that the functions logged.
    pub fn log_lines(&self) -> anyhow::Result<Vec<String>> {
        let group = "/rechime/local/functions";
        let (mut lines, mut token) = (Vec::new(), Value::Null);
        loop {
            let mut question = json!({ "logGroupName": group });
            if let Some(fields) = question.as_object_mut().filter(|_| !token.is_null()) {
                fields.insert("nextToken".to_owned(), token.clone());
            }
            let page = call(&self.logs, "Logs_20140328.FilterLogEvents", &question)?;
            let events = page.get("events").and_then(Value::as_array).into_iter().flatten();
            lines.extend(events.filter_map(|event| event.get("message")?.as_str().map(str::to_owned)));
            let next = page.get("nextToken").cloned().unwrap_or_default();
            if next.is_null() || next == token {
                return Ok(lines);
            }
            token = next;
        }
    }

    /// Fails where a row or a line of the log has one of these words.
    pub fn ensure_nothing_tells_of(&self, words: &[&str]) -> anyhow::Result<()> {
        for text in self.rows()?.iter().chain(&self.log_lines()?) {
            let told = words.iter().find(|word| text.contains(**word));
            ensure!(told.is_none(), "{told:?} is in {text}");
        }
        Ok(())
    }
}

/// A value without `DynamoDB`'s names of its types.
fn plain(typed: &Value) -> Value {
    let Some((kind, value)) = typed.as_object().and_then(|typed| typed.iter().next()) else {
        return Value::Null;
    };
    match (kind.as_str(), value) {
        ("M", Value::Object(fields)) => {
            fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>().into()
        }
        ("L", Value::Array(values)) => values.iter().map(plain).collect(),
        ("N", Value::String(number)) => serde_json::from_str(number).unwrap_or_default(),
        ("NULL", _) => Value::Null,
        (_, value) => value.clone(),
    }
}

fn call(client: &Http, target: &str, question: &Value) -> anyhow::Result<Value> {
    client.clone().with_header("x-amz-target", target).post("/", question)?.success()
}
