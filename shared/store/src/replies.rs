//! Replies that came: the gate through which each is answered once.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::error::StoreError;

/// The rows of replies, by the name that the provider gave each.
#[async_trait]
pub trait Replies: Send + Sync {
    /// Notes that a reply came, and gives when it came first: a reply that comes again later must not outweigh
    /// what was said in between.
    async fn receive(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError>;

    /// Whether the answer is the caller's to send. Only one caller ever hears yes, unless the answer was given
    /// back; the very same `claim` is one, and repeating it hears yes again.
    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError>;

    /// Gives an answer back that was not sent, for certain.
    async fn give_back(&self, id: &str, claim: &str) -> Result<(), StoreError>;
}
