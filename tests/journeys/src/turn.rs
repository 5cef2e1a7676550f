//! One journey at a time: all share the stack's clock, and the simulators' faults.

use std::{fs::File, path::Path};

use anyhow::Context;

/// The turn of one journey, over when it is dropped. It holds between the tests of a process, and between processes.
#[derive(Debug)]
pub(crate) struct Turn {
    _locked: File,
}

impl Turn {
    /// Waits for its turn on the stack with that handle.
    pub(crate) fn take(handle: &Path) -> anyhow::Result<Self> {
        let path = handle.with_file_name("journeys.lock");
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        file.lock()?;
        Ok(Self { _locked: file })
    }
}
