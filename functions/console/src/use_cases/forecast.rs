//! How many messages wait, and until when.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    counting::{Counter, FORECAST_MINUTES},
    hour::Hour,
    settings::StoreSettings,
};
use rechime_store::{StoreError, counters::HourCounts};
use serde::Serialize;

use crate::app::App;

/// How far a forecast looks: over the coming night, whatever the hour.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// The messages that are held for the next 24 hours, by five minutes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Forecast {
    pub(crate) time_zone: String,
    /// All of them.
    pub(crate) held: i64,
    /// Five minutes each, those that have any. What is held may still be skipped when its minute comes.
    pub(crate) slots: Vec<Slot>,
}

/// Five minutes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Slot {
    /// When they begin.
    pub(crate) at: Timestamp,
    /// The same on the store's clocks, with their offset.
    pub(crate) at_local: String,
    /// Messages whose release minute is among them.
    pub(crate) held: i64,
}

/// The forecast from now on.
pub(crate) async fn show(app: &App, settings: &StoreSettings) -> Result<Forecast, StoreError> {
    let (now, zone) = (app.clock.now(), settings.zone());
    let until = now + AHEAD;
    let hours =
        app.counters.list_forecast(&settings.id, Hour::containing(now), Hour::containing(until)).await?;
    let slots = hours.iter().flat_map(|hour| slots(hour, &zone));
    let slots: Vec<_> = slots.filter(|slot| slot.ends() > now && slot.at < until).collect();
    let held = slots.iter().map(|slot| slot.held).sum();
    Ok(Forecast { time_zone: settings.time_zone.clone(), held, slots })
}

fn slots(hour: &HourCounts, zone: &TimeZone) -> impl Iterator<Item = Slot> {
    hour.counts.iter().filter_map(|(counter, held)| match counter {
        Counter::Waiting(minute) if held > 0 => {
            let at = hour.hour.start() + SignedDuration::from_mins((*minute).into());
            let at_local = at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
            Some(Slot { at, at_local, held })
        }
        _ => None,
    })
}

impl Forecast {
    /// The same by hours of the store's clocks: the first slot of each, and how many messages wait for it.
    pub(crate) fn by_hour(&self, zone: &TimeZone) -> Vec<(Timestamp, i64)> {
        let hour_of = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%F %H %:z").to_string();
        let same_hour = |one: &Slot, other: &Slot| hour_of(one.at) == hour_of(other.at);
        let hours = self.slots.chunk_by(same_hour);
        hours
            .filter_map(|slots| Some((slots.first()?.at, slots.iter().map(|slot| slot.held).sum())))
            .collect()
    }
}

impl Slot {
    fn ends(&self) -> Timestamp {
        self.at + SignedDuration::from_mins(FORECAST_MINUTES.into())
    }
}
