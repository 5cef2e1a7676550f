//! A store's quiet hours.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{quiet_hours::QuietHours, send_window::SendWindow, settings::StoreSettings};
use rechime_store::configs::StoreConfig;

use super::{
    author::Author,
    effective::Effective,
    stores::{self, StoresError, settings},
};
use crate::app::App;

/// Replaces a store's quiet hours. Equal times mean none. What waits is decided anew within a minute or so.
pub(crate) async fn replace(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    quiet_hours: QuietHours,
) -> Result<Effective<QuietHours>, StoresError> {
    let current = &store.settings;
    if author.is_stale(current.version) {
        return Err(stores::overtaken(app, &current.id).await?);
    }
    if current.quiet_hours == quiet_hours {
        return Ok(Effective::unchanged(app, quiet_hours));
    }
    let changed = StoreSettings { quiet_hours, version: current.version + 1, ..current.clone() };
    settings::save(app, author, current, &changed).await?;
    Ok(Effective::saved(app, quiet_hours).review_waiting(app, &current.id).await)
}

/// Zones by which quiet hours are shown.
const SAMPLE_ZONES: [&str; 6] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Europe/London",
];

/// What quiet hours mean now in a zone.
pub(crate) struct ZoneNow {
    pub(crate) name: String,
    pub(crate) zone: TimeZone,
    /// From when on a message may go: now, or later. `None` if no such minute is in sight.
    pub(crate) opens: Option<Timestamp>,
}

/// What these quiet hours, which need not be saved, mean now to customers of some zones: the store's own first.
pub(crate) fn in_sample_zones(
    settings: &StoreSettings,
    quiet_hours: QuietHours,
    now: Timestamp,
) -> Vec<ZoneNow> {
    let own = settings.time_zone.as_str();
    let names = std::iter::once(own).chain(SAMPLE_ZONES.into_iter().filter(|name| *name != own));
    let known = names.filter_map(|name| Some((name, TimeZone::get(name).ok()?)));
    let at = |(name, zone): (&str, TimeZone)| {
        let opens = SendWindow::new(&[&quiet_hours], std::slice::from_ref(&zone)).next_open(now);
        ZoneNow { name: name.to_owned(), zone, opens }
    };
    known.map(at).collect()
}
