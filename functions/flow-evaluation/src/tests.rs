//! Tests of the handler.

mod consent;
mod deciding;
mod failing;
mod journaling;
mod late;
mod moving;
mod once;
mod parked;
mod persons;
mod recharge_lookup;
mod resuming;
mod several_flows;
mod signatures;
mod slow;
mod webhook;
mod world;
