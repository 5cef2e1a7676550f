//! Tests of the handler.

mod claims;
mod doubles;
mod engagement;
mod failing;
mod last_look;
mod promotions;
mod refusals;
mod samples;
mod unknown;
mod waiting;
mod world;
