//! Tests of the handler.

mod backfilling;
mod connections;
mod deactivated_numbers;
mod objects;
mod releasing;
mod world;
