//! Tests that need a running stack.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use super::checks::{PROFILE, cargo};
use crate::{
    command::run,
    demo::{self, Format},
    http::Http,
    paths::Paths,
    progress::step,
    stack::{self, Temporary},
    venv::Venv,
};

/// Journeys mostly wait, and each needs a stack of its own, for it moves the clock.
const SIDE_BY_SIDE: usize = 3;

/// The table's contract on the emulator, the black-box journeys, and the demo's day, on stacks that are empty at first.
pub(super) fn play(paths: &Paths) -> anyhow::Result<()> {
    let build = stack::build(paths)?;
    let start = |number| Temporary::start(paths, &format!("test-{number}"), &build);
    let stacks = (1..=SIDE_BY_SIDE).map(start).collect::<anyhow::Result<Vec<_>>>()?;
    let first = stacks.first().context("no stack")?;

    run(test(paths, "contract").env("RECHIME_TEST_ENDPOINT", &first.stack.aws_endpoint_url))?;
    let handles = env::join_paths(stacks.iter().map(|started| &started.stack.handle))?;
    let threads = format!("--test-threads={SIDE_BY_SIDE}");
    run(test(paths, "journeys").args(["--", "--ignored", &threads]).env("RECHIME_STACKS", handles))?;
    step("the demo's day", || demo::run_day(&first.paths, Format::Text))?;

    let mut calls = Calls::new();
    for started in &stacks {
        let table = Http::new(&started.stack.meter_url).get("/meter")?;
        add(&mut calls, serde_json::from_value(table)?);
    }
    Ok(fs::write(calls_file(paths), serde_json::to_vec(&calls)?)?)
}

/// The tests of that name, built as all others are.
fn test(paths: &Paths, name: &str) -> Command {
    let mut command = cargo(paths);
    command.args(["test", "--workspace", PROFILE, "--quiet", "--test", name]);
    command
}

/// What functions called, by function and operation.
type Calls = BTreeMap<String, BTreeMap<String, Value>>;

fn add(calls: &mut Calls, more: Calls) {
    for (function, operations) in more {
        calls.entry(function).or_default().extend(operations);
    }
}

fn calls_file(paths: &Paths) -> PathBuf {
    paths.binaries().join("calls.json")
}

/// The emulator enforces no permissions, so what the functions called is held against what the template allows.
pub(super) fn permissions(paths: &Paths) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "checks")?;
    let script = paths.infra_local().join("permissions.py");
    run(Command::new(venv.program("python")).arg(script).arg(paths.template()).arg(calls_file(paths)))
}
