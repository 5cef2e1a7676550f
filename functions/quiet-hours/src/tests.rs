//! Tests of the handler.

mod failing;
mod later_ticks;
mod releasing;
mod reviewing;
mod world;
