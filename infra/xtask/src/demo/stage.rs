//! Where the day is played: the running stack, by the addresses that anybody could use.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use jiff::{Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    cast::Person,
    events::Event,
    shown::{Consent, Entry, Sms},
};
use crate::{http::Http, stack::Stack};

/// How long a webhook may take to show its effect.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often is looked.
const GLANCE: Duration = Duration::from_millis(100);

/// The running stack, for one run of the demo.
pub(crate) struct Stage {
    console: Http,
    store: String,
    recharge: Http,
    sms: Http,
    clock: Http,
    run: u64,
}

impl Stage {
    pub(crate) fn new(stack: &Stack) -> anyhow::Result<Self> {
        let clock = Http::new(&stack.clock_url);
        let run = now(&clock)?.as_second();
        Ok(Self {
            console: Http::new(&stack.api_url).with_key(&stack.admin_key),
            store: stack.store.clone(),
            recharge: Http::new(&stack.recharge_simulator_url),
            sms: Http::new(&stack.sms_simulator_url),
            clock,
            run: u64::try_from(run)? % 10_000_000,
        })
    }

    /// Differs from run to run.
    pub(crate) const fn run(&self) -> u64 {
        self.run
    }

    /// The shop's next day: the story needs one that has not begun.
    pub(super) fn tomorrow(&self) -> anyhow::Result<Date> {
        let here = now(&self.clock)?.to_zoned(TimeZone::get("America/New_York")?);
        Ok(here.date().checked_add(1.day())?)
    }

    pub(crate) fn now(&self) -> anyhow::Result<Timestamp> {
        now(&self.clock)
    }

    pub(crate) fn move_clock_to(&self, at: &Zoned) -> anyhow::Result<()> {
        if now(&self.clock)? < at.timestamp() {
            self.clock.put("/", &json!({ "now": at.timestamp() }))?;
        }
        Ok(())
    }

    /// Waits until everything that was begun is done: a move by nothing answers then.
    pub(crate) fn settle(&self) -> anyhow::Result<()> {
        self.clock.post("/advance", &json!({ "seconds": 1 })).map(drop)
    }

    /// Has Recharge send a webhook; the last answer's status.
    pub(super) fn emit(&self, event: &Event, times: u32, forged: bool) -> anyhow::Result<u64> {
        let sign = if forged { "forged" } else { "both" };
        let emission =
            json!({ "topic": event.topic, "payload": event.payload, "times": times, "sign": sign });
        let answer = self.recharge.post("/_sim/emit", &emission)?;
        let last = answer.as_array().and_then(|deliveries| deliveries.last());
        let status = last.and_then(|delivery| delivery.get("status")).and_then(Value::as_u64);
        status.with_context(|| format!("Recharge delivered {} to nobody: {answer}", event.topic))
    }

    /// Has a person write to the shop's number.
    pub(super) fn reply(&self, person: &Person, words: &str) -> anyhow::Result<()> {
        self.sms.post("/replies", &json!({ "from": person.phone, "body": words })).map(drop)
    }

    /// The latest line of the store's ledger about a person.
    pub(super) fn consent(&self, person: &Person) -> anyhow::Result<Consent> {
        let path = format!("/api/v1/stores/{}/subscribers/{}/consents", self.store, person.phone);
        let ledger = self.console.get(&path)?;
        let lines = ledger.get("consents").and_then(Value::as_array);
        let latest = lines.and_then(|lines| lines.last()).context("the ledger says nothing")?;
        Ok(serde_json::from_value(latest.clone())?)
    }

    /// Waits for a person's next text after so many.
    pub(super) fn await_text(&self, person: &Person, before: usize) -> anyhow::Result<Sms> {
        let start = Instant::now();
        loop {
            if let Some(sms) = self.texts_to(person)?.into_iter().nth(before) {
                return Ok(sms);
            }
            if start.elapsed() > PATIENCE {
                bail!("{} got no text", person.name);
            }
            thread::sleep(GLANCE);
        }
    }

    pub(super) fn texts_to(&self, person: &Person) -> anyhow::Result<Vec<Sms>> {
        let outbox: Vec<Sms> = serde_json::from_value(self.sms.get("/outbox")?)?;
        Ok(outbox.into_iter().filter(|sms| sms.to == person.phone).collect())
    }

    /// Waits until the console's activity shows a message of a flow to a person in a state.
    pub(super) fn await_entry(&self, person: &Person, flow: &str, state: &str) -> anyhow::Result<Entry> {
        let start = Instant::now();
        loop {
            let found = self.entry(person, flow)?;
            if let Some(entry) = found.as_ref().filter(|entry| entry.state == state) {
                return Ok(entry.clone());
            }
            if start.elapsed() > PATIENCE {
                bail!("{flow} to {} is not {state}, but {found:?}", person.name);
            }
            thread::sleep(GLANCE);
        }
    }

    fn entry(&self, person: &Person, flow: &str) -> anyhow::Result<Option<Entry>> {
        let page = self.console.get(&format!("/api/v1/stores/{}/activity?limit=50", self.store))?;
        let entries: Vec<Entry> = serde_json::from_value(page.get("activity").cloned().unwrap_or_default())?;
        // The console masks numbers; the first five and the last four digits tell this run's people apart.
        let (head, tail) =
            (person.phone.get(..5).unwrap_or_default(), person.phone.get(8..).unwrap_or_default());
        let theirs = |phone: &String| phone.starts_with(head) && phone.ends_with(tail);
        Ok(entries.into_iter().find(|entry| entry.flow == flow && entry.phone.as_ref().is_some_and(theirs)))
    }
}

fn now(clock: &Http) -> anyhow::Result<Timestamp> {
    let answer = clock.get("/")?;
    let now = answer.get("now").and_then(Value::as_str).context("the clock does not tell the time")?;
    Ok(now.parse()?)
}
