//! The SMS simulator: the customers' phones, and a provider that can be told to fail.

use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Person, http::Http};

/// A text that reached the provider.
#[derive(Clone, Debug, Deserialize)]
pub struct Text {
    /// E.164.
    pub to: String,
    /// What it came from, if the request named that.
    pub from: Option<String>,
    /// What it says.
    pub body: String,
    /// When the provider took it, by the stack's clock.
    pub at: Timestamp,
    /// The provider's id of it.
    pub provider_message_id: String,
}

/// The provider.
#[derive(Debug)]
pub struct Sms(Http);

impl Sms {
    pub(crate) fn new(url: &str) -> Self {
        Self(Http::new(url, Duration::from_secs(30)))
    }

    /// Everything in the outbox.
    pub fn outbox(&self) -> anyhow::Result<Vec<Text>> {
        serde_json::from_value(self.0.get("/outbox")?.success()?).context("the outbox is no list of texts")
    }

    /// What a person got.
    pub fn texts_to(&self, person: &Person) -> anyhow::Result<Vec<Text>> {
        Ok(self.outbox()?.into_iter().filter(|text| text.to == person.phone).collect())
    }

    /// A person writes to the shop's number; gives the provider's id of what they wrote.
    pub fn reply(&self, person: &Person, body: &str) -> anyhow::Result<String> {
        let answer = self.0.post("/replies", &json!({ "from": person.phone, "body": body }))?.success()?;
        answer.get("id").and_then(Value::as_str).map(str::to_owned).context("no id")
    }

    /// The provider delivers what they wrote once more.
    pub fn reply_again(&self, person: &Person, body: &str, id: &str) -> anyhow::Result<()> {
        let again = json!({ "from": person.phone, "body": body, "id": id });
        self.0.post("/replies", &again)?.success().map(drop)
    }

    /// A person writes to one of the numbers that texted them, and not the last.
    pub fn reply_to(&self, person: &Person, number: &str, body: &str) -> anyhow::Result<()> {
        let reply = json!({ "from": person.phone, "to": number, "body": body });
        self.0.post("/replies", &reply)?.success().map(drop)
    }

    /// The owner of a Twilio account sets up a number.
    pub(crate) fn set_up_number(&self, number: &str, owned: &Value) -> anyhow::Result<()> {
        self.0.put(&format!("/_sim/twilio/numbers/{number}"), owned)?.success().map(drop)
    }

    /// The provider tells how far a text came: `DELIVERED`, `UNREACHABLE` and so on.
    pub fn receipt(&self, text: &Text, status: &str) -> anyhow::Result<()> {
        let receipt = json!({ "provider_message_id": text.provider_message_id, "status": status });
        self.0.post("/receipts", &receipt)?.success().map(drop)
    }

    /// Meets a person's next messages with these faults, one each: `throttle`, `fail` and so on, with the
    /// provider's code where one is given.
    pub fn trouble(&self, person: &Person, faults: &[(&str, Option<&str>)]) -> anyhow::Result<()> {
        let fault =
            |(kind, code): &(&str, Option<&str>)| json!({ "kind": kind, "code": code, "to": person.phone });
        self.set(&json!({ "next": faults.iter().map(fault).collect::<Vec<_>>() }))
    }

    /// Answers late from now on; messages are taken at once.
    pub fn answer_late(&self, milliseconds: u64) -> anyhow::Result<()> {
        self.set(&json!({ "latency_ms": milliseconds }))
    }

    /// Everything goes right again.
    pub fn mend(&self) -> anyhow::Result<()> {
        self.0.delete("/_sim/faults")?.success().map(drop)
    }

    fn set(&self, faults: &Value) -> anyhow::Result<()> {
        self.0.put("/_sim/faults", faults)?.success().map(drop)
    }
}
