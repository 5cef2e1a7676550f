//! `cargo xtask test`: every check and test, from the quickest to the slowest.

mod checks;
mod journeys;
mod oracles;
mod tools;

pub(crate) use checks::cargo;

use crate::{
    paths::Paths,
    progress::{print, step},
};

/// A check: its name, and what it does.
type Check = (&'static str, fn(&Paths) -> anyhow::Result<()>);

/// In this order: what fails soonest comes first.
const CHECKS: [Check; 14] = [
    ("the format", checks::format),
    ("template.yaml", checks::template),
    ("lints", checks::lints),
    ("documentation", checks::documentation),
    ("licences, sources and versions", checks::dependencies),
    ("unused dependencies", checks::unused),
    ("unit tests", checks::unit_tests),
    ("parts against Twilio's calculator", oracles::parts),
    ("texts against Jinja2", oracles::templates),
    ("places against libphonenumber", oracles::places),
    ("quiet hours against Python's time zones", oracles::quiet_hours),
    ("Recharge's simulator against an independent client", oracles::recharge),
    ("journeys through the running stack", journeys::play),
    ("permissions: every call is allowed, by name", journeys::permissions),
];

/// Runs them all. The first that fails ends it.
pub(crate) fn run(paths: &Paths) -> anyhow::Result<()> {
    let was_up = crate::stack::Stack::load(paths).is_ok();
    let outcome = CHECKS.iter().try_for_each(|(name, check)| step(name, || check(paths)));
    if !was_up {
        crate::stack::down(paths)?;
    }
    outcome?;
    print("\nEvery check and test passed.")
}
