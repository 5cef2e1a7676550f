//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The repository's and the build's directories.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    root: PathBuf,
    target: PathBuf,
    stack: String,
}

/// The stack that `cargo xtask up` starts.
const USUAL_STACK: &str = "stack";

impl Paths {
    /// From what cargo tells the commands that it runs. `CARGO_TARGET_DIR` is honoured.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = package.ancestors().nth(2).context("xtask is not inside the repository")?.to_owned();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), |directory| root.join(directory));
        Ok(Self { root, target, stack: USUAL_STACK.to_owned() })
    }

    /// The same, for another stack of this build directory.
    pub(crate) fn with_stack(&self, name: &str) -> Self {
        Self { stack: name.to_owned(), ..self.clone() }
    }

    /// Whether these are of the stack that `cargo xtask up` starts.
    pub(crate) fn is_of_the_usual_stack(&self) -> bool {
        self.stack == USUAL_STACK
    }

    /// The repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The build directory of the profile `local`: the binaries that the stack runs.
    pub(crate) fn binaries(&self) -> PathBuf {
        self.target.join("local")
    }

    /// An example program, built with the profile `local`.
    pub(crate) fn example(&self, name: &str) -> PathBuf {
        self.binaries().join("examples").join(name)
    }

    /// The build directory of the profile `release`: the binaries that are deployed.
    pub(crate) fn released(&self) -> PathBuf {
        self.target.join("release")
    }

    /// An example program, built with the profile `release`.
    pub(crate) fn released_example(&self, name: &str) -> PathBuf {
        self.released().join("examples").join(name)
    }

    /// The handle for tests and tools: `stack.json`.
    pub(crate) fn handle(&self) -> PathBuf {
        self.binaries().join(&self.stack).with_extension("json")
    }

    /// What a stack has on disk: process ids, logs, the clock, and what outlives its processes.
    pub(crate) fn state(&self) -> PathBuf {
        self.binaries().join(&self.stack)
    }

    /// The Python environment that one of infra/local/requirements describes.
    pub(crate) fn venv(&self, name: &str) -> PathBuf {
        self.binaries().join("venv").join(name)
    }

    /// The files that describe the local stack.
    pub(crate) fn infra_local(&self) -> PathBuf {
        self.root.join("infra/local")
    }

    /// The deployment.
    pub(crate) fn template(&self) -> PathBuf {
        self.root.join("template.yaml")
    }
}
