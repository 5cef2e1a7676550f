//! Clicks in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::{MessageId, StoreId};

use super::{Click, ClickRecord, Clicks};
use crate::{error::StoreError, keys, memory::Memory};

#[async_trait]
impl Clicks for Memory {
    async fn put_click(&self, click: &Click) -> Result<Timestamp, StoreError> {
        let key = keys::click(&click.store, &click.message, click.position).into();
        let mut contents = self.contents();
        let new = || ClickRecord {
            position: click.position,
            code: click.code.clone(),
            first: std::collections::BTreeMap::new(),
        };
        let record = contents.clicks.entry(key).or_insert_with(new);
        Ok(*record.first.entry(click.class).or_insert(click.at))
    }

    async fn put_clicked(
        &self,
        store: &StoreId,
        message: &MessageId,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut contents = self.contents();
        let record = contents.messages.get_mut(&keys::message(store, message).into());
        Ok(record.map(|record| *record.clicked_at.get_or_insert(at)))
    }

    async fn list_clicks(
        &self,
        store: &StoreId,
        message: &MessageId,
    ) -> Result<Vec<ClickRecord>, StoreError> {
        let (pk, prefix) = keys::clicks(store, message);
        let contents = self.contents();
        let of_message =
            contents.clicks.iter().filter(|((in_pk, sk), _)| *in_pk == pk && sk.starts_with(&prefix));
        Ok(of_message.map(|(_, record)| record.clone()).collect())
    }
}
