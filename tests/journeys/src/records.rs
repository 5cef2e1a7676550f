//! What the installation has written down: the rows of its tables and the lines of its logs, asked of the emulator in AWS's
//! own protocols.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::{http::Http, stack::Stack};

/// The tables and logs of the stack.
#[derive(Debug)]
pub struct Records {
    dynamodb: Http,
    logs: Http,
}

impl Records {
    pub(crate) fn of(stack: &Stack) -> Self {
        let client = |service, version| {
            stack.aws(service, &format!("application/x-amz-json-{version}"), Duration::from_mins(1))
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

fn call(client: &Http, target: &str, question: &Value) -> anyhow::Result<Value> {
    client.clone().with_header("x-amz-target", target).post("/", question)?.success()
}
