//! Compares the running stack with what is built.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::programs::Provider;
use crate::paths::Paths;

/// The file with the running stack's fingerprint.
pub(super) fn file(paths: &Paths) -> PathBuf {
    paths.state().join("fingerprint")
}

/// The fingerprint of the running stack; empty where none runs.
pub(super) fn running(paths: &Paths) -> String {
    fs::read_to_string(file(paths)).unwrap_or_default()
}

/// The fingerprint of the stack that would be started. Of the binaries only size and time of change are looked at:
/// cargo leaves those that it need not build untouched, and they are large.
pub(super) fn built(paths: &Paths, binaries: &[String], provider: Provider) -> anyhow::Result<String> {
    let mut hasher = DefaultHasher::new();
    provider.hash(&mut hasher);
    fs::read(paths.template())?.hash(&mut hasher);
    for script in ["deploy.py", "emulator.py", "service_models.py", "requirements/stack.txt"] {
        fs::read(paths.infra_local().join(script))?.hash(&mut hasher);
    }
    for binary in binaries {
        hash_binary(&paths.binaries().join(binary), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_binary(binary: &Path, hasher: &mut impl Hasher) -> anyhow::Result<()> {
    let metadata = fs::metadata(binary).with_context(|| format!("{} was not built", binary.display()))?;
    (binary, metadata.len(), metadata.modified()?).hash(hasher);
    Ok(())
}
