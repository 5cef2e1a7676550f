//! A journey: the running stack, for one test.

use std::{path::Path, time::Duration};

use crate::{
    chance,
    clock::Clock,
    http::Http,
    meter::Meter,
    process,
    queues::Queues,
    records::Records,
    shop::{Recharge, Shop},
    sms::Sms,
    stack::Stack,
    turn::Turn,
};

/// A running stack, which no other journey uses meanwhile.
#[derive(Debug)]
pub struct Journey {
    /// The clock that all functions share.
    pub clock: Clock,
    /// The customers' phones.
    pub sms: Sms,
    /// What is on its way.
    pub queues: Queues,
    /// What is written down, in tables and logs.
    pub records: Records,
    /// What the functions asked of AWS.
    pub meter: Meter,
    /// The console's API with the admin key. Paths begin with `/api/v1`.
    pub console: Http,
    /// The HTTP API without any key.
    pub stranger: Http,
    recharge: Recharge,
    turn: Turn,
}

impl Journey {
    /// Waits for a stack, mends what an earlier journey may have left broken, and lets it be afternoon.
    pub fn begin() -> anyhow::Result<Self> {
        Self::begin_in(Turn::take(&Stack::all()?)?)
    }

    /// The same on the stack with that handle.
    pub fn begin_on(handle: &Path) -> anyhow::Result<Self> {
        Self::begin_in(Turn::take(&[Stack::load(handle)?])?)
    }

    /// The same, at whatever time of day it is there.
    pub fn resume_on(handle: &Path) -> anyhow::Result<Self> {
        Self::resume_in(Turn::take(&[Stack::load(handle)?])?)
    }

    fn begin_in(turn: Turn) -> anyhow::Result<Self> {
        let journey = Self::resume_in(turn)?;
        journey.clock.afternoon()?;
        Ok(journey)
    }

    fn resume_in(turn: Turn) -> anyhow::Result<Self> {
        let stack = &turn.stack;
        let stranger = Http::new(&stack.api_url, Duration::from_secs(30));
        let console = stranger.clone().with_header("authorization", format!("Bearer {}", stack.admin_key));
        let journey = Self {
            clock: Clock::new(&stack.clock_url),
            sms: Sms::new(&stack.sms_simulator_url),
            queues: Queues::of(stack, console.clone())?,
            records: Records::of(stack),
            meter: Meter::new(&stack.meter_url),
            console,
            stranger,
            recharge: Recharge::new(&stack.recharge_simulator_url),
            turn,
        };
        journey.sms.mend()?;
        journey.meter.mend()?;
        journey.recharge.mend()?;
        journey.queues.hand_over_sends(true)?;
        Ok(journey)
    }

    /// The HTTP API's public address.
    #[must_use]
    pub fn api_url(&self) -> &str {
        &self.turn.stack.api_url
    }

    /// A new shop that signs its webhooks, all flows active.
    pub fn shop(&self) -> anyhow::Result<Shop<'_>> {
        Shop::open(self, &self.recharge, chance::fresh(), true)
    }

    /// A new shop whose merchant left out the client secret: nothing but the path tells that a webhook is Recharge's.
    pub fn shop_without_secret(&self) -> anyhow::Result<Shop<'_>> {
        Shop::open(self, &self.recharge, chance::fresh(), false)
    }

    /// The store `demo`, which every stack has.
    pub fn demo_shop(&self) -> anyhow::Result<Shop<'_>> {
        Shop::demo(self, &self.turn.stack, chance::fresh())
    }

    /// A function's processes, its name without the stage.
    pub fn processes(&self, function: &str) -> anyhow::Result<Vec<String>> {
        process::of(function, &self.turn.stack.meter_url)
    }

    /// The simulator of Recharge.
    #[must_use]
    pub const fn recharge(&self) -> &Recharge {
        &self.recharge
    }
}
