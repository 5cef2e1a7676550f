//! The rules of Rechime: pure, no AWS, no clock, no randomness, no I/O.
//!
//! A webhook becomes an [`Occurrence`](occurrence::Occurrence); an occurrence and a flow's step make a
//! [`PendingMessage`](message::PendingMessage); [`decide`](decision::decide) says whether that message may go
//! now, must wait, or must not be sent, and why. Everything else in the workspace moves data to and from here.

pub mod campaign;
pub mod characters;
pub mod click;
pub mod condition;
pub mod consent;
pub mod contact;
pub mod counting;
pub mod decision;
pub mod default_flows;
pub mod experiment;
pub mod facts;
pub mod flow;
pub mod frequency;
pub mod hour;
pub mod ids;
pub mod job;
pub mod json;
pub mod jurisdiction;
pub mod law;
pub mod link;
pub mod list_file;
pub mod message;
pub mod message_kind;
pub mod minute;
pub mod money;
pub mod occurrence;
pub mod pace;
pub mod parts;
pub mod path_key;
pub mod phone;
pub mod place;
pub mod portal;
pub mod profile;
pub mod quiet_hours;
pub mod reason;
pub mod reply;
pub mod segment;
pub mod send_window;
pub mod sender;
pub mod settings;
pub mod source;
pub mod subscriber;
mod table;
pub mod template;
pub mod text_notes;
pub mod token_bucket;
pub mod trigger;
pub mod truth;
pub mod value;
pub mod zone;
