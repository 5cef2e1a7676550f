//! Packages of the system, installed where that is possible without asking.

use std::process::Command;

use anyhow::bail;

use crate::command::{output, run};
use crate::progress::step;

/// Installs packages, else says what is needed and names the command. `needed` is a sentence.
pub(crate) fn install(packages: &str, needed: &str) -> anyhow::Result<()> {
    let command = format!("apt-get install --yes {packages}");
    if !rustix::process::geteuid().is_root() || output(Command::new("apt-get").arg("--version")).is_err() {
        bail!("{needed} On Debian and Ubuntu: sudo {command}");
    }
    step(&command, || {
        run(Command::new("sh").args(["-c", &format!("apt-get update --quiet --quiet && {command} >&2")]))
    })
}
