//! `cargo xtask bench sizes`: how large the packages are that Lambda gets, against their budgets.

use std::process::Command;

use super::deployed::{self, FUNCTIONS};
use crate::{command, paths::Paths, progress::step};

/// Runs `cargo xtask bench sizes`. The packages of a deployment are checked by the same script after `sam build`.
pub(crate) fn sizes(paths: &Paths) -> anyhow::Result<()> {
    step("building the functions as they are deployed", || deployed::build(paths))?;
    let binaries = FUNCTIONS.iter().map(|function| paths.released().join(function));
    command::run(Command::new("python3").arg(paths.infra_local().join("sizes.py")).args(binaries))
}
