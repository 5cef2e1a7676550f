//! Tests of the handler.

mod backfilling;
mod connections;
mod deactivated_numbers;
mod failed_texts;
mod objects;
mod releasing;
mod spreading;
mod world;
