//! `cargo xtask test`: every check and test, from the quickest to the slowest.

mod browser;
mod calls;
mod checks;
mod journeys;
mod oracles;
mod timetable;

pub(crate) use checks::{PROFILE, cargo};

use std::thread;

use anyhow::{anyhow, ensure};
use timetable::Timetable;

use crate::{
    paths::Paths,
    progress::{print, say, step},
};

/// A check or test.
struct Check {
    name: &'static str,
    run: fn(&Paths) -> anyhow::Result<()>,
    /// Whether it runs beside the check before it: both mostly wait.
    beside_the_last: bool,
}

impl Check {
    const fn new(name: &'static str, run: fn(&Paths) -> anyhow::Result<()>) -> Self {
        Self { name, run, beside_the_last: false }
    }

    const fn beside(name: &'static str, run: fn(&Paths) -> anyhow::Result<()>) -> Self {
        Self { name, run, beside_the_last: true }
    }
}

/// In this order: what fails soonest comes first.
const CHECKS: [Check; 17] = [
    Check::new("the format", checks::format),
    Check::new("dependencies: licences, sources, versions, use", checks::dependencies),
    Check::new("template.yaml", checks::template),
    Check::new("lints", checks::lints),
    Check::new("documentation", checks::documentation),
    Check::new("everything is built", checks::build),
    Check::new("tests that need no stack", checks::tests),
    Check::new("parts against Twilio's calculator", oracles::parts),
    Check::new("texts against Jinja2", oracles::templates),
    Check::new("places against libphonenumber", oracles::places),
    Check::new("quiet hours against Python's time zones", oracles::quiet_hours),
    Check::new("segments against a search by brute force", oracles::segments),
    Check::new("senders against the libraries of AWS and Twilio", oracles::senders),
    Check::new("Recharge's simulator against an independent client", oracles::recharge),
    Check::new("journeys through running stacks", journeys::play),
    Check::beside("the console in a browser", browser::walk),
    Check::new("permissions: every call is allowed, by name", calls::are_allowed),
];

/// Runs them all, or those whose name has one of these words. The first that fails ends it.
pub(crate) fn run(paths: &Paths, words: &[String]) -> anyhow::Result<()> {
    let is_wanted =
        |check: &&Check| words.is_empty() || words.iter().any(|word| check.name.contains(word.as_str()));
    let wanted: Vec<_> = CHECKS.iter().filter(is_wanted).collect();
    ensure!(!wanted.is_empty(), "no check has such a name: {}", words.join(" "));
    let mut timetable = Timetable::default();
    let mut groups = wanted.chunk_by(|_, next| next.beside_the_last);
    let outcome = groups.try_for_each(|group| timetable.time(names(group), || side_by_side(paths, group)));
    say(&timetable.to_string());
    outcome?;
    print(if words.is_empty() { "\nEvery check and test passed." } else { "\nThey passed." })
}

fn names(group: &[&Check]) -> String {
    group.iter().map(|check| check.name).collect::<Vec<_>>().join("; ")
}

/// Runs checks at the same time, each to its end. The error is that of the first that failed.
fn side_by_side(paths: &Paths, group: &[&Check]) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let running: Vec<_> =
            group.iter().map(|check| scope.spawn(|| step(check.name, || (check.run)(paths)))).collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        let results: Vec<_> =
            ended.map(|end| end.unwrap_or_else(|_| Err(anyhow!("a check panicked")))).collect();
        results.into_iter().collect()
    })
}
