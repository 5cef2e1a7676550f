//! Fuzzing of everything that reads what others wrote: webhooks, signatures, templates, replies, receipts and lists.
//!
//! ```sh
//! cargo xtask fuzz                 # every target for a minute
//! cargo xtask fuzz template 10     # one of them, for ten
//! ```
//!
//! Each target begins with seeds: what is usual, and the files of `corpus/<target>`, which were once found or are known
//! attacks. They are changed at random, over and over. An input that makes a target say something new is changed further.
//! An input fails if its target panics, finds a promise broken, or takes more time or memory than its length allows. It is
//! made as short as it can be and kept in `target/fuzz/<target>`; once mended it belongs in the corpus.
//!
//! The same seed number makes the same inputs, so a run can be repeated.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a target that breaks a promise must fail"
)]

mod corpus;
mod harness;
mod meter;
mod mutation;
mod random;
mod targets;

pub use harness::{Plan, Run, run};
pub use targets::{Target, named};

#[cfg(test)]
mod tests {
    use super::*;

    /// What CI has time for. `cargo xtask fuzz` has more.
    #[test]
    fn nothing_that_others_write_breaks_a_reader() {
        for target in named("") {
            let run = run(&target, &Plan { inputs: Some(1_000), ..Plan::default() });
            assert_eq!(run.failure, None, "{}", target.name);
        }
    }
}
