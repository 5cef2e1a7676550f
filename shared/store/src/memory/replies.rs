use async_trait::async_trait;
use jiff::Timestamp;

use super::Memory;
use crate::{error::StoreError, replies::Replies};

/// A reply that came.
#[derive(Debug)]
pub(super) struct Row {
    at: Timestamp,
    answered_by: Option<String>,
}

#[async_trait]
impl Replies for Memory {
    async fn receive(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError> {
        let mut contents = self.contents();
        Ok(contents.replies.entry(id.to_owned()).or_insert(Row { at, answered_by: None }).at)
    }

    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let row =
            contents.replies.entry(id.to_owned()).or_insert(Row { at: Timestamp::MIN, answered_by: None });
        Ok(row.answered_by.get_or_insert_with(|| claim.to_owned()) == claim)
    }

    async fn give_back(&self, id: &str, claim: &str) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(row) = contents.replies.get_mut(id) {
            row.answered_by.take_if(|by| by == claim);
        }
        Ok(())
    }
}
