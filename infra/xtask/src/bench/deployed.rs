//! The functions as they are deployed, run one process at a time against a local stack whose own functions rest.

use std::{collections::HashMap, path::PathBuf, process::Command, time::Duration};

use anyhow::Context;
use journeys::{Delivery, http::Http};
use serde_json::{Value, json};

use super::{
    processors::Processors,
    runtime_api::{self, Run},
};
use crate::{
    command,
    paths::Paths,
    stack::{self, Stack},
    test::cargo,
};

/// A function that does nothing.
pub(super) const HELLO: &str = "hello";

/// The functions, by their binaries.
pub(super) const FUNCTIONS: [&str; 11] = [
    "webhook-intake",
    "flow-evaluation",
    "delayed-send",
    "quiet-hours",
    "message-status",
    "link-redirect",
    "tally",
    "audience",
    "upkeep",
    "dead-letters",
    "console",
];

/// How long the emulator may take for a call.
const PATIENCE: Duration = Duration::from_secs(30);

/// The functions of a stack.
pub(super) struct Deployed {
    binaries: PathBuf,
    clock: PathBuf,
    meter_url: String,
    sms_simulator_url: String,
    emulator: Http,
    environments: HashMap<String, Value>,
    processors: Processors,
}

/// Builds them with the profile `release`.
pub(super) fn build(paths: &Paths) -> anyhow::Result<()> {
    let binaries = FUNCTIONS.iter().flat_map(|function| ["--bin", function]);
    command::run(cargo(paths).args(["build", "--quiet", "--release", "--workspace"]).args(binaries))?;
    // By itself, so that it has the features that it asks for and no others.
    command::run(cargo(paths).args(["build", "--quiet", "--release", "--package", HELLO]))
}

impl Deployed {
    /// Those of a stack, which was started when the processors were parted.
    pub(super) fn on(paths: &Paths, stack: &Stack, processors: Processors) -> anyhow::Result<Self> {
        let emulator = Http::new(&stack.aws_endpoint_url, PATIENCE);
        let listed = emulator.get("/2015-03-31/functions/")?.success()?;
        let listed = listed.get("Functions").and_then(Value::as_array).context("no functions")?;
        let environment = |function: &Value| {
            let name = function.get("FunctionName")?.as_str()?.strip_prefix("rechime-local-")?;
            Some((name.to_owned(), function.pointer("/Environment/Variables")?.clone()))
        };
        Ok(Self {
            binaries: paths.released(),
            clock: stack::clock_file(paths),
            meter_url: stack.meter_url.clone(),
            sms_simulator_url: stack.sms_simulator_url.clone(),
            emulator,
            environments: listed.iter().filter_map(environment).collect(),
            processors,
        })
    }

    /// The program of a function.
    pub(super) fn program(&self, function: &str) -> PathBuf {
        self.binaries.join(function)
    }

    /// Hands events to a command that starts a function.
    pub(super) fn run(&self, function: &str, command: &mut Command, events: &[Value]) -> anyhow::Result<Run> {
        self.prepare(function, command);
        runtime_api::run(command, events, &self.processors)
            .with_context(|| format!("{function} cannot be measured"))
    }

    /// Sets the environment that a function has in the stack.
    fn prepare(&self, function: &str, command: &mut Command) {
        let variables = self.environments.get(function).and_then(Value::as_object).into_iter().flatten();
        command
            .env_clear()
            .envs(variables.filter_map(|(name, value)| Some((name, value.as_str()?))))
            .envs([
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
            ])
            .envs([("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"), ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")])
            .env("AWS_LAMBDA_FUNCTION_NAME", format!("rechime-local-{function}"))
            .env("AWS_ENDPOINT_URL", &self.meter_url)
            .env("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", &self.sms_simulator_url)
            .env("RECHIME_LOCAL_CLOCK", &self.clock);
    }

    /// Takes up to ten messages of a queue, which a function's environment names.
    pub(super) fn take(&self, function: &str, queue: &str) -> anyhow::Result<Vec<Value>> {
        let url = self.environments.get(function).and_then(|variables| variables.get(queue));
        let url = url.with_context(|| format!("{function} does not know {queue}"))?;
        let messages = self.sqs("ReceiveMessage", &json!({ "QueueUrl": url, "MaxNumberOfMessages": 10 }))?;
        let messages = messages.get("Messages").and_then(Value::as_array).cloned().unwrap_or_default();
        for message in &messages {
            self.sqs(
                "DeleteMessage",
                &json!({ "QueueUrl": url, "ReceiptHandle": message.get("ReceiptHandle") }),
            )?;
        }
        Ok(messages)
    }

    fn sqs(&self, action: &str, input: &Value) -> anyhow::Result<Value> {
        let emulator = self.emulator.clone().with_header("x-amz-target", format!("AmazonSQS.{action}"));
        emulator.post("/", input)?.success()
    }
}

/// A batch of a queue, as Lambda hands it on.
pub(super) fn batch(messages: &[Value]) -> Value {
    let record = |message: &Value| {
        json!({
            "messageId": message.get("MessageId"),
            "receiptHandle": "handle",
            "body": message.get("Body"),
            "attributes": { "ApproximateReceiveCount": "1", "SentTimestamp": "1", "SenderId": "sender",
                "ApproximateFirstReceiveTimestamp": "1" },
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:queue",
            "awsRegion": "us-east-1",
        })
    };
    json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
}

/// A webhook, as the HTTP API hands it on.
pub(super) fn webhook(delivery: &Delivery) -> anyhow::Result<Value> {
    let (_, path) = delivery.url.split_once("//").context("an address")?;
    let (_, path) = path.split_once('/').context("a path")?;
    let headers = delivery.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
    Ok(request("POST", &format!("/{path}"), &headers.collect(), std::str::from_utf8(&delivery.body)?))
}

/// A request, as the HTTP API hands it on.
pub(super) fn request(
    method: &str,
    path: &str,
    headers: &serde_json::Map<String, Value>,
    body: &str,
) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000", "apiId": "api", "domainName": "localhost", "domainPrefix": "api",
            "requestId": "request", "routeKey": "$default", "stage": "$default", "time": "26/Nov/2026:14:00:00 +0000",
            "timeEpoch": 1_795_701_600_000_i64,
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "bench" },
        },
        "body": body,
        "isBase64Encoded": false,
    })
}
