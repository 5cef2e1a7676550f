//! Answers `tests/oracles/quiet_hours`. A line in: zones (joined by commas), the first minute (of Unix time), how
//! many minutes, and the window's start and end. A line out: whether it is quiet, for every minute; `|`; and for a
//! sample of them when the next opening comes: `now`, or seconds after the first minute. Both as `minute:value`,
//! told only where the value changes.

use std::{
    error::Error,
    fmt::Display,
    io::{self, BufRead, BufWriter, Write},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{quiet_hours::QuietHours, send_window::SendWindow};

/// Between two instants at which the next opening is asked for, in minutes. Every other one is mid-minute.
const STRIDE: usize = 13;

struct Question {
    window: QuietHours,
    zones: Vec<TimeZone>,
    first: Timestamp,
    minutes: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let question = Question::read(&line?)?;
        let quiet = (0..question.minutes).map(|minute| (minute, question.is_quiet(minute)));
        let openings = (0..question.minutes).step_by(STRIDE).map(|minute| (minute, question.opening(minute)));
        writeln!(out, "{} | {}", changes(quiet), changes(openings))?;
    }
    Ok(out.flush()?)
}

/// Each minute at which the value is another than before, with that value.
fn changes<T: Display + PartialEq>(values: impl Iterator<Item = (u32, T)>) -> String {
    let mut told: Vec<(u32, T)> = Vec::new();
    for (minute, value) in values {
        if told.last().is_none_or(|(_, last)| *last != value) {
            told.push((minute, value));
        }
    }
    told.iter().map(|(minute, value)| format!("{minute}:{value}")).collect::<Vec<_>>().join(" ")
}

impl Question {
    fn read(line: &str) -> Result<Self, Box<dyn Error>> {
        let [zones, first, minutes, start, end] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err("a question has five words".into());
        };
        Ok(Self {
            window: QuietHours { start: start.parse()?, end: end.parse()? },
            zones: zones.split(',').map(TimeZone::get).collect::<Result<_, _>>()?,
            first: Timestamp::from_second(first.parse::<i64>()? * 60)?,
            minutes: minutes.parse()?,
        })
    }

    fn is_quiet(&self, minute: u32) -> bool {
        let at = self.first + SignedDuration::from_mins(minute.into());
        self.zones.iter().any(|zone| self.window.is_quiet(zone, at))
    }

    /// Asked at the minute's last second where the minute is odd.
    fn opening(&self, minute: u32) -> String {
        let second = i64::from(minute % 2 * 59);
        let at = self.first + SignedDuration::from_secs(i64::from(minute) * 60 + second);
        match SendWindow::new(&[&self.window], &self.zones).next_open(at) {
            Some(opening) if opening == at => "now".to_owned(),
            Some(opening) => opening.duration_since(self.first).as_secs_f64().to_string(),
            None => "never".to_owned(),
        }
    }
}
