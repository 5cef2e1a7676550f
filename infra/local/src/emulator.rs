//! The clock's requests to the emulator: schedules, invocations, and how full a queue is.

use anyhow::{Context, bail};
use reqwest::{Method, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A client of the emulator. The emulator checks no signature, but routes by the service that the signature names.
pub(crate) struct Emulator {
    client: reqwest::Client,
    url: String,
}

/// A schedule in the list: its name, and when it was last changed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Listed {
    pub(crate) name: String,
    last_modification_date: f64,
}

impl Listed {
    /// Differs from the revision of a later schedule with the same name.
    pub(crate) fn revision(&self) -> String {
        format!("{}@{}", self.name, self.last_modification_date)
    }
}

/// The parts of a schedule that fire it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Definition {
    pub(crate) schedule_expression: String,
    pub(crate) schedule_expression_timezone: String,
    pub(crate) action_after_completion: String,
    pub(crate) target: Target,
}

/// The function that a schedule wakes, and its input.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Target {
    pub(crate) arn: String,
    #[serde(default)]
    pub(crate) input: String,
}

impl Emulator {
    pub(crate) fn new(url: &str) -> anyhow::Result<Self> {
        Ok(Self { client: crate::http::client().build()?, url: url.to_owned() })
    }

    /// Every schedule of the group, in one page: the emulator has no second one.
    pub(crate) async fn schedules(&self, group: &str) -> anyhow::Result<Vec<Listed>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct ScheduleList {
            schedules: Vec<Listed>,
        }
        let query = [("ScheduleGroup", group), ("MaxResults", "1000000")];
        let page: ScheduleList =
            read(self.request("scheduler", Method::GET, "/schedules").query(&query)).await?;
        Ok(page.schedules)
    }

    /// One schedule; `None` if it is gone.
    pub(crate) async fn schedule(&self, group: &str, name: &str) -> anyhow::Result<Option<Definition>> {
        let request = self.request("scheduler", Method::GET, &format!("/schedules/{name}"));
        let response = request.query(&[("groupName", group)]).send().await?;
        if response.status() == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(response.error_for_status()?.json().await?))
    }

    pub(crate) async fn delete_schedule(&self, group: &str, name: &str) -> anyhow::Result<()> {
        let request = self.request("scheduler", Method::DELETE, &format!("/schedules/{name}"));
        request.query(&[("groupName", group)]).send().await?;
        Ok(())
    }

    /// Invokes a function and waits for it. An error of the function is an error.
    pub(crate) async fn invoke(&self, function: &str, input: &str) -> anyhow::Result<()> {
        let path = format!("/2015-03-31/functions/{function}/invocations");
        let response = self.request("lambda", Method::POST, &path).body(input.to_owned()).send().await?;
        let failed =
            response.headers().contains_key("x-amz-function-error") || !response.status().is_success();
        if failed {
            bail!("{function} failed: {}", response.text().await?);
        }
        Ok(())
    }

    /// How many messages the queue holds: waiting, delayed or in hand.
    pub(crate) async fn queue_depth(&self, queue_url: &str) -> anyhow::Result<u64> {
        self.count(queue_url, |name| name.starts_with("ApproximateNumberOf")).await
    }

    /// How many messages wait in the queue.
    pub(crate) async fn visible(&self, queue_url: &str) -> anyhow::Result<u64> {
        self.count(queue_url, |name| name == "ApproximateNumberOfMessages").await
    }

    async fn count(&self, queue_url: &str, counts: impl Fn(&str) -> bool) -> anyhow::Result<u64> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            attributes: std::collections::HashMap<String, Value>,
        }
        let body = json!({ "QueueUrl": queue_url, "AttributeNames": ["All"] });
        let request =
            self.request("sqs", Method::POST, "/").header("x-amz-target", "AmazonSQS.GetQueueAttributes");
        let answer: Answer = read(request.body(body.to_string())).await?;
        let counts = answer.attributes.iter().filter(|(name, _)| counts(name));
        Ok(counts.filter_map(|(_, count)| count.as_str()?.parse::<u64>().ok()).sum())
    }

    fn request(&self, service: &str, method: Method, path: &str) -> RequestBuilder {
        let scope = format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.header("authorization", scope).header("content-type", "application/x-amz-json-1.0")
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> anyhow::Result<T> {
    let response: Response = request.send().await?.error_for_status()?;
    let url = response.url().clone();
    response.json().await.with_context(|| format!("unexpected answer from {url}"))
}
