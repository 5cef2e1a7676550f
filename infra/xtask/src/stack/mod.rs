//! The local stack: up, down, status, and the handle by which others find it.

mod deploy;
mod fingerprint;
mod handle;
mod interrupt;
mod ports;
mod programs;
mod seed;
mod up;

use anyhow::bail;

use crate::paths::Paths;
use crate::processes::Processes;
use crate::progress::{print, say};

pub(crate) use handle::Stack;
pub(crate) use programs::{Provider, clock_file};
pub(crate) use up::{Temporary, build, up, up_since, up_with};

/// Ends the stack. Nothing of it goes on. What it holds is there again after the next `up`.
pub(crate) fn down(paths: &Paths) -> anyhow::Result<()> {
    of_the_stack(paths).stop()?;
    for file in [paths.handle(), fingerprint::file(paths)] {
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    let scratch = programs::scratch(paths);
    if scratch.exists() {
        std::fs::remove_dir_all(scratch)?;
    }
    Ok(())
}

/// Ends the stack and forgets what it holds: stores, texts that wait, consent, the time.
pub(crate) fn reset(paths: &Paths) -> anyhow::Result<()> {
    down(paths)?;
    let state = paths.state();
    if state.exists() {
        std::fs::remove_dir_all(state)?;
    }
    Ok(())
}

/// Says what runs. An error where the stack is not up, or not wholly.
pub(crate) fn status(paths: &Paths) -> anyhow::Result<()> {
    let processes = of_the_stack(paths).all();
    if processes.is_empty() {
        bail!("the stack is not up; start it with: cargo xtask up");
    }
    for process in &processes {
        say(&format!("{:<12} {}", process.name, if process.is_running() { "runs" } else { "HAS ENDED" }));
    }
    if !of_the_stack(paths).are_running() {
        bail!("logs are in {}; start the stack anew with: cargo xtask up", paths.state().display());
    }
    announce(&Stack::load(paths)?)
}

/// Prints what a person needs first.
pub(crate) fn announce(stack: &Stack) -> anyhow::Result<()> {
    print(&format!("\nconsole    {}\nadmin key  {}", stack.console_url, stack.admin_key))
}

fn of_the_stack(paths: &Paths) -> Processes {
    Processes::in_directory(paths.state())
}
