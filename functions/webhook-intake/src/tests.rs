//! Tests of the handler.

mod answers;
mod enqueued;
mod guesses;
mod legacy;
mod proofs;
mod shopify;
mod world;
