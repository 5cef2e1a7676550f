//! One journey at a time on a stack: it moves the stack's clock, and breaks its simulators.

use std::{
    fs::{File, TryLockError},
    thread,
    time::Duration,
};

use anyhow::{Context, bail};

use crate::stack::Stack;

/// How often is looked whether a stack has become free.
const GLANCE: Duration = Duration::from_millis(50);

/// A stack that no other journey uses until this is dropped. It holds between the tests of a process, and between
/// processes.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) stack: Stack,
    _locked: File,
}

impl Turn {
    /// Waits for the first of some stacks to be free.
    pub(crate) fn take(stacks: &[Stack]) -> anyhow::Result<Self> {
        loop {
            for stack in stacks {
                if let Some(locked) = try_lock(stack)? {
                    return Ok(Self { stack: stack.clone(), _locked: locked });
                }
            }
            thread::sleep(GLANCE);
        }
    }
}

fn try_lock(stack: &Stack) -> anyhow::Result<Option<File>> {
    let path = stack.handle().with_extension("turn");
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => bail!("{}: {error}", path.display()),
    }
}
