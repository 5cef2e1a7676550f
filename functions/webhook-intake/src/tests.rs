//! Tests of the handler.

mod answers;
mod enqueued;
mod proofs;
mod shopify;
mod world;
