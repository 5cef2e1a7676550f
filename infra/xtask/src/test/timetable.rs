//! How long each step took.

use std::fmt;
use std::time::{Duration, Instant};

use crate::command;

/// The steps so far.
#[derive(Default)]
pub(super) struct Timetable(Vec<Step>);

struct Step {
    name: String,
    took: Duration,
    /// What its programs used of the processors; a busy machine changes that least.
    used: Duration,
}

impl Timetable {
    /// Does a step and notes its time, whether it fails or not.
    pub(super) fn time<T>(&mut self, name: String, step: impl FnOnce() -> T) -> T {
        let (start, used) = (Instant::now(), command::processor_time());
        let result = step();
        let used = command::processor_time().saturating_sub(used);
        self.0.push(Step { name, took: start.elapsed(), used });
        result
    }
}

impl fmt::Display for Timetable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "\nminutes  of processors")?;
        for Step { name, took, used } in &self.0 {
            writeln!(formatter, "{:>7}  {:>13}  {name}", minutes(*took), minutes(*used))?;
        }
        let took = self.0.iter().map(|step| step.took).sum();
        let used = self.0.iter().map(|step| step.used).sum();
        write!(formatter, "{:>7}  {:>13}  in all", minutes(took), minutes(used))
    }
}

/// Such as `3:07`.
fn minutes(duration: Duration) -> String {
    format!("{}:{:02}", duration.as_secs() / 60, duration.as_secs() % 60)
}
