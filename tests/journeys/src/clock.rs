//! The stack's movable clock. Journeys only move it forward.

use std::time::Duration;

use anyhow::Context;
use jiff::{
    SignedDuration, Timestamp, ToSpan, Zoned,
    civil::{Time, time},
    tz::TimeZone,
};
use serde_json::{Value, json};

use crate::http::Http;

/// The zone of every journey's shop.
pub const SHOP_ZONE: &str = "America/New_York";

/// A move ends when what fell due is dealt with, which a killed process delays by a minute.
const PATIENCE: Duration = Duration::from_mins(10);

/// The clock.
#[derive(Debug)]
pub struct Clock(Http);

impl Clock {
    pub(crate) fn new(url: &str) -> Self {
        Self(Http::new(url, PATIENCE))
    }

    /// The stack's time.
    pub fn now(&self) -> anyhow::Result<Timestamp> {
        let answer = self.0.get("/")?.success()?;
        let now = answer.get("now").and_then(Value::as_str).context("the clock does not tell the time")?;
        Ok(now.parse()?)
    }

    /// Moves the clock; returns once what fell due on the way has been handed on.
    pub fn move_to(&self, to: Timestamp) -> anyhow::Result<()> {
        if self.now()? < to {
            self.0.put("/", &json!({ "now": to }))?.success()?;
        }
        Ok(())
    }

    /// The same, without the hourly upkeep on the way.
    pub fn move_without_upkeep(&self, to: Timestamp) -> anyhow::Result<()> {
        self.0.put("/", &json!({ "now": to, "upkeep": false }))?.success().map(drop)
    }

    /// When the shop's clock shows that the next time.
    pub fn next(&self, wall: Time) -> anyhow::Result<Zoned> {
        let here = self.now()?.to_zoned(TimeZone::get(SHOP_ZONE)?);
        let today = here.with().time(wall).build()?;
        Ok(if today > here { today } else { today.checked_add(1.day())? })
    }

    /// Moves the clock to the next time the shop's clock shows that.
    pub fn move_to_next(&self, wall: Time) -> anyhow::Result<Zoned> {
        let next = self.next(wall)?;
        self.move_to(next.timestamp())?;
        Ok(next)
    }

    /// Lets so many minutes pass.
    pub fn wait(&self, minutes: i64) -> anyhow::Result<()> {
        self.move_to(self.now()? + SignedDuration::from_mins(minutes))
    }

    /// Half past nine in the evening in New York.
    pub fn night(&self) -> anyhow::Result<()> {
        self.move_to_next(time(21, 30, 0, 0)).map(drop)
    }

    /// When quiet hours have been over in New York for a while.
    pub fn after_the_night(&self) -> anyhow::Result<()> {
        self.move_to_next(time(9, 10, 0, 0)).map(drop)
    }

    /// Sees to it that it is afternoon in New York, and day from there to Hawaii, for hours to come.
    pub fn afternoon(&self) -> anyhow::Result<()> {
        let hour = self.now()?.to_zoned(TimeZone::get(SHOP_ZONE)?).hour();
        if !(14..17).contains(&hour) {
            self.move_to_next(time(14, 0, 0, 0))?;
        }
        Ok(())
    }
}
