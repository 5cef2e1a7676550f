//! Checks that need nothing but the sources.

use std::process::Command;

use crate::{command::run, paths::Paths, venv::Venv};

/// One profile for everything, so that each crate, and each macro and build script, is built once.
pub(crate) const PROFILE: &str = "--profile=local";

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

/// Advisories need the advisory database, which `cargo-deny` fetches: the workflow checks them as well.
pub(super) fn dependencies(paths: &Paths) -> anyhow::Result<()> {
    let deny = ["--log-level", "error", "check", "bans", "licenses", "sources"];
    tool(paths, "cargo-deny", &deny)?;
    tool(paths, "cargo-shear", &[])
}

/// One of cargo's tools, at the version that the requirements name.
fn tool(paths: &Paths, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "checks")?;
    run(Command::new(venv.program(name)).args(arguments).current_dir(paths.root()))
}

pub(super) fn lints(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths)
        .args(["clippy", "--workspace", "--all-targets", PROFILE, "--quiet"])
        .args(["--", "--deny", "warnings"]))
}

pub(super) fn documentation(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths)
        .args(["doc", "--workspace", "--no-deps", "--document-private-items", PROFILE, "--quiet"])
        .env("RUSTDOCFLAGS", "--deny warnings"))
}

/// Whatever is built from here on, all at once, for that makes the most of two processors.
pub(super) fn build(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths).args(["build", "--workspace", "--all-targets", PROFILE]))
}

/// What `cargo test` runs where nothing else does: the tests that need a stack are left out, and say so.
pub(super) fn tests(paths: &Paths) -> anyhow::Result<()> {
    run(cargo(paths).args(["test", "--workspace", PROFILE, "--quiet"]).env_remove("RECHIME_TEST_ENDPOINT"))
}
