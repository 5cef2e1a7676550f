//! Tests that need a running stack.

use std::env;
use std::process::Command;

use anyhow::Context;

use super::{
    calls,
    checks::{PROFILE, cargo},
};
use crate::{
    command::run,
    demo::{self, Format},
    paths::Paths,
    progress::step,
    stack::{self, Temporary},
};

/// Journeys mostly wait, and each needs a stack of its own, for it moves the clock.
const SIDE_BY_SIDE: usize = 3;

/// The table's contract on the emulator, the black-box journeys, and the demo's day, on stacks that are empty at first.
pub(super) fn play(paths: &Paths) -> anyhow::Result<()> {
    calls::forget(paths)?;
    let build = stack::build(paths)?;
    let start = |number| Temporary::start(paths, &format!("test-{number}"), &build);
    let stacks = (1..=SIDE_BY_SIDE).map(start).collect::<anyhow::Result<Vec<_>>>()?;
    let first = stacks.first().context("no stack")?;

    run(test(paths, "contract").env("RECHIME_TEST_ENDPOINT", &first.stack.aws_endpoint_url))?;
    let handles = env::join_paths(stacks.iter().map(|started| &started.stack.handle))?;
    let threads = format!("--test-threads={SIDE_BY_SIDE}");
    run(test(paths, "journeys").args(["--", "--ignored", &threads]).env("RECHIME_STACKS", handles))?;
    step("the demo's day", || demo::run_day(&first.paths, Format::Text))?;

    stacks.iter().try_for_each(|started| calls::note(paths, &started.stack))
}

/// The tests of that name, built as all others are.
fn test(paths: &Paths, name: &str) -> Command {
    let mut command = cargo(paths);
    command.args(["test", "--workspace", PROFILE, "--quiet", "--test", name]);
    command
}
