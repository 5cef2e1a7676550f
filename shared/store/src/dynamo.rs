//! The repositories on DynamoDB.

mod buckets;
mod changes;
mod checkups;
mod configs;
mod customers;
mod facts;
mod failure;
mod holds;
mod item;
mod journal;
mod messages;
mod number_lists;
mod pace;
mod parked;
mod promotions;
mod replies;
#[cfg(test)]
mod size;
mod subscribers;
mod table;

pub use table::Table;
