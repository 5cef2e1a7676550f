//! How fresh a read must be.

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    /// May miss the writes of the last second. Half the price.
    Eventual,
    /// Sees every write that was acknowledged.
    Strong,
}
