//! Tests of the handler.

mod backfilling;
mod connections;
mod deactivated_numbers;
mod objects;
mod recharge;
mod releasing;
mod world;
