//! What became of a store's messages, by hours or by days of the store.

pub(crate) mod figures;
pub(crate) mod money;
pub(crate) mod recent;

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::Date,
    tz::{AmbiguousOffset, TimeZone},
};
use rechime_domain::{counting::Counts, hour::Hour, ids::SourceId, settings::StoreSettings};
use rechime_store::{StoreError, counters::HourCounts};
use serde::{Deserialize, Serialize};

use self::figures::Figures;
use crate::app::App;

/// Days of a report, unless the caller says from when.
const USUAL_DAYS: i32 = 7;

/// The most days of a report by hours and of one by days, so that it is read in a few seconds.
const MOST_DAYS_BY_HOUR: i32 = 31;
const MOST_DAYS: i32 = 92;

/// What a line of a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Span {
    /// An hour.
    Hour,
    /// A day of the store's.
    #[default]
    Day,
}

impl Span {
    const fn most_days(self) -> i32 {
        match self {
            Self::Hour => MOST_DAYS_BY_HOUR,
            Self::Day => MOST_DAYS,
        }
    }

    /// How a line names its hour or day: `2026-11-24T09:00:00-05:00`, `2026-11-24`.
    fn name(self, hour: Hour, zone: &TimeZone) -> String {
        let begins = hour.start().to_zoned(zone.clone());
        let format = match self {
            Self::Hour => "%Y-%m-%dT%H:%M:%S%:z",
            Self::Day => "%Y-%m-%d",
        };
        begins.strftime(format).to_string()
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreReportError {
    #[error("The report ends before it begins. Give a `to` that is not before `from`.")]
    EndsBeforeItBegins,
    #[error("A report of this kind has {most} days at most. Ask for fewer at a time.")]
    TooLong { most: i32 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of the messages of some days.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct StoreReport {
    /// The first day, on the store's calendar.
    pub(crate) from: Date,
    /// The last day.
    pub(crate) to: Date,
    pub(crate) by: Span,
    pub(crate) time_zone: String,
    /// Everything together.
    pub(crate) total: Figures,
    /// A line for each hour or day and each source that has anything to tell.
    pub(crate) lines: Vec<Line>,
}

/// One hour or day of a source.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Line {
    /// The day, or the beginning of the hour on the store's clocks.
    pub(crate) at: String,
    /// The flow, by its id; `None` for what belongs to no text, such as opt-outs that answer none.
    pub(crate) source: Option<SourceId>,
    #[serde(flatten)]
    pub(crate) figures: Figures,
}

/// The report from one day of the store to another, both included: the last seven days unless the caller says otherwise.
///
/// What is counted by hours of UTC belongs to the day in which the hour begins. That is exact where a zone's offset is
/// whole hours; elsewhere up to three quarters of an hour count to the day before.
pub(crate) async fn show(
    app: &App,
    settings: &StoreSettings,
    from: Option<Date>,
    to: Option<Date>,
    by: Span,
) -> Result<StoreReport, StoreReportError> {
    let zone = settings.zone();
    let to = to.unwrap_or_else(|| app.clock.now().to_zoned(zone.clone()).date());
    let from = from.unwrap_or_else(|| to.saturating_sub((USUAL_DAYS - 1).days()));
    check(from, to, by)?;
    let (first, last) = (first_hour(from, &zone), first_hour(to.saturating_add(1.day()), &zone).plus(-1));
    let counted = app.counters.list_counts(&settings.id, first, last).await?;
    let mut total = Counts::default();
    for row in &counted {
        total.add_all(&row.counts, 1);
    }
    let lines = lines(counted, by, &zone);
    Ok(StoreReport { from, to, by, time_zone: settings.time_zone.clone(), total: Figures::of(&total), lines })
}

fn check(from: Date, to: Date, by: Span) -> Result<(), StoreReportError> {
    let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
    match days {
        ..0 => Err(StoreReportError::EndsBeforeItBegins),
        _ if days >= by.most_days() => Err(StoreReportError::TooLong { most: by.most_days() }),
        _ => Ok(()),
    }
}

/// The first hour that begins on a day.
fn first_hour(day: Date, zone: &TimeZone) -> Hour {
    let begins = begin(day, zone);
    let hour = Hour::containing(begins);
    if hour.start() < begins { hour.plus(1) } else { hour }
}

/// Where midnight is left out or comes twice, the day begins with its first instant.
fn begin(day: Date, zone: &TimeZone) -> Timestamp {
    let midnight = zone.to_ambiguous_zoned(day.at(0, 0, 0, 0));
    let resolved = match midnight.offset() {
        AmbiguousOffset::Fold { .. } => midnight.earlier(),
        _ => midnight.compatible(),
    };
    resolved.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

fn lines(counted: Vec<HourCounts>, by: Span, zone: &TimeZone) -> Vec<Line> {
    let mut sums: BTreeMap<(Timestamp, Option<SourceId>), (String, Counts)> = BTreeMap::new();
    for row in counted {
        let name = by.name(row.hour, zone);
        let begins = match by {
            Span::Hour => row.hour.start(),
            Span::Day => begin(row.hour.start().to_zoned(zone.clone()).date(), zone),
        };
        let sum = sums.entry((begins, row.source)).or_insert_with(|| (name, Counts::default()));
        sum.1.add_all(&row.counts, 1);
    }
    let told = sums.into_iter().filter(|(_, (_, counts))| !counts.is_empty());
    told.map(|((_, source), (at, counts))| {
        let figures = if source.is_some() { Figures::of_flow(&counts) } else { Figures::of(&counts) };
        Line { at, source, figures }
    })
    .collect()
}
