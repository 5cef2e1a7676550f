//! The console in a browser (`tests/browser`), on a stack that has a month behind it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use super::calls;
use crate::{
    command::{output, run},
    debian,
    demo::history,
    paths::Paths,
    progress::{say, step},
    stack::{self, Temporary},
    venv::Venv,
};

/// Chromium under the names that systems give it.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Merchants at the console; then its API, held against `docs/openapi.json`.
pub(super) fn walk(paths: &Paths) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "browser")?;
    let chromium = chromium()?;
    let build = stack::build(paths)?;
    let started = Temporary::start_since(paths, "test-browser", &build, history::DAYS)?;
    step("thirty days of the demo store", || history::play(&started.paths))?;
    let pictures = paths.binaries().join("screenshots");
    run(Command::new(venv.program("python"))
        .args(["-m", "pytest", "tests/browser"])
        .current_dir(paths.root())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("RECHIME_STACK", &started.stack.handle)
        .env("RECHIME_CHROMIUM", chromium)
        .env("RECHIME_SCREENSHOTS", &pictures))?;
    say(&format!("  pictures of every page are in {}", pictures.display()));
    calls::note(paths, &started.stack)
}

/// The browser of this system.
fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    debian::install("chromium fonts-liberation", "Chromium is needed: the console is tested in it.")?;
    find_chromium().context("Chromium was installed, and is not there")
}

fn find_chromium() -> Option<PathBuf> {
    CHROMIUM.iter().find_map(|name| {
        let path = output(Command::new("sh").args(["-c", &format!("command -v {name}")])).ok()?;
        Some(path.trim().into())
    })
}
