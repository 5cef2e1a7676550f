//! One journey at a time: all share the stack's clock, and the simulators' faults.

use std::fs::File;

use anyhow::Context;

use crate::stack::Stack;

/// The turn of one journey, over when it is dropped. It holds between the tests of a process, and between processes.
#[derive(Debug)]
pub(crate) struct Turn {
    _locked: File,
}

impl Turn {
    /// Waits for its turn.
    pub(crate) fn take() -> anyhow::Result<Self> {
        let path = Stack::file().with_file_name("journeys.lock");
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        file.lock()?;
        Ok(Self { _locked: file })
    }
}
