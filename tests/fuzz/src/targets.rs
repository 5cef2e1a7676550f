//! What is fuzzed. Each target is named by its folder in `corpus`.

mod csv;
mod receipt;
mod reply;
mod signature;
mod template;
mod webhook;

/// A reader of what others wrote.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Reads an input and says what kind of answer that is. Panics if a promise is broken.
    pub(crate) run: fn(&[u8]) -> String,
    /// What is usual.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Words that mean something to it.
    pub(crate) words: &'static [&'static str],
    /// The most bytes of memory that may be asked for in all, by the bytes of the input.
    pub(crate) most_bytes: fn(usize) -> usize,
}

const ALL: [Target; 6] =
    [webhook::TARGET, signature::TARGET, template::TARGET, reply::TARGET, receipt::TARGET, csv::TARGET];

/// The targets whose name has that word; all for none.
#[must_use]
pub fn named(word: &str) -> Vec<Target> {
    ALL.into_iter().filter(|target| target.name.contains(word)).collect()
}
