//! `cargo xtask demo`: a shop's day, through the front door.
//!
//! Webhooks come signed as Recharge signs them, the deployed functions do what they do, the clock moves, and each text
//! is printed as it arrives, with its reasons. Each step says what must come of it: a day that goes differently ends
//! with an error.

mod customers;
mod day;
pub(crate) mod history;
mod report;
mod step;

use std::collections::BTreeSet;

use anyhow::ensure;
use journeys::{FLOWS, Journey};

use crate::{
    paths::Paths,
    progress::say,
    stack::{self, Stack},
};
use customers::Customer;
use day::Day;
use report::Report;

/// How the demo is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// One JSON object per line.
    Json,
}

/// Runs through the day. A stack that was up stays up; one that the demo started ends with it, unless it is to be kept.
pub(crate) fn run(paths: &Paths, format: Format, keep: bool) -> anyhow::Result<()> {
    let was_up = Stack::load(paths).is_ok();
    stack::up(paths)?;
    let result = run_day(paths, format);
    if !was_up && !keep {
        stack::down(paths)?;
    }
    result?;
    if was_up || keep {
        say("\nThe stack is up; `cargo xtask down` ends it.");
        stack::announce(&Stack::load(paths)?)?;
    }
    Ok(())
}

/// Runs through the day on a stack that is up.
pub(crate) fn run_day(paths: &Paths, format: Format) -> anyhow::Result<()> {
    let journey = Journey::begin_on(&paths.handle())?;
    let shop = journey.demo_shop()?;
    let report = Report::new(format);
    let mut flows = BTreeSet::new();
    for step in Day::tomorrow(&journey.clock)?.steps(&Customer::all(&shop))? {
        let outcome = step.run(&shop)?;
        report.step(&step, &outcome)?;
        flows.extend(outcome.texted_flow());
    }
    ensure!(flows.len() == FLOWS.len(), "only {} of the twelve flows were texted", flows.len());
    report.end("Twelve flows texted, nothing twice, nothing at night that could wait, nothing untrue.")
}
