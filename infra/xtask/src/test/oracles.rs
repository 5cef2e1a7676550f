//! The domain's rules, compared with programs that are not ours (`tests/oracles`).

use std::process::Command;

use crate::{command::run, paths::Paths, venv::Venv};

pub(super) fn quiet_hours(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "quiet_hours")
}

pub(super) fn places(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "places")
}

/// An oracle in Python. It prints how much was compared, and fails where anything differs.
fn python(paths: &Paths, name: &str) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "checks")?;
    let script = paths.root().join("tests/oracles").join(name).join("compare.py");
    run(Command::new(venv.program("python")).arg(script).current_dir(paths.root()))
}
