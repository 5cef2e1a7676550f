//! What texts did in a period: five figures, a chart, and the chart's table.

use jiff::{Timestamp, tz::TimeZone};

use super::moments;
use crate::{
    use_cases::store_report::{
        figures::Figures,
        money::Cost,
        recent::{Period, Recent},
    },
    words::EN,
};

/// Units of the chart's height, and of the place that each bar has in its width.
const HEIGHT: u64 = 100;
const PLACE: usize = 10;

/// What a page shows of a period.
pub(super) struct Results {
    pub(super) periods: Vec<PeriodLink>,
    /// Where the same is a table for a spreadsheet.
    pub(super) csv: String,
    pub(super) tiles: [Tile; 5],
    pub(super) not_sent: Vec<NotSent>,
    /// None where nothing was sent.
    pub(super) chart: Option<Chart>,
}

/// A choice of the period.
pub(super) struct PeriodLink {
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) current: bool,
}

/// One figure.
pub(super) struct Tile {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) under: String,
}

/// Texts that did not go or did not arrive.
pub(super) struct NotSent {
    pub(super) text: String,
    pub(super) address: String,
}

/// Bars, and the lines of their table.
pub(super) struct Chart {
    pub(super) title: &'static str,
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) width: usize,
    /// What the top, the middle and the bottom stand for.
    pub(super) scale: [String; 3],
    pub(super) bars: Vec<Bar>,
}

/// A day or an hour.
pub(super) struct Bar {
    pub(super) x: usize,
    /// Heights, and where they begin from the top.
    pub(super) sent: u64,
    pub(super) sent_top: u64,
    pub(super) delivered: u64,
    pub(super) delivered_top: u64,
    pub(super) title: String,
    /// The word below it. Empty where there is no room.
    pub(super) tick: String,
    pub(super) name: String,
    pub(super) cells: [String; 5],
}

impl Results {
    /// `address` is that of the page, which takes the period as `days`. `activity` is that of its messages, up to and
    /// excluding `show=`; `csv` that of the table, up to and excluding `days=`.
    pub(super) fn of(
        recent: &Recent,
        period: Period,
        zone: &TimeZone,
        address: &str,
        activity: &str,
        csv: &str,
    ) -> Self {
        let total = recent.total();
        Self {
            periods: period_links(&Period::ALL, period, address),
            csv: format!("{csv}days={}", period.days()),
            not_sent: not_sent(&total, activity),
            chart: (total.sent > 0).then(|| chart(recent, period, zone)),
            tiles: tiles(&total),
        }
    }
}

/// Links to the same page for other periods.
pub(super) fn period_links(periods: &[Period], current: Period, address: &str) -> Vec<PeriodLink> {
    periods.iter().map(|period| period_link(*period, current, address)).collect()
}

fn period_link(period: Period, current: Period, address: &str) -> PeriodLink {
    let name = match period {
        Period::Today => EN.report.today,
        Period::Week => EN.report.week,
        Period::Month => EN.report.month,
    };
    PeriodLink { name, address: format!("{address}?days={}", period.days()), current: period == current }
}

/// A figure is never below 0.
pub(super) const fn count(figure: i64) -> u64 {
    figure.unsigned_abs()
}

/// What texts cost, and who says so.
pub(super) fn cost(figures: &Figures) -> (String, &'static str) {
    let (dollars, by) = match figures.cost() {
        Cost::Told(dollars) => (dollars, EN.report.told),
        Cost::Estimated(dollars) => (dollars, EN.report.estimated),
    };
    ((EN.say.dollars)(count(dollars.cents())), by)
}

/// What a flow's texts did, in one line.
pub(super) fn in_brief(figures: &Figures) -> String {
    let Figures { sent, clicked, opted_out, .. } = figures;
    (EN.say.flow_figures)(count(*sent), count(*clicked), count(*opted_out), &cost(figures).0)
}

fn tiles(total: &Figures) -> [Tile; 5] {
    let (w, sent) = (&EN.report, count(total.sent));
    let share = |name, of: i64| Tile {
        name,
        value: (EN.say.percent)(count(of), sent),
        under: (EN.say.texts)(count(of)),
    };
    let (cost, by) = cost(total);
    [
        Tile { name: w.sent, value: (EN.say.number)(sent), under: (EN.say.segments)(count(total.segments)) },
        share(w.delivered, total.delivered),
        share(w.clicked, total.clicked),
        Tile { name: w.opted_out, value: (EN.say.number)(count(total.opted_out)), under: String::new() },
        Tile { name: w.cost, value: cost, under: if sent > 0 { by.to_owned() } else { String::new() } },
    ]
}

fn not_sent(total: &Figures, activity: &str) -> Vec<NotSent> {
    let w = &EN.report;
    let kinds = [
        (total.all_skipped(), w.skipped, "skipped"),
        (total.failed + total.unknown, w.failed, "failed"),
        (total.undelivered, w.undelivered, "undelivered"),
    ];
    let some = kinds.into_iter().filter(|(figure, ..)| *figure > 0);
    some.map(|(figure, word, show)| NotSent {
        text: format!("{} {word}", (EN.say.number)(count(figure))),
        address: format!("{activity}show={show}"),
    })
    .collect()
}

fn chart(recent: &Recent, period: Period, zone: &TimeZone) -> Chart {
    let (w, slots) = (&EN.report, recent.slots());
    let by_hour = period == Period::Today;
    let top = rounded_up(slots.iter().map(|(_, figures)| count(figures.sent)).max().unwrap_or_default());
    let last = slots.len().saturating_sub(1);
    let bar = |(place, (begins, figures)): (usize, &(Timestamp, Figures))| {
        let name = if by_hour { moments::clock(*begins, zone) } else { moments::day(*begins, zone) };
        let tick = match period {
            Period::Today if place % 6 == 0 => moments::short_hour(*begins, zone),
            Period::Week => moments::weekday(*begins, zone),
            Period::Month if (last - place) % 7 == 3 => moments::short_day(*begins, zone),
            _ => String::new(),
        };
        drawn(place, top, figures, name, tick)
    };
    Chart {
        title: if by_hour { w.by_hour } else { w.by_day },
        table: if by_hour { w.table_hours } else { w.table_days },
        column: if by_hour { w.hour } else { w.day },
        width: slots.len() * PLACE,
        scale: [top, top / 2, 0].map(EN.say.number),
        bars: slots.iter().enumerate().map(bar).collect(),
    }
}

fn drawn(place: usize, top: u64, figures: &Figures, name: String, tick: String) -> Bar {
    let (sent, delivered) = (count(figures.sent), count(figures.delivered).min(count(figures.sent)));
    // What is there at all is seen.
    let height = |figure: u64| if figure == 0 { 0 } else { (figure * HEIGHT / top).max(1) };
    Bar {
        x: place * PLACE,
        sent: height(sent),
        sent_top: HEIGHT.saturating_sub(height(sent)),
        delivered: height(delivered),
        delivered_top: HEIGHT.saturating_sub(height(delivered)),
        title: (EN.say.bar)(&name, sent, delivered),
        cells: [
            (EN.say.number)(sent),
            (EN.say.number)(count(figures.delivered)),
            (EN.say.number)(count(figures.clicked)),
            (EN.say.number)(count(figures.opted_out)),
            cost(figures).0,
        ],
        tick,
        name,
    }
}

/// The next even number of one leading digit, or of two where that would leave half of the chart empty.
fn rounded_up(most: u64) -> u64 {
    let mut power = 1;
    while power * 10 < most {
        power *= 10;
    }
    let steps = [1, 2, 3, 4, 5, 6, 8, 10].map(|step| step * power);
    steps.into_iter().find(|top| *top >= most.max(2) && top % 2 == 0).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::rounded_up;

    #[test]
    fn a_scale_has_a_whole_middle_and_little_room_above_the_longest_bar() {
        let tops = [0, 1, 2, 3, 7, 10, 11, 35, 99, 100, 101, 1_204].map(rounded_up);
        assert_eq!(tops, [2, 2, 2, 4, 8, 10, 20, 40, 100, 100, 200, 2_000]);
    }
}
