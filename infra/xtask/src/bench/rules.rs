//! `cargo xtask bench rules`: what one evaluation of a message costs, as it is deployed.
//!
//! Instructions and allocations are compared with their budgets. Time is printed only. Then replies of every length.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use super::{
    replies,
    valgrind::{self, Counts},
};
use crate::{
    command::{output, run},
    paths::Paths,
    progress::{print, step},
    test::cargo,
};

/// What one evaluation may take, in µs.
const BUDGET: f64 = 20.0;
/// What a core is taken to do in a µs: 2.5 GHz and two instructions in a cycle, which is modest.
const INSTRUCTIONS_PER_MICROSECOND: f64 = 5_000.0;
/// What one evaluation may allocate: blocks of memory.
const MOST_ALLOCATIONS: f64 = 100.0;

/// The counted rounds are those between these two runs: what the start of a program costs is in both.
const ROUNDS: [u32; 2] = [20, 220];
/// Rounds of the run that is timed.
const TIMED_ROUNDS: u32 = 3_000;

/// Evaluations in a row, by the example `evaluation` of `rechime-domain`.
struct Case {
    name: String,
    evaluations_per_round: f64,
}

/// What one evaluation costs.
struct Cost {
    counts: Counts,
    nanoseconds: f64,
}

/// Runs the benchmark. It needs valgrind, and no stack.
pub(crate) fn rules(paths: &Paths) -> anyhow::Result<()> {
    valgrind::ensure_present()?;
    step("building the programs that are measured", || build(paths))?;
    let program = paths.released_example("evaluation");
    let mut within = true;
    print(&heading())?;
    for case in cases(&program)? {
        let cost = measure(&program, &case)?;
        within &= cost.is_within();
        print(&cost.line(&case.name))?;
    }
    ensure!(within, "a budget is exceeded");
    print(&format!("Every evaluation stays within {BUDGET} µs and {MOST_ALLOCATIONS} allocations."))?;
    replies::check(&paths.released_example("replies"))
}

fn build(paths: &Paths) -> anyhow::Result<()> {
    let package = ["--package", "rechime-domain", "--example", "evaluation", "--example", "replies"];
    run(cargo(paths).args(["build", "--quiet", "--release"]).args(package))
}

fn cases(program: &Path) -> anyhow::Result<Vec<Case>> {
    let parse = |line: &str| {
        let (evaluations, name) = line.split_once(' ')?;
        Some(Case { name: name.to_owned(), evaluations_per_round: evaluations.parse().ok()? })
    };
    let listed = output(&mut Command::new(program))?;
    listed.lines().map(|line| parse(line).with_context(|| format!("not a case: {line}"))).collect()
}

fn measure(program: &Path, case: &Case) -> anyhow::Result<Cost> {
    let [few, many] = ROUNDS.map(|rounds| valgrind::count(program, &[&case.name, &rounds.to_string()]));
    let (few, many) = (few?, many?);
    let evaluations = f64::from(ROUNDS[1] - ROUNDS[0]) * case.evaluations_per_round;
    let each = |count: fn(&Counts) -> f64| (count(&many) - count(&few)) / evaluations;
    let timed = output(Command::new(program).args([&case.name, &TIMED_ROUNDS.to_string()]))?;
    Ok(Cost {
        counts: Counts {
            instructions: each(|run| run.instructions),
            allocations: each(|run| run.allocations),
            allocated_bytes: each(|run| run.allocated_bytes),
        },
        nanoseconds: timed.trim().parse().context("the program tells no time")?,
    })
}

fn heading() -> String {
    format!(
        "One evaluation of a message by all rules, {BUDGET} µs at most. \"estimated\" takes a core to do \
         {INSTRUCTIONS_PER_MICROSECOND} instructions in a µs;\n\"measured\" and \"a second\" (evaluations per core) \
         are this machine's, in the spell that was disturbed least.\n{:<28} {:>12} {:>12} {:>12} {:>12} {:>12} {:>8}",
        "", "instructions", "estimated µs", "measured µs", "a second", "allocations", "bytes"
    )
}

impl Cost {
    fn microseconds(&self) -> f64 {
        self.counts.instructions / INSTRUCTIONS_PER_MICROSECOND
    }

    fn is_within(&self) -> bool {
        self.microseconds() <= BUDGET && self.counts.allocations <= MOST_ALLOCATIONS
    }

    fn line(&self, case: &str) -> String {
        let Counts { instructions, allocations, allocated_bytes } = self.counts;
        format!(
            "{case:<28} {instructions:>12.0} {:>12.1} {:>12.1} {:>12.0} {allocations:>12.1} {allocated_bytes:>8.0}{}",
            self.microseconds(),
            self.nanoseconds / 1e3,
            1e9 / self.nanoseconds,
            if self.is_within() { "" } else { "  EXCEEDED" }
        )
    }
}
