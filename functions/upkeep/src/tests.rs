//! Tests of the handler.

mod backfilling;
mod connections;
mod given_up;
mod objects;
mod recharge;
mod releasing;
mod world;
