//! The load: webhooks of many customers, gathered on the queue first, so that batches are full.
//!
//! Each customer gets one text, as on an ordinary day: the note that a text was received is written for each, and not
//! once for a dozen of them.

use anyhow::{Context, ensure};
use jiff::{
    ToSpan,
    civil::{Time, time},
    tz::TimeZone,
};
use serde_json::{Value, json};

use super::gate::Gate;
use crate::{
    demo::{
        cast::crowd,
        events::{Moment, starting},
        stage::Stage,
    },
    http::Http,
    stack::Stack,
};

/// Customers of each flow who get its text at once.
const BY_DAY: u64 = 100;

/// Customers of each flow that holds who get its text the morning after.
const BY_NIGHT: u64 = 300;

/// All twelve flows.
const EVERY_FLOW: [&str; 12] = [
    "subscription_started",
    "subscription_paused",
    "subscription_resumed",
    "subscription_canceled",
    "subscription_expired",
    "upcoming_order",
    "order_skipped",
    "order_processed",
    "charge_will_be_retried",
    "charge_failed",
    "charge_paid",
    "customer_account_activation",
];

/// Those of them that hold during quiet hours by default.
const HOLDING: [&str; 5] =
    ["subscription_resumed", "subscription_expired", "upcoming_order", "order_skipped", "order_processed"];

/// Webhooks under way at once.
const CONCURRENCY: u32 = 24;

/// What a run came to.
pub(super) struct Measured {
    /// Texts that reached the provider.
    pub(super) texts: u64,
    /// The meter's table: function, operation, counts.
    pub(super) calls: Value,
}

/// Sends load through the front door.
pub(super) struct Load {
    stage: Stage,
    gate: Gate,
    recharge: Http,
    sms: Http,
    meter: Http,
}

impl Load {
    pub(super) fn new(stack: &Stack) -> anyhow::Result<Self> {
        Ok(Self {
            stage: Stage::new(stack)?,
            gate: Gate::new(stack),
            recharge: Http::new(&stack.recharge_simulator_url),
            sms: Http::new(&stack.sms_simulator_url),
            meter: Http::new(&stack.meter_url),
        })
    }

    /// All twelve flows in the afternoon.
    pub(super) fn immediate(&self) -> anyhow::Result<Measured> {
        let at = self.clock_at(time(14, 0, 0, 0))?;
        self.measure(&at, 0, BY_DAY, &EVERY_FLOW, || self.stage.settle())
    }

    /// The flows that hold, at night, until the next morning is over.
    pub(super) fn held(&self) -> anyhow::Result<Measured> {
        let at = self.clock_at(time(22, 0, 0, 0))?;
        let by_day = BY_DAY * EVERY_FLOW.len() as u64;
        self.measure(&at, by_day, BY_NIGHT, &HOLDING, || {
            self.stage.settle()?;
            self.clock_at(time(9, 30, 0, 0)).map(drop)
        })
    }

    fn measure(
        &self,
        at: &Moment,
        first: u64,
        of_each: u64,
        flows: &[&str],
        then: impl Fn() -> anyhow::Result<()>,
    ) -> anyhow::Result<Measured> {
        let events = self.events(at, first, of_each, flows);
        let (before, occurrences) = (self.texts()?, events.len() as u64);
        self.meter.delete("/meter")?;
        self.gate.set_open(false)?;
        self.recharge.post(&format!("/_sim/emit_batch?concurrency={CONCURRENCY}"), &Value::Array(events))?;
        self.gate.set_open(true)?;
        then()?;
        let texts = self.texts()? - before;
        ensure!(texts == occurrences, "{texts} texts came of {occurrences} occurrences");
        Ok(Measured { texts, calls: self.meter.get("/meter")? })
    }

    /// An event for each customer, from the `first` on: `of_each` customers a flow, the flows in turn.
    fn events(&self, at: &Moment, first: u64, of_each: u64, flows: &[&str]) -> Vec<Value> {
        let people = crowd(self.stage.run(), first..first + of_each * flows.len() as u64);
        let all = flows.iter().cycle().zip(people).map(|(flow, person)| starting(flow, &person, at));
        all.map(|event| json!({ "topic": event.topic, "payload": event.payload })).collect()
    }

    fn texts(&self) -> anyhow::Result<u64> {
        let outbox = self.sms.get("/outbox")?;
        Ok(outbox.as_array().context("the outbox is no list")?.len() as u64)
    }

    /// Moves the clock to the next time the shop's clock shows that.
    fn clock_at(&self, wall: Time) -> anyhow::Result<Moment> {
        let here = self.stage.now()?.to_zoned(TimeZone::get("America/New_York")?);
        let today = here.with().time(wall).build()?;
        let next = if today > here { today } else { today.checked_add(1.day())? };
        self.stage.move_clock_to(&next)?;
        Ok(Moment(next))
    }
}
