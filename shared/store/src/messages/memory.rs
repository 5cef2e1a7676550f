//! Messages in memory.

use async_trait::async_trait;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::{Bill, ClaimKey, MessageRecord, MessageState},
};

use super::{Claim, Messages, ReceiptEffect, latest};
use crate::{error::StoreError, keys, memory::Memory};

#[async_trait]
impl Messages for Memory {
    async fn claim(&self, record: &MessageRecord) -> Result<Claim, StoreError> {
        let found = self.write_once(record).filter(|found| found.state != record.state);
        Ok(found.map_or(Claim::Won, Claim::Lost))
    }

    async fn put_outcome(
        &self,
        store: &StoreId,
        id: &MessageId,
        claim: &ClaimKey,
        state: &MessageState,
    ) -> Result<bool, StoreError> {
        let mut contents = self.contents();
        let Some(record) = contents.messages.get_mut(&keys::message(store, id).into()) else {
            return Ok(false);
        };
        if record.state.claim().as_ref() == Some(claim) {
            become_state(record, state);
        }
        Ok(record.state == *state)
    }

    async fn put_receipt(
        &self,
        store: &StoreId,
        id: &MessageId,
        state: &MessageState,
        bill: &Bill,
    ) -> Result<ReceiptEffect, StoreError> {
        let mut contents = self.contents();
        let Some(record) = contents.messages.get_mut(&keys::message(store, id).into()) else {
            return Ok(ReceiptEffect::NoRow);
        };
        let passes = state.replaces().contains(&record.state.name());
        if passes || (record.price_micros.is_none() && bill.price_micros.is_some()) {
            record.parts = bill.parts.unwrap_or(record.parts);
            record.price_micros = bill.price_micros.or(record.price_micros);
        }
        if !passes {
            if !record.came_to(state) {
                record.history.push(state.into());
            }
            return Ok(ReceiptEffect::Stands(record.state.clone()));
        }
        Ok(ReceiptEffect::Replaced(become_state(record, state)))
    }

    async fn put_held(&self, record: &MessageRecord) -> Result<bool, StoreError> {
        Ok(self.write_once(record).is_none_or(|standing| standing == *record))
    }

    async fn put_skip(&self, record: &MessageRecord) -> Result<bool, StoreError> {
        Ok(self.write_once(record).is_none_or(|standing| standing == *record))
    }

    async fn put_old_news(&self, record: &MessageRecord) -> Result<(), StoreError> {
        let key = keys::old_news(&record.store, &record.id).into();
        self.contents().old_news.insert(key, record.clone());
        Ok(())
    }

    async fn get_message(
        &self,
        store: &StoreId,
        id: &MessageId,
    ) -> Result<Option<MessageRecord>, StoreError> {
        Ok(self.contents().messages.get(&keys::message(store, id).into()).cloned())
    }

    async fn get_messages(
        &self,
        store: &StoreId,
        ids: &[MessageId],
    ) -> Result<Vec<MessageRecord>, StoreError> {
        let wanted = |record: &&MessageRecord| record.store == *store && ids.contains(&record.id);
        Ok(self.contents().messages.values().filter(wanted).cloned().collect())
    }
}

/// Gives the state that was before.
fn become_state(record: &mut MessageRecord, state: &MessageState) -> MessageState {
    if state.may_be_replaced() {
        record.history.push(state.into());
    }
    std::mem::replace(&mut record.state, state.clone())
}

impl Memory {
    /// Gives the row that stands, if one does and does not wait.
    fn write_once(&self, record: &MessageRecord) -> Option<MessageRecord> {
        let mut contents = self.contents();
        let key = keys::message(&record.store, &record.id).into();
        let before = contents.messages.get(&key).cloned();
        if let Some(standing) = before.as_ref().filter(|before| !before.state.waits()) {
            return Some(standing.clone());
        }
        let mut record = record.clone();
        if let Some(before) = before {
            for code in before.links_missing_in(&record) {
                contents.links.remove(&code);
            }
            record.history = latest(before.tries());
        }
        contents.messages.insert(key, record);
        None
    }
}
