//! Whether every text is true.
//!
//! `machine` runs evaluation, the sender and upkeep on one table in memory, with a clock that is moved from one thing
//! to the next. Two tests drive it:
//! - `table`: of each trigger everything that contradicts it, by every proof, before, while and after it waits, as the
//!   domain's own table says (`rechime_domain::truth`).
//! - `orders`: histories of subscriptions and charges whose webhooks come in any order, late and twice, against a model
//!   that knows what really happened (`history`, `judge`) and nothing of the table.
#![cfg(test)]

mod history;
mod judge;
mod machine;
mod orders;
mod table;
