use async_trait::async_trait;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::PendingMessage,
    minute::Minute,
};

use super::{Memory, page};
use crate::{
    error::StoreError,
    holds::Holds,
    keys,
    page::{Cursor, Page},
};

#[async_trait]
impl Holds for Memory {
    async fn put(&self, message: &PendingMessage, until: Minute) -> Result<(), StoreError> {
        let key = keys::hold(until, &message.id, &message.store).into();
        let held = PendingMessage { held_until: Some(until), ..message.clone() };
        self.contents().holds.insert(key, held);
        Ok(())
    }

    async fn get(
        &self,
        until: Minute,
        id: &MessageId,
        store: &StoreId,
    ) -> Result<Option<PendingMessage>, StoreError> {
        Ok(self.contents().holds.get(&keys::hold(until, id, store).into()).cloned())
    }

    async fn page(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<PendingMessage>, StoreError> {
        let (pk, after) = (keys::holds(minute, shard), after.map(Cursor::as_str));
        let contents = self.contents();
        let holds = contents.holds.iter().filter(|((of, sk), _)| *of == pk && Some(sk.as_str()) > after);
        Ok(page(holds.map(|((_, sk), message)| (sk.clone(), message.clone())), limit))
    }

    async fn of_store(
        &self,
        minute: Minute,
        shard: u8,
        store: &StoreId,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let (pk, prefix) = (keys::holds(minute, shard), keys::held_of(store));
        let contents = self.contents();
        let holds = contents.holds.iter().filter(|((of, sk), _)| *of == pk && sk.starts_with(&prefix));
        Ok(holds.map(|(_, message)| message.clone()).collect())
    }
}
