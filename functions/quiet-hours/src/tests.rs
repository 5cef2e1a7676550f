//! Tests of the handler.

mod failing;
mod going_on;
mod releasing;
mod reviewing;
mod world;
