//! How full the queues are, asked of the emulator in SQS's own protocol.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::{http::Http, stack::Stack, wait};

/// A process that was killed leaves its messages invisible for a minute, and what it began may need another.
const PATIENCE: Duration = Duration::from_mins(5);

/// A dead-letter queue, by the queue whose messages it gets.
#[derive(Clone, Copy, Debug)]
pub enum Dead {
    /// That of events.
    Events,
    /// That of texts.
    Sends,
    /// That of replies.
    Replies,
}

/// The queues of the stack.
#[derive(Debug)]
pub struct Queues {
    sqs: Http,
    console: Http,
    /// In the order in which a message passes them.
    working: [String; 9],
    dead: [String; 6],
}

impl Queues {
    pub(crate) fn of(stack: &Stack, console: Http) -> anyhow::Result<Self> {
        let scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request";
        let sqs = Http::new(&stack.aws_endpoint_url, Duration::from_secs(30))
            .with_header("authorization", scope)
            .with_header("content-type", "application/x-amz-json-1.0");
        let queues = call(&sqs, "ListQueues", &json!({}))?;
        let named = |name: &str| {
            let urls = queues.get("QueueUrls").and_then(Value::as_array).into_iter().flatten();
            let found = urls.filter_map(Value::as_str).find(|url| url.contains(name)).map(str::to_owned);
            found.with_context(|| format!("there is no {name} among {queues}"))
        };
        let working = [
            named("CheckupsQueue")?,
            named("AudienceQueue")?,
            named("ClicksQueue")?,
            named("RepliesQueue")?,
            named("FeedbackQueue")?,
            named("EventsQueue")?,
            named("ReleasesQueue")?,
            named("BulkQueue")?,
            named("SendsQueue")?,
        ];
        let dead = [
            &stack.events_dlq_url,
            &stack.sends_dlq_url,
            &stack.replies_dlq_url,
            &stack.feedback_dlq_url,
            &stack.clicks_dlq_url,
            &stack.audience_dlq_url,
        ]
        .map(String::clone);
        Ok(Self { sqs, console, working, dead })
    }

    /// Waits until nothing is on its way any more.
    pub fn settle(&self) -> anyhow::Result<()> {
        wait::until("the queues are not empty", PATIENCE, || {
            for url in &self.working {
                if self.depth(url)? > 0 {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
    }

    /// Fails where a message was given up, whether it still is in its dead-letter queue or parked by now.
    pub fn ensure_nothing_is_dead(&self) -> anyhow::Result<()> {
        for url in &self.dead {
            let depth = self.depth(url)?;
            ensure!(depth == 0, "{depth} messages are in {url}");
        }
        let stores = self.console.get("/api/v1/stores")?.success()?;
        let stores = stores.get("stores").and_then(Value::as_array).context("no list of stores")?;
        let ids = stores.iter().filter_map(|store| store.get("id")?.as_str());
        for place in ids.map(|id| format!("/stores/{id}")).chain([String::new()]) {
            let page = self.console.get(&format!("/api/v1{place}/stuck"))?.success()?;
            let stuck = page.get("stuck").and_then(Value::as_array).context("no list of what is stuck")?;
            ensure!(stuck.is_empty(), "stuck in {place}: {stuck:?}");
        }
        Ok(())
    }

    /// Gives up a message: puts it where its queue would after many attempts.
    pub fn give_up(&self, queue: Dead, message: &Value) -> anyhow::Result<()> {
        let [events, sends, replies, ..] = &self.dead;
        let url = match queue {
            Dead::Events => events,
            Dead::Sends => sends,
            Dead::Replies => replies,
        };
        let question = json!({ "QueueUrl": url, "MessageBody": message.to_string() });
        call(&self.sqs, "SendMessage", &question).map(drop)
    }

    /// Waiting, delayed or in hand.
    fn depth(&self, url: &str) -> anyhow::Result<u64> {
        let question = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
        let answer = call(&self.sqs, "GetQueueAttributes", &question)?;
        let attributes = answer.get("Attributes").and_then(Value::as_object).context("no attributes")?;
        let counts = attributes.iter().filter(|(name, _)| name.starts_with("ApproximateNumberOf"));
        Ok(counts.filter_map(|(_, count)| count.as_str()?.parse::<u64>().ok()).sum())
    }
}

fn call(sqs: &Http, operation: &str, question: &Value) -> anyhow::Result<Value> {
    let targeted = sqs.clone().with_header("x-amz-target", format!("AmazonSQS.{operation}"));
    targeted.post("/", question)?.success()
}
