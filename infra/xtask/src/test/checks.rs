//! Checks that need nothing but the sources.

use std::process::Command;

use super::tools;
use crate::{command::run, paths::Paths, venv::Venv};

/// Cargo, in the repository.
pub(crate) fn cargo(paths: &Paths) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    // Tools of cargo take this for a sign that they themselves are run by `cargo run`, and read their arguments
    // otherwise.
    command.current_dir(paths.root()).env_remove("CARGO_PKG_NAME");
    command
}

pub(super) fn format(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths).args(["fmt", "--all", "--check"]))
}

/// Both linters: cfn-lint knows `CloudFormation`, `sam validate` what SAM makes of the template.
pub(super) fn template(paths: &Paths) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "checks")?;
    run(Command::new(venv.program("cfn-lint")).arg(paths.template()).current_dir(paths.root()))?;
    run(Command::new(venv.program("sam"))
        .args(["validate", "--lint", "--region", "us-east-1", "--template-file"])
        .arg(paths.template())
        .env("SAM_CLI_TELEMETRY", "0")
        .current_dir(paths.root()))
}

pub(super) fn lints(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths).args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]))
}

pub(super) fn documentation(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths)
        .args(["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"])
        .env("RUSTDOCFLAGS", "--deny warnings"))
}

/// Advisories need the advisory database, which `cargo deny` fetches: the workflow checks them as well.
pub(super) fn dependencies(paths: &Paths) -> anyhow::Result<()> {
    tools::ensure(paths, "cargo-deny", "0.20.2")?;
    run(cargo(paths).args(["deny", "--log-level", "error", "check", "bans", "licenses", "sources"]))
}

pub(super) fn unused(paths: &Paths) -> anyhow::Result<()> {
    tools::ensure(paths, "cargo-machete", "0.9.2")?;
    run(cargo(paths).arg("machete"))
}

/// With the stack's own profile, so that its build and the tests' share their crates.
pub(super) fn unit_tests(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths).args(["test", "--workspace", "--lib", "--bins", "--profile", "local", "--quiet"]))
}
