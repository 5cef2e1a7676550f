//! The SNS topic to which AWS End User Messaging publishes, spoken to in SNS's query protocol.

use anyhow::{Context as _, ensure};
use serde_json::Value;

/// Signed for nobody: the emulator checks no signature, but routes by the service that one names.
const AUTHORIZATION: &str =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0";

/// A topic that somebody subscribed to.
#[derive(Clone, Debug)]
pub struct Topic {
    http: reqwest::Client,
    endpoint_url: String,
    arn: String,
}

impl Topic {
    /// The topic `arn`, at the emulator's address.
    pub fn new(endpoint_url: String, arn: String) -> anyhow::Result<Self> {
        let http = crate::http::client().no_proxy().build()?;
        Ok(Self { http, endpoint_url, arn })
    }

    /// Publishes a message, which the topic hands to its subscribers.
    pub(crate) async fn publish(&self, message: &Value) -> anyhow::Result<()> {
        let message = message.to_string();
        let form = [
            ("Action", "Publish"),
            ("Version", "2010-03-31"),
            ("TopicArn", self.arn.as_str()),
            ("Message", message.as_str()),
        ];
        let request = self.http.post(&self.endpoint_url).header("authorization", AUTHORIZATION).form(&form);
        let answer = request.send().await.context("SNS is out of reach")?;
        ensure!(answer.status().is_success(), "SNS answered {}: {}", answer.status(), answer.text().await?);
        Ok(())
    }
}
