//! What the console tells of a shop's messages.

use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::{Person, shop::Shop, sms::Text, wait};

/// How long a webhook may take to show its effect on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A message in the activity.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// The message's id.
    pub id: String,
    /// Its flow's key.
    pub flow: String,
    /// Which of the flow's messages, counted from 0.
    pub step: u8,
    /// Masked.
    pub phone: Option<String>,
    /// `held`, `accepted`, `skipped` and so on.
    pub state: String,
    /// What was sent.
    pub body: Option<String>,
    /// As how many SMS parts.
    pub segments: Option<u32>,
    /// Until when it waits.
    pub held_until: Option<Timestamp>,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// When a person first followed one of its links.
    pub clicked_at: Option<Timestamp>,
    why: Vec<Reason>,
}

#[derive(Clone, Debug, Deserialize)]
struct Reason {
    code: String,
    text: String,
}

impl Entry {
    /// The code of the last reason: for a skip, its cause.
    #[must_use]
    pub fn cause(&self) -> &str {
        self.why.last().map_or("", |reason| reason.code.as_str())
    }

    /// All reasons, as sentences.
    #[must_use]
    pub fn reasons(&self) -> String {
        self.why.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Shop<'_> {
    /// Everything that happened in the shop, the newest first.
    pub fn activity(&self) -> anyhow::Result<Vec<Entry>> {
        let (mut entries, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/activity?limit=100{cursor}"))?.success()?;
            let activity = page.get("activity").cloned().context("no activity")?;
            entries.extend(serde_json::from_value::<Vec<Entry>>(activity)?);
            match page.get("next_cursor").and_then(Value::as_str) {
                Some(next) => cursor = format!("&cursor={}", percent_encoded(next)),
                None => return Ok(entries),
            }
        }
    }

    /// The newest message of a flow to a person.
    pub fn entry(&self, person: &Person, flow: &str) -> anyhow::Result<Option<Entry>> {
        let theirs = |entry: &Entry| entry.flow == flow && entry.phone.as_ref() == Some(&person.masked());
        Ok(self.activity()?.into_iter().find(theirs))
    }

    /// Waits until a message is in a state.
    pub fn await_state(&self, person: &Person, flow: &str, state: &str) -> anyhow::Result<Entry> {
        self.await_state_for(PATIENCE, person, flow, state)
    }

    /// The same, for as long as that.
    pub fn await_state_for(
        &self,
        patience: Duration,
        person: &Person,
        flow: &str,
        state: &str,
    ) -> anyhow::Result<Entry> {
        let mut last = None;
        let found = wait::until(&format!("{flow} is {state}"), patience, || {
            last = self.entry(person, flow)?;
            Ok(last.clone().filter(|entry| entry.state == state))
        });
        found.with_context(|| format!("{flow} to {}: {last:?}", person.phone))
    }

    /// Waits until a message was skipped, and sees to it that it was for that reason.
    pub fn await_skip(&self, person: &Person, flow: &str, cause: &str) -> anyhow::Result<Entry> {
        let entry = self.await_state(person, flow, "skipped")?;
        ensure!(entry.cause() == cause, "skipped, but because of {}", entry.cause());
        Ok(entry)
    }

    /// Waits for a person's text, which must be the only one, and the one that the console shows.
    pub fn await_text(&self, person: &Person, flow: &str) -> anyhow::Result<Text> {
        let entry = self.await_state(person, flow, "accepted")?;
        let text = self.only_text(person)?;
        ensure!(entry.body.as_deref() == Some(text.body.as_str()), "{entry:?} is not {text:?}");
        ensure!(
            entry.provider_id.as_deref() == Some(text.provider_message_id.as_str()),
            "{entry:?}: {text:?}"
        );
        Ok(text)
    }

    /// A person's one and only text.
    pub fn only_text(&self, person: &Person) -> anyhow::Result<Text> {
        let mut texts = self.journey.sms.texts_to(person)?;
        ensure!(texts.len() == 1, "{} got {} texts: {texts:#?}", person.phone, texts.len());
        texts.pop().context("no text")
    }

    /// Fails where a person got a text.
    pub fn ensure_no_text(&self, person: &Person) -> anyhow::Result<()> {
        let texts = self.journey.sms.texts_to(person)?;
        ensure!(texts.is_empty(), "{} got {texts:#?}", person.phone);
        Ok(())
    }
}

/// Leaves nothing that means something in an address.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02X}"))
}
