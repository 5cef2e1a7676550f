//! The load: webhooks of many customers, gathered on the queue first, so that batches are full.
//!
//! Each customer gets one text, as on an ordinary day: the note that a text was received is written for each, and not
//! once for a dozen of them. The store knows its customers, as on an ordinary day: only a first text asks the number that
//! stores share. Four of five have a link in their text, as on an ordinary day.

use std::{thread::sleep, time::Duration};

use anyhow::ensure;
use jiff::{Zoned, civil::time};
use journeys::{Delivery, FLOWS, Journey, Person, Shop, Webhook, delivery::deliver_all};
use serde_json::{Value, json};

use super::gate::{Gate, Source};
use crate::{http::Http, stack::Stack};

/// Customers of each flow, to whom it sends a text.
#[derive(Clone, Copy)]
pub(super) struct Crowd {
    /// By day, of each of the twelve flows.
    pub(super) by_day: usize,
    /// By night, of each flow that holds, for the morning after.
    pub(super) by_night: usize,
}

/// Every so many customers one has no portal, and so no link. Of the twelve flows one has no link to the portal.
const BY_DAY_WITHOUT_LINK: usize = 9;
const BY_NIGHT_WITHOUT_LINK: usize = 5;

/// The stream is read every two seconds here, two thousand changes each time, and the counters are written then. That has to
/// be over before the meter is read.
const COUNTED_WITHIN: Duration = Duration::from_secs(30);

/// The flows that hold during quiet hours by default.
const HOLDING: [&str; 5] =
    ["subscription_resumed", "subscription_expired", "upcoming_order", "order_skipped", "order_processed"];

/// Customers of a list that is imported at once, within the time of one call.
const LISTED: usize = 300;

/// Webhooks under way at once.
const CONCURRENCY: usize = 24;

/// What a run came to.
pub(super) struct Measured {
    /// Texts that reached the provider.
    pub(super) texts: usize,
    /// The meter's table: function, operation, counts.
    pub(super) calls: Value,
    /// The lines that the functions logged.
    pub(super) logged: Vec<String>,
}

/// Sends load through the front door.
pub(super) struct Load<'a> {
    journey: &'a Journey,
    /// Each customer is of the next one.
    shops: Vec<Shop<'a>>,
    crowd: Crowd,
    gate: Gate,
    meter: Http,
}

impl<'a> Load<'a> {
    /// In the store `demo`.
    pub(super) fn new(stack: &Stack, journey: &'a Journey, crowd: Crowd) -> anyhow::Result<Self> {
        Ok(Self::of(stack, journey, crowd, vec![journey.demo_shop()?]))
    }

    /// In so many new stores, whose webhooks come in turn: each batch has another one for each of its webhooks.
    pub(super) fn of_stores(
        stack: &Stack,
        journey: &'a Journey,
        crowd: Crowd,
        stores: usize,
    ) -> anyhow::Result<Self> {
        let shops = (0..stores).map(|_| journey.shop()).collect::<Result<_, _>>()?;
        Ok(Self::of(stack, journey, crowd, shops))
    }

    fn of(stack: &Stack, journey: &'a Journey, crowd: Crowd, shops: Vec<Shop<'a>>) -> Self {
        let (gate, meter) = (Gate::new(stack), Http::new(&stack.meter_url));
        Self { journey, shops, crowd, gate, meter }
    }

    /// All twelve flows in the afternoon.
    pub(super) fn immediate(&self) -> anyhow::Result<Measured> {
        let at = self.journey.clock.move_to_next(time(14, 0, 0, 0))?;
        self.measure(&at, self.crowd.by_day, &FLOWS, BY_DAY_WITHOUT_LINK, || self.settle())
    }

    /// The flows that hold, at night, until the next morning is over.
    pub(super) fn held(&self) -> anyhow::Result<Measured> {
        let at = self.journey.clock.move_to_next(time(22, 0, 0, 0))?;
        self.measure(&at, self.crowd.by_night, &HOLDING, BY_NIGHT_WITHOUT_LINK, || {
            self.settle()?;
            self.journey.clock.move_to_next(time(9, 30, 0, 0))?;
            self.settle()
        })
    }

    fn measure(
        &self,
        at: &Zoned,
        of_each: usize,
        flows: &[&str],
        without_link: usize,
        then: impl Fn() -> anyhow::Result<()>,
    ) -> anyhow::Result<Measured> {
        let shops = self.shops.iter().cycle().take(of_each * flows.len());
        let people: Vec<_> = shops.map(|shop| (shop, shop.person("212"))).collect();
        for shop in &self.shops {
            let its = people.iter().filter(|(of, _)| of.id == shop.id).map(|(_, person)| person);
            list(shop, &its.collect::<Vec<_>>())?;
        }
        let deliveries = deliveries(at, &people, flows, without_link)?;
        let (before, logged) = (self.texts()?, self.journey.records.log_lines()?.len());
        self.meter.delete("/meter")?;
        self.gate.set_open(Source::Stream, false)?;
        self.gate.set_open(Source::Queues, false)?;
        deliver_all(&deliveries, CONCURRENCY)?;
        self.gate.set_open(Source::Queues, true)?;
        then()?;
        self.gate.set_open(Source::Stream, true)?;
        sleep(COUNTED_WITHIN);
        let texts = self.texts()? - before;
        ensure!(texts == deliveries.len(), "{texts} texts came of {} occurrences", deliveries.len());
        let calls = self.meter.get("/meter")?;
        // What Lambda itself says is switched off on AWS; functions write JSON.
        let logged = self.journey.records.log_lines()?.into_iter().skip(logged);
        let logged = logged.filter(|line| line.starts_with('{')).collect();
        Ok(Measured { texts, calls, logged })
    }

    /// Waits until everything that was begun is done.
    fn settle(&self) -> anyhow::Result<()> {
        self.journey.queues.settle()
    }

    fn texts(&self) -> anyhow::Result<usize> {
        Ok(self.journey.sms.outbox()?.len())
    }
}

/// Puts customers on a store's list.
fn list(shop: &Shop<'_>, people: &[&Person]) -> anyhow::Result<()> {
    for people in people.chunks(LISTED) {
        let lines: Vec<_> =
            people.iter().map(|person| json!({ "phone": person.phone, "consent": "subscribed" })).collect();
        let answer = shop.post("/subscribers/import", &json!(lines))?.success()?;
        ensure!(answer.get("imported") == Some(&json!(lines.len())), "{answer}");
    }
    Ok(())
}

/// A webhook for each customer, of the flows in turn.
fn deliveries(
    at: &Zoned,
    people: &[(&Shop<'_>, Person)],
    flows: &[&str],
    without_link: usize,
) -> anyhow::Result<Vec<Delivery>> {
    let delivery = |(place, ((shop, person), flow)): (usize, (&(&Shop<'_>, Person), &&str))| {
        let webhook = Webhook::starting(flow, person, at.timestamp());
        let webhook = if place % without_link == 0 { without_portal(webhook) } else { webhook };
        shop.delivery(&webhook, at.timestamp())
    };
    people.iter().zip(flows.iter().cycle()).enumerate().map(delivery).collect()
}

/// The same of a customer who has no hash for the portal.
fn without_portal(mut webhook: Webhook) -> Webhook {
    if let Some(customer) = webhook.payload.get_mut("customer").and_then(Value::as_object_mut) {
        customer.remove("hash");
    }
    webhook
}
