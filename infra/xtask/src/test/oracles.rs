//! What we made, compared with programs that are not ours (`tests/oracles`). Each prints how much was compared, and
//! fails where anything differs.

use std::process::Command;

use crate::{
    command::{output, run},
    paths::Paths,
    progress::say,
    venv::Venv,
};

/// Only Node can run it, which is no requirement of the project.
pub(super) fn parts(paths: &Paths) -> anyhow::Result<()> {
    let directory = paths.root().join("tests/oracles/parts");
    if output(Command::new("npm").arg("--version")).is_err() {
        say("  left out: it needs Node and npm, which are not here");
        return Ok(());
    }
    run(Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"])
        .current_dir(&directory))?;
    run(Command::new("npm")
        .args(["test", "--silent", "--"])
        .arg(paths.example("parts"))
        .current_dir(&directory))
}

pub(super) fn templates(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "templates")
}

pub(super) fn places(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "places")
}

pub(super) fn quiet_hours(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "quiet_hours")
}

pub(super) fn segments(paths: &Paths) -> anyhow::Result<()> {
    python(paths, "segments")
}

/// The providers' own libraries: what we send, and whom we believe.
pub(super) fn senders(paths: &Paths) -> anyhow::Result<()> {
    python_of(paths, "senders", "senders")
}

/// A client of Recharge's API that others wrote, so that the simulator is not only our reading of it.
pub(super) fn recharge(paths: &Paths) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "recharge")?;
    run(Command::new(venv.program("python"))
        .arg(paths.root().join("tests/oracles/recharge/check.py"))
        .arg(paths.binaries().join("rechime-simulators"))
        .args(["--recharge-port", "0", "--sms-port", "0"])
        .current_dir(paths.root()))
}

/// An oracle in Python, which asks our side by the example of its name.
fn python(paths: &Paths, name: &str) -> anyhow::Result<()> {
    python_of(paths, "checks", name)
}

/// The same, with the requirements of that name.
fn python_of(paths: &Paths, requirements: &str, name: &str) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, requirements)?;
    let script = paths.root().join("tests/oracles").join(name).join("compare.py");
    run(Command::new(venv.program("python")).arg(script).arg(paths.example(name)).current_dir(paths.root()))
}
