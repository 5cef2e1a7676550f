//! The files that a target begins with, and those that it leaves.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The contents of the files of a folder and of those in it, by name.
pub(crate) fn files_below(folder: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn collect(folder: &Path, to: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, to) } else { to.push(path) }
    }
}

/// Keeps an input that failed; says where.
pub(crate) fn keep(target: &str, input: &[u8]) -> PathBuf {
    let folder = root().join("target/fuzz").join(target);
    let number = (1..100_000).find(|number| !folder.join(number.to_string()).exists()).unwrap_or_default();
    let path = folder.join(number.to_string());
    fs::create_dir_all(&folder).and_then(|()| fs::write(&path, input)).unwrap();
    path
}
