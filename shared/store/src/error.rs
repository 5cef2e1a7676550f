//! What can go wrong with the table.

/// Why the table did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The table did not answer, or refused for now. Whether the write happened is not known; every write here
    /// may be repeated.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// Somebody else changed it in the meantime, or it is not there: read it again and decide anew.
    #[error("Somebody else changed this at the same moment. Look at it again, then repeat the change.")]
    Conflict,
    /// It is there already.
    #[error("There is one of this name already.")]
    Exists,
    /// An item cannot be read, or a value cannot be written. Trying again does not help.
    #[error("the item {key} cannot be read or written: {problem}")]
    Corrupt {
        /// Partition and sort key, with a slash between them.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}
