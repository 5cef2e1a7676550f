//! `cargo xtask test`: every check and test, from the quickest to the slowest.

mod browser;
mod calls;
mod checks;
mod journeys;
mod oracles;
mod timetable;

pub(crate) use checks::cargo;

use anyhow::ensure;
use timetable::Timetable;

use crate::{
    paths::Paths,
    progress::{print, say, step},
};

/// A check: its name, and what it does.
type Check = (&'static str, fn(&Paths) -> anyhow::Result<()>);

/// In this order: what fails soonest comes first.
const CHECKS: [Check; 15] = [
    ("the format", checks::format),
    ("dependencies: licences, sources, versions, use", checks::dependencies),
    ("template.yaml", checks::template),
    ("lints", checks::lints),
    ("documentation", checks::documentation),
    ("everything is built", checks::build),
    ("tests that need no stack", checks::tests),
    ("parts against Twilio's calculator", oracles::parts),
    ("texts against Jinja2", oracles::templates),
    ("places against libphonenumber", oracles::places),
    ("quiet hours against Python's time zones", oracles::quiet_hours),
    ("Recharge's simulator against an independent client", oracles::recharge),
    ("journeys through running stacks", journeys::play),
    ("the console in a browser", browser::walk),
    ("permissions: every call is allowed, by name", calls::are_allowed),
];

/// Runs them all, or those whose name has one of these words. The first that fails ends it.
pub(crate) fn run(paths: &Paths, words: &[String]) -> anyhow::Result<()> {
    let is_wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let mut wanted = CHECKS.iter().filter(|(name, _)| is_wanted(name)).peekable();
    ensure!(wanted.peek().is_some(), "no check has such a name: {}", words.join(" "));
    let mut timetable = Timetable::default();
    let outcome = wanted.try_for_each(|(name, check)| timetable.time(name, || step(name, || check(paths))));
    say(&timetable.to_string());
    outcome?;
    print(if words.is_empty() { "\nEvery check and test passed." } else { "\nThey passed." })
}
