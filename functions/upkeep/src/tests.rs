//! Tests of the handler.

mod backfilling;
mod connections;
mod objects;
mod recharge;
mod releasing;
mod world;
