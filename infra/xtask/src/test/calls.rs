//! What the functions called of AWS while stacks ran.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use crate::{command::run, http::Http, paths::Paths, stack::Stack, venv::Venv};

/// By function and operation: what was written, as actions, each with the pattern of a partition key.
type Calls = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// One at a time may read the file and write it again.
static NOTING: Mutex<()> = Mutex::new(());

/// What the meter tells of an operation, as far as permissions depend on it.
#[derive(Deserialize)]
struct Operation {
    writes: BTreeSet<String>,
}

/// Forgets what was noted in earlier runs.
pub(super) fn forget(paths: &Paths) -> anyhow::Result<()> {
    Ok(fs::write(file(paths), "{}")?)
}

/// Adds what a stack's meter counted.
pub(super) fn note(paths: &Paths, stack: &Stack) -> anyhow::Result<()> {
    let _turn = NOTING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut calls: Calls =
        fs::read(file(paths)).map_or_else(|_| Ok(Calls::new()), |bytes| serde_json::from_slice(&bytes))?;
    let more: BTreeMap<String, BTreeMap<String, Operation>> =
        serde_json::from_value(Http::new(&stack.meter_url).get("/meter")?)?;
    for (function, operations) in more {
        let noted = calls.entry(function).or_default();
        for (name, operation) in operations {
            noted.entry(name).or_default().extend(operation.writes);
        }
    }
    Ok(fs::write(file(paths), serde_json::to_vec(&calls)?)?)
}

/// The emulator enforces no permissions, so what the functions called is held against what the template allows.
pub(super) fn are_allowed(paths: &Paths) -> anyhow::Result<()> {
    let venv = Venv::prepare(paths, "checks")?;
    let script = paths.infra_local().join("permissions.py");
    run(Command::new(venv.program("python")).arg(script).arg(paths.template()).arg(file(paths)))
}

fn file(paths: &Paths) -> PathBuf {
    paths.binaries().join("calls.json")
}
