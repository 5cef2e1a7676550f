//! What an interrupt ends: what is waited for, and stacks that are half started or of one purpose. The usual stack, once
//! up, is left alone.

use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use anyhow::Context;

use super::down;
use crate::paths::Paths;
use crate::progress::say;
use crate::{command, processes};

/// The stacks that end with this process.
static ENDING: Mutex<Vec<Paths>> = Mutex::new(Vec::new());

/// Ends a stack when it is dropped, or when this process is interrupted.
pub(super) struct EndsWithUs(Option<Paths>);

/// From now on the stack ends with this process.
pub(super) fn ends(paths: &Paths) -> EndsWithUs {
    ending().push(paths.clone());
    EndsWithUs(Some(paths.clone()))
}

impl EndsWithUs {
    /// From now on the stack goes on by itself.
    pub(super) fn no_more(mut self) {
        if let Some(paths) = self.0.take() {
            forget(&paths);
        }
    }
}

impl Drop for EndsWithUs {
    fn drop(&mut self) {
        let Some(paths) = &self.0 else { return };
        if let Err(error) = down(paths) {
            say(&format!("a stack did not end: {error:#}"));
        }
        forget(paths);
    }
}

/// Hears interrupts from now on.
pub(super) fn listen() -> anyhow::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| result = ctrlc::set_handler(|| std::process::exit(interrupted())));
    result.context("cannot listen for interrupts")
}

/// The exit code after an interrupt.
fn interrupted() -> i32 {
    command::interrupt();
    processes::start_no_more();
    let (stacks, mut code) = (ending().clone(), 130);
    for paths in &stacks {
        if down(paths).is_err() {
            code = 1;
        }
    }
    code
}

fn forget(paths: &Paths) {
    ending().retain(|other| other.state() != paths.state());
}

fn ending() -> MutexGuard<'static, Vec<Paths>> {
    ENDING.lock().unwrap_or_else(PoisonError::into_inner)
}
