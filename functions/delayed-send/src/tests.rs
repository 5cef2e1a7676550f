//! Tests of the handler.

mod again;
mod campaigns;
mod claims;
mod doubles;
mod engagement;
mod failing;
mod frequency;
mod last_look;
mod links;
mod refusals;
mod samples;
mod senders;
mod test_texts;
mod turns;
mod unknown;
mod waiting;
mod world;
