//! How full the queues are, and what lies in them, asked of the emulator in the protocols of SQS and Lambda.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value, json};

use crate::{Person, activity, http::Http, stack::Stack, wait};

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
    lambda: Http,
    console: Http,
    /// In the order in which a message passes them.
    working: [String; 9],
    dead: [String; 6],
}

impl Queues {
    pub(crate) fn of(stack: &Stack, console: Http) -> anyhow::Result<Self> {
        let patience = Duration::from_secs(30);
        let sqs = stack.aws("sqs", "application/x-amz-json-1.0", patience);
        let lambda = stack.aws("lambda", "application/json", patience);
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
        Ok(Self { sqs, lambda, console, working, dead })
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

    /// Lets the sends queue keep its texts, or hands them over to their function again: an operator may disable the event
    /// source of a function.
    pub fn hand_over_sends(&self, enabled: bool) -> anyhow::Result<()> {
        let attributes = self.attributes(self.sends())?;
        let arn = attributes.get("QueueArn").and_then(Value::as_str).context("no ARN")?;
        let path = "/2015-03-31/event-source-mappings";
        let listed = self.lambda.get(&format!("{path}?EventSourceArn={arn}"))?.success()?;
        let sources = listed.get("EventSourceMappings").and_then(Value::as_array).context("no list")?;
        let of_sends =
            sources.iter().filter(|source| source.get("EventSourceArn") == attributes.get("QueueArn"));
        let ids: Vec<_> = of_sends.filter_map(|source| source.get("UUID")?.as_str()).collect();
        let [id] = ids.as_slice() else { bail!("{} functions read {arn}", ids.len()) };
        self.lambda.put(&format!("{path}/{id}"), &json!({ "Enabled": enabled }))?.success().map(drop)
    }

    /// Waits for the text to a person on the sends queue, which keeps its texts, and takes it out.
    pub fn take_send(&self, person: &Person) -> anyhow::Result<Value> {
        let url = self.sends();
        wait::until(&format!("a text to {} is queued", person.phone), activity::PATIENCE, || {
            let received = call(&self.sqs, "ReceiveMessage", &json!({ "QueueUrl": url }))?;
            let Some(message) = received.pointer("/Messages/0") else { return Ok(None) };
            let body = message.get("Body").and_then(Value::as_str).context("no body")?;
            ensure!(body.contains(&person.phone), "another's text is on the queue: {body}");
            let taken = json!({ "QueueUrl": url, "ReceiptHandle": message.get("ReceiptHandle") });
            call(&self.sqs, "DeleteMessage", &taken)?;
            Ok(Some(serde_json::from_str(body)?))
        })
    }

    fn sends(&self) -> &str {
        let [.., sends] = &self.working;
        sends
    }

    /// Waiting, delayed or in hand.
    fn depth(&self, url: &str) -> anyhow::Result<u64> {
        let attributes = self.attributes(url)?;
        let counts = attributes.iter().filter(|(name, _)| name.starts_with("ApproximateNumberOf"));
        Ok(counts.filter_map(|(_, count)| count.as_str()?.parse::<u64>().ok()).sum())
    }

    fn attributes(&self, url: &str) -> anyhow::Result<Map<String, Value>> {
        let question = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
        let answer = call(&self.sqs, "GetQueueAttributes", &question)?;
        answer.get("Attributes").and_then(Value::as_object).cloned().context("no attributes")
    }
}

fn call(sqs: &Http, operation: &str, question: &Value) -> anyhow::Result<Value> {
    let targeted = sqs.clone().with_header("x-amz-target", format!("AmazonSQS.{operation}"));
    targeted.post("/", question)?.success()
}
