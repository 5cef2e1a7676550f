//! `cargo xtask up --with-history`: thirty days of a shop, so that the console has something to show.
//!
//! Everything comes through the front door, as in the day of the demo: webhooks, replies, receipts, calls of the API. The
//! dice are seeded, so that every shop looks the same.

mod people;

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Time, time},
    tz::TimeZone,
};
use journeys::{
    Delivery, Journey, Person, Shop, Webhook,
    chance::Dice,
    clock::SHOP_ZONE,
    delivery::deliver_all,
    sms::Text,
    tap::{IPHONE, follow, link},
};
use serde_json::json;

use crate::{paths::Paths, progress::say};

/// How long the shop has been there.
pub(crate) const DAYS: i64 = 30;

/// Two times of a day: one at which every text goes, and one in quiet hours.
const TIMES: [Time; 2] = [time(11, 20, 0, 0), time(20, 40, 0, 0)];

/// What the day brings to those who subscribed, the frequent first: dice that fall low choose it more often.
const EVENTS: [&str; 9] = [
    "charge_paid",
    "order_processed",
    "upcoming_order",
    "order_skipped",
    "charge_will_be_retried",
    "subscription_paused",
    "charge_failed",
    "subscription_canceled",
    "subscription_expired",
];

/// How many webhooks are on their way at a time.
const AT_A_TIME: usize = 8;

/// Plays the days on a stack that is up. Where the demo store has texts, nothing is done.
pub(crate) fn play(paths: &Paths) -> anyhow::Result<()> {
    let journey = Journey::resume_on(&paths.handle())?;
    let shop = journey.demo_shop()?;
    if !shop.activity()?.is_empty() {
        say("the demo store has a history; `cargo xtask reset` forgets it");
        return Ok(());
    }
    let mut history = History::begin(&shop)?;
    (0..DAYS).try_for_each(|day| history.play_day(day))?;
    journey.clock.move_without_upkeep(journey.clock.next(TIMES[0])?.timestamp())?;
    history.tell_of_texts()?;
    history.change_settings()
}

struct History<'a> {
    shop: &'a Shop<'a>,
    first: Zoned,
    dice: Dice,
    people: Vec<Person>,
    /// How many of them have subscribed.
    subscribed: usize,
    /// How many events there were: each is of another subscription or charge.
    events: u64,
    /// The texts that the provider has told of, by its ids.
    told: BTreeSet<String>,
    /// The texts that arrived and that nobody has read yet.
    unread: Vec<Text>,
}

impl<'a> History<'a> {
    fn begin(shop: &'a Shop<'a>) -> anyhow::Result<Self> {
        let first = shop.journey.clock.now()?.to_zoned(TimeZone::get(SHOP_ZONE)?);
        let people = people::all(shop);
        // Whoever gave no phone at checkout is looked up in Recharge, which has known them for a while.
        let yesterday = first.checked_sub(1.day())?.timestamp();
        people.iter().try_for_each(|person| shop.keep_customer(&person.customer(yesterday)))?;
        import(shop, &people)?;
        let (dice, told, unread) = (Dice::seeded(30), BTreeSet::new(), Vec::new());
        Ok(Self { shop, first, dice, people, subscribed: 0, events: 0, told, unread })
    }

    fn play_day(&mut self, day: i64) -> anyhow::Result<()> {
        for wall in TIMES {
            let at = self.first.checked_add(day.days())?.with().time(wall).build()?.timestamp();
            self.shop.journey.clock.move_without_upkeep(at)?;
            self.tap()?;
            let webhooks = self.webhooks(wall == TIMES[0], at);
            let deliveries = webhooks.iter().map(|webhook| self.shop.delivery(webhook, at));
            deliver_all(&deliveries.collect::<anyhow::Result<Vec<Delivery>>>()?, AT_A_TIME)?;
            self.shop.journey.queues.settle()?;
            self.tell_of_texts()?;
        }
        self.reply(day)
    }

    /// What Recharge reports: at noon somebody new subscribes, too.
    fn webhooks(&mut self, noon: bool, at: Timestamp) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        if noon && let Some(person) = self.people.get(self.subscribed) {
            let flows =
                ["subscription_started", "customer_account_activation", "charge_paid", "order_processed"];
            webhooks.extend(flows.map(|flow| Webhook::starting(flow, person, at)));
            self.subscribed += 1;
        }
        let others = if noon { 1 + self.dice.below(4) } else { self.dice.below(3) };
        webhooks.extend((0..others).filter_map(|_| self.event(at)));
        webhooks
    }

    fn event(&mut self, at: Timestamp) -> Option<Webhook> {
        let flow = EVENTS.get(self.dice.below(EVENTS.len()).min(self.dice.below(EVENTS.len())))?;
        let person = self.people.get(self.dice.below(self.subscribed))?;
        self.events += 1;
        Some(Webhook::starting(flow, person, at).of_another(person, self.events))
    }

    /// The provider tells how far the new texts came: one in twenty does not arrive.
    fn tell_of_texts(&mut self) -> anyhow::Result<()> {
        let sms = &self.shop.journey.sms;
        for text in sms.outbox()? {
            if self.told.insert(text.provider_message_id.clone()) {
                let arrived = self.dice.below(20) > 0;
                sms.receipt(&text, if arrived { "DELIVERED" } else { "UNREACHABLE" })?;
                self.unread.extend(Some(text).filter(|_| arrived));
            }
        }
        Ok(())
    }

    /// One in six of those who got a link since the last time opens it.
    fn tap(&mut self) -> anyhow::Result<()> {
        let short = format!("{}/l/", self.shop.journey.api_url());
        for text in std::mem::take(&mut self.unread) {
            let Some(link) = link(&text).ok().filter(|link| link.starts_with(&short)) else { continue };
            if self.dice.below(6) == 0 {
                follow("GET", link, IPHONE)?;
            }
        }
        self.shop.journey.queues.settle()
    }

    /// Once in a while somebody answers, and once the provider refuses a text.
    fn reply(&self, day: i64) -> anyhow::Result<()> {
        let sms = &self.shop.journey.sms;
        let person = |place: usize| self.people.get(place).context("nobody");
        match day {
            6 => sms.reply(person(2)?, "When does it ship?").map(drop),
            11 => sms.reply(person(5)?, "Please STOP").map(drop),
            17 => sms.reply(person(1)?, "HELP").map(drop),
            19 => sms.trouble(person(19)?, &[("fail", None), ("fail", None)]),
            23 => sms.reply(person(9)?, "stop").map(drop),
            24 => sms.reply(person(5)?, "START").map(drop),
            _ => Ok(()),
        }
    }

    /// What the merchant and their other systems did.
    fn change_settings(&self) -> anyhow::Result<()> {
        self.shop.set(&json!({ "contact": "help@oatember.example" }))?;
        self.shop
            .post("/keys", &json!({ "name": "Sign-up form", "scopes": ["read", "subscribers:write"] }))?
            .success()?;
        let step = json!({ "template": "{{ store_name }}: We skipped your next {{ product_title | default('order') }}. Next one: {{ next_charge_date | default('soon') }}." });
        self.shop.edit_flow("order_skipped", json!({ "steps": [step] }))
    }
}

/// The list that the shop had before: every third of them agreed to promotions, too.
fn import(shop: &Shop<'_>, people: &[Person]) -> anyhow::Result<()> {
    let phones =
        people.iter().step_by(3).map(|person| person.phone.as_str()).filter(|phone| !phone.is_empty());
    let list = std::iter::once("phone").chain(phones).collect::<Vec<_>>().join("\n");
    let console = shop.journey.console.clone().with_header("content-type", "text/csv");
    let path = format!("/api/v1/stores/{}/subscribers/import", shop.id);
    console.send("POST", &path, list.into_bytes())?.success().map(drop)
}
