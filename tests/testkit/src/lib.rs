//! What the tests of all functions share: the store `demo` with everything around it in memory ([`World`]), and things
//! to put into it.
//!
//! The ports' twins in memory live beside the ports (features `testing` and `memory`), and what Recharge, Shopify and
//! the SMS providers send is in [`payloads`]. A function's tests add the function itself.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot be set up must fail")]

mod messages;
mod queue;
mod samples;
pub mod simulation;
mod world;

pub use payloads::{self, Person};

pub use self::{
    messages::{claim, occurrence, pending},
    queue::{batch, failures, queue_message},
    samples::{
        DAY, MORNING, NIGHT, PHONE, PHONE_OF_SAN_FRANCISCO, at, audit_entry, demo, installation_sender,
        link_base, link_key, own_sender, path_keys, phone, secrets, settings, store_id, twilio_sender, zoe,
    },
    world::World,
};
