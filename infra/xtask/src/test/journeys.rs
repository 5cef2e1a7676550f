//! Tests that need the running stack.

use std::process::Command;

use super::checks::cargo;
use crate::{
    command::run,
    demo::{self, Format},
    http::Http,
    paths::Paths,
    stack::{self, Stack},
    venv::Venv,
};

/// The table's contract on the emulator, the black-box journeys, and the demo's day.
pub(super) fn play(paths: &Paths) -> anyhow::Result<()> {
    let stack = stack::up(paths)?;
    let test = |package: &str| {
        let mut command = cargo(paths);
        command
            .args(["test", "--package", package, "--test", "*", "--profile", "local", "--quiet"])
            .env("RECHIME_TEST_ENDPOINT", &stack.aws_endpoint_url)
            .env("RECHIME_STACK", paths.handle());
        run(&mut command)
    };
    test("rechime-store")?;
    test("journeys")?;
    demo::run(paths, Format::Text, true)
}

/// The emulator enforces no permissions, so what the functions called is held against what the template allows.
pub(super) fn permissions(paths: &Paths) -> anyhow::Result<()> {
    let stack = Stack::load(paths)?;
    let calls = paths.state().join("calls.json");
    std::fs::write(&calls, Http::new(&stack.meter_url).get("/meter")?.to_string())?;
    let venv = Venv::prepare(paths, "checks")?;
    let script = paths.infra_local().join("permissions.py");
    run(Command::new(venv.program("python")).arg(script).arg(paths.template()).arg(calls))
}
