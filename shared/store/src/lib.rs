//! The DynamoDB table: keys, rows, and one repository per thing.
//!
//! Each repository is a small trait, so that a function can ask for just what it uses and its IAM statement can allow
//! just that. Beside the trait are its two implementations: [`Table`] is all repositories on DynamoDB, `Memory`
//! (feature `memory`) is all of them in a process, for tests. One suite of contract tests holds for both. The rate
//! limit of calls to Recharge, a port of `rechime_recharge` ([`rechime_recharge::client::RateLimiter`]), is kept here
//! too, in a row for each token.

pub mod api_keys;
pub mod audit;
pub mod buckets;
pub mod cached_configs;
pub mod campaigns;
pub mod checkups;
pub mod clicks;
pub mod configs;
pub mod consistency;
pub mod counters;
pub mod customer_cache;
pub mod error;
pub mod facts;
pub mod flow_history;
pub mod holds;
pub mod imports;
pub mod journal;
pub mod links;
pub mod messages;
pub mod number_lists;
pub mod paces;
pub mod page;
pub mod parked;
pub mod people;
pub mod phones;
pub mod received_replies;
pub mod replies;
pub mod runs;
pub mod senders;
pub mod sent_texts;
pub mod sessions;
pub mod sign_in_attempts;
pub mod stream;
pub mod subscribers;
pub mod waiting;

mod changes;
mod failure;
#[cfg(feature = "memory")]
mod faulty;
mod item;
mod keys;
#[cfg(feature = "memory")]
mod memory;
mod rate_limit;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod size;
mod table;
mod token_bucket;

pub use error::StoreError;
#[cfg(feature = "memory")]
pub use faulty::{Fault, Faulty};
#[cfg(feature = "memory")]
pub use memory::Memory;
pub use page::{Cursor, Page};
pub use table::Table;
