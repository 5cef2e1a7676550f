//! How many messages wait, and until when.

use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    counting::{Counter, FORECAST_MINUTES},
    hour::Hour,
    ids::{SenderId, StoreId},
    pace::through_at,
};
use rechime_store::{StoreError, configs::StoreConfig, counters::HourCounts, paces::PacedSender};
use serde::Serialize;

use crate::app::App;

/// How far a forecast looks: over the coming night, whatever the hour.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Other stores of the same sender that are asked for what they have waiting, at half a read unit each or more.
const MOST_STORES: usize = 20;

/// The messages that are held for the next 24 hours, by five minutes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Forecast {
    pub(crate) time_zone: String,
    /// All of them.
    pub(crate) held: i64,
    /// When the last of them will have gone, as fast as the store's sender may send and with what other stores, twenty at
    /// most, have waiting for it. Quiet hours that begin before that are not in it. `null` where nothing is held.
    pub(crate) through_at: Option<Timestamp>,
    /// The same on the store's clocks, with their offset.
    pub(crate) through_at_local: Option<String>,
    /// Five minutes each, those that have any. What is held may still be skipped when its minute comes.
    pub(crate) slots: Vec<Slot>,
}

/// Five minutes.
#[derive(Clone, Debug, Serialize)]
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
pub(crate) async fn show(app: &App, store: &StoreConfig) -> Result<Forecast, StoreError> {
    let (now, settings) = (app.clock.now(), &store.settings);
    let zone = settings.zone();
    let slots = slots_of(app, &settings.id, &zone, now).await?;
    let through_at = will_be_through(app, store, &slots, now).await?;
    Ok(Forecast {
        time_zone: settings.time_zone.clone(),
        held: slots.iter().map(|slot| slot.held).sum(),
        through_at,
        through_at_local: through_at.map(|at| local(at, &zone)),
        slots,
    })
}

async fn slots_of(
    app: &App,
    store: &StoreId,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Vec<Slot>, StoreError> {
    let until = now + AHEAD;
    let hours = app.counters.list_forecast(store, Hour::containing(now), Hour::containing(until)).await?;
    let slots = hours.iter().flat_map(|hour| slots(hour, zone));
    Ok(slots.filter(|slot| slot.ends() > now && slot.at < until).collect())
}

/// When the sender will have sent what waits in these slots, and what other stores have waiting up to the last of them.
async fn will_be_through(
    app: &App,
    store: &StoreConfig,
    own: &[Slot],
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(last) = own.last() else { return Ok(None) };
    let sender = PacedSender::from(store.sender(&app.own_sender));
    let others = waiting_for(app, &sender.id, &store.settings.id, now).await?;
    let others = others.iter().filter(|slot| slot.at <= last.at).map(Slot::waiting);
    let standing = app.paces.get_standing(&sender.id, now).await?;
    let waiting = own.iter().map(Slot::waiting).chain(others);
    let per_text = sender.pace.per_text(&standing);
    let through = through_at(waiting, per_text, standing.release_until, now.as_microsecond());
    // To the second, which is more than the counters know.
    Ok(through.and_then(|micros| Timestamp::from_second(micros / 1_000_000 + 1).ok()))
}

/// The slots of the other stores that use a sender.
async fn waiting_for(
    app: &App,
    sender: &SenderId,
    but: &StoreId,
    now: Timestamp,
) -> Result<Vec<Slot>, StoreError> {
    let stores = app.configs.list_stores().await?;
    let others = stores.iter().filter(|line| line.sender == *sender && line.id != *but).take(MOST_STORES);
    let slots = others.map(async |line| slots_of(app, &line.id, &TimeZone::UTC, now).await);
    Ok(try_join_all(slots).await?.concat())
}

fn slots(hour: &HourCounts, zone: &TimeZone) -> impl Iterator<Item = Slot> {
    hour.counts.iter().filter_map(|(counter, held)| match counter {
        Counter::Waiting(minute) if held > 0 => {
            let at = hour.hour.start() + SignedDuration::from_mins((*minute).into());
            Some(Slot { at, at_local: local(at, zone), held })
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

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl Slot {
    /// When its messages can go, in microseconds, and how many.
    fn waiting(&self) -> (i64, i64) {
        (self.at.as_microsecond(), self.held)
    }

    fn ends(&self) -> Timestamp {
        self.at + SignedDuration::from_mins(FORECAST_MINUTES.into())
    }
}
