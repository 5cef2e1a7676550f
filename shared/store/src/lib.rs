//! The DynamoDB table: keys, items, and one repository per thing.
//!
//! Each repository is a small trait in its own file, so that a function can ask for just what it uses and its IAM
//! statement can allow just that. [`Table`] is all of them on DynamoDB; `Memory` (feature `memory`) is all of
//! them in a process, for tests. One suite of contract tests holds for both. The pace of calls to Recharge is a port of
//! [`rechime_recharge::client::Pacer`] and kept here too, in a row for each token.

pub mod buckets;
pub mod cached_configs;
pub mod cached_customers;
pub mod checkups;
pub mod configs;
pub mod customers;
pub mod error;
pub mod facts;
pub mod holds;
pub mod journal;
pub mod messages;
pub mod number_lists;
pub mod page;
pub mod parked;
pub mod promotions;
pub mod replies;
pub mod subscribers;

mod dynamo;
mod keys;
#[cfg(feature = "memory")]
mod memory;

pub use aws_sdk_dynamodb::Client;
pub use dynamo::Table;
pub use error::StoreError;
#[cfg(feature = "memory")]
pub use memory::{Fault, Faulty, Memory};
pub use page::{Cursor, Page};
