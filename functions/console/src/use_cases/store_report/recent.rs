//! What was counted in the last days of a store, for the pages: in all, by day or hour, and by flow.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rechime_domain::{counting::Counts, hour::Hour, ids::SourceId, settings::StoreSettings};
use rechime_store::{StoreError, counters::HourCounts};

use super::{begin, figures::Figures, first_hour};
use crate::app::App;

/// The last days of a store up to now, today included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Period {
    Today,
    #[default]
    Week,
    Month,
}

impl Period {
    pub(crate) const ALL: [Self; 3] = [Self::Today, Self::Week, Self::Month];

    pub(crate) const fn days(self) -> i32 {
        match self {
            Self::Today => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }

    /// The period of so many days.
    pub(crate) fn of_days(days: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.days().to_string() == days)
    }
}

/// What was counted in a period, hour by hour.
pub(crate) struct Recent {
    rows: Vec<HourCounts>,
    period: Period,
    zone: TimeZone,
    today: Date,
}

impl Recent {
    /// Reads what was counted in a period.
    pub(crate) async fn read(
        app: &App,
        settings: &StoreSettings,
        period: Period,
    ) -> Result<Self, StoreError> {
        let (zone, now) = (settings.zone(), app.clock.now());
        let today = now.to_zoned(zone.clone()).date();
        let from = first_hour(days_before(today, period.days() - 1), &zone);
        let rows = app.counters.list_counts(&settings.id, from, Hour::containing(now)).await?;
        Ok(Self { rows, period, zone, today })
    }

    /// Everything of the period together.
    pub(crate) fn total(&self) -> Figures {
        sum(self.rows.iter())
    }

    /// Everything of the last so many days of the period.
    pub(crate) fn total_of(&self, days: i32) -> Figures {
        let from = begin(days_before(self.today, days - 1), &self.zone);
        sum(self.rows.iter().filter(|row| row.hour.start() >= from))
    }

    /// Today alone.
    pub(crate) fn of_today(mut self) -> Self {
        let from = begin(self.today, &self.zone);
        self.rows.retain(|row| row.hour.start() >= from);
        Self { period: Period::Today, ..self }
    }

    /// Each flow or campaign of which anything was counted.
    pub(crate) fn by_source(&self) -> BTreeMap<SourceId, Figures> {
        let mut sums: BTreeMap<SourceId, Counts> = BTreeMap::new();
        for row in &self.rows {
            if let Some(source) = &row.source {
                sums.entry(source.clone()).or_default().add_all(&row.counts, 1);
            }
        }
        sums.into_iter().map(|(source, counts)| (source, Figures::of_flow(&counts))).collect()
    }

    /// The same period for one flow alone.
    pub(crate) fn of_source(mut self, source: &SourceId) -> Self {
        self.rows.retain(|row| row.source.as_ref() == Some(source));
        self
    }

    /// By when each began: the days of the period, or the hours of today. Those without anything are there, too.
    pub(crate) fn slots(&self) -> Vec<(Timestamp, Figures)> {
        let begins = match self.period {
            Period::Today => self.hours_of_today(),
            Period::Week | Period::Month => self.days(),
        };
        let ends = begins.iter().skip(1).copied().chain([Timestamp::MAX]);
        let slot = |(from, to)| {
            let rows = self.rows.iter().filter(|row| (from..to).contains(&row.hour.start()));
            (from, sum(rows))
        };
        begins.iter().copied().zip(ends).map(slot).collect()
    }

    fn days(&self) -> Vec<Timestamp> {
        let days = (0..self.period.days()).rev();
        days.map(|before| begin(days_before(self.today, before), &self.zone)).collect()
    }

    fn hours_of_today(&self) -> Vec<Timestamp> {
        let tomorrow = begin(days_before(self.today, -1), &self.zone);
        let first = first_hour(self.today, &self.zone);
        // A day has 25 hours at most.
        (0..25).map(|hour| first.plus(hour).start()).take_while(|begins| *begins < tomorrow).collect()
    }
}

fn days_before(day: Date, days: i32) -> Date {
    day.saturating_sub(days.days())
}

fn sum<'a>(rows: impl Iterator<Item = &'a HourCounts>) -> Figures {
    let mut counts = Counts::default();
    rows.for_each(|row| counts.add_all(&row.counts, 1));
    Figures::of(&counts)
}
