//! Cargo's tools that a check needs: installed once for the machine, at one version.

use super::checks::cargo;
use crate::{
    command::{output, run},
    paths::Paths,
    progress::step,
};

/// Sees to it that a cargo tool is there.
pub(super) fn ensure(paths: &Paths, tool: &str, version: &str) -> anyhow::Result<()> {
    let subcommand = tool.trim_start_matches("cargo-");
    let present = output(cargo(paths).args([subcommand, "--version"])).unwrap_or_default();
    if present.contains(version) {
        return Ok(());
    }
    step(&format!("installing {tool} {version}"), || {
        let wanted = format!("{tool}@{version}");
        run(cargo(paths).args(["install", "--locked", "--quiet", "--force", &wanted]))
    })
}
