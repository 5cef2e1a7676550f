//! `cargo xtask bench`: what a text costs, counted at the emulator's door.
//!
//! Times on a shared machine are noise; requests, capacity units and bytes are not. Each figure is held against
//! its budget.

mod cold;
mod deployed;
mod dollars;
mod gate;
mod growth;
mod load;
mod pages;
mod processors;
mod replies;
mod rules;
mod runtime_api;
mod scale;
mod sizes;
mod table;
mod valgrind;

use anyhow::ensure;
use journeys::Journey;

use crate::{
    paths::Paths,
    progress::{print, step},
    stack::{self, Stack, Temporary},
};
pub(crate) use cold::{cold, cpu};
pub(crate) use growth::growth;
use load::{Crowd, Load};
pub(crate) use pages::pages;
pub(crate) use rules::rules;
pub(crate) use scale::scale;
pub(crate) use sizes::sizes;

/// Enough that what a batch, a minute or a process costs is spread as in a shop.
const CROWD: Crowd = Crowd { by_day: 100, by_night: 300 };

/// Stores whose webhooks are mixed, one for each of a batch.
const STORES: usize = 10;

/// Runs the benchmark on a stack of its own: what another holds would be counted, too.
pub(crate) fn run(paths: &Paths) -> anyhow::Result<()> {
    let build = stack::build(paths)?;
    let started = Temporary::start(paths, "bench", &build)?;
    let (report, within) = measure(&started.paths, &started.stack)?;
    print(&report)?;
    ensure!(within, "a budget is exceeded");
    Ok(())
}

fn measure(paths: &Paths, stack: &Stack) -> anyhow::Result<(String, bool)> {
    let journey = Journey::begin_on(&paths.handle())?;
    let load = Load::new(stack, &journey, CROWD)?;
    let immediate = step("texts that go at once", || load.immediate())?;
    let held = step("texts that wait for the morning", || load.held())?;
    let many = Load::of_stores(stack, &journey, CROWD, STORES)?;
    let mixed = step("texts of ten stores in one batch", || many.immediate())?;
    let kinds = [(table::IMMEDIATE, immediate), (table::HELD, held), (table::MIXED, mixed)];
    let report =
        kinds.iter().map(|(kind, measured)| table::report(kind, measured)).collect::<Vec<_>>().join("\n\n");
    Ok((report, kinds.iter().all(|(kind, measured)| table::within(kind, measured))))
}
