//! People on DynamoDB.

use async_trait::async_trait;
use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::{MessageId, PersonId, StoreId},
    message::{MessageRecord, PendingMessage},
    minute::Minute,
    phone::PhoneNumber,
};

use super::{ErasureName, People, PersonRows, held_minutes, hits};
use crate::{
    clicks,
    consistency::Consistency,
    error::StoreError,
    holds::{message_of, shard_of},
    item::{EXPIRES_AT, Item, alive, corrupt_attribute, decode, expiry, of_key, string, text},
    keys::{self, Key},
    table::Table,
};

/// Rows of a person that are erased in one call.
const ROWS: usize = 200;

/// Rows that are deleted at once.
const AT_ONCE: usize = 25;

/// For how long the progress of an erasure is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

#[async_trait]
impl People for Table {
    async fn list_person_rows(&self, store: &StoreId, person: &PersonId) -> Result<PersonRows, StoreError> {
        let rows = self.query_rows(self.partition(&keys::person(store, person))).await?;
        let mut found = PersonRows::default();
        for row in rows.into_iter().filter_map(|row| alive(row, self.now())) {
            match PersonRow::of(&row) {
                PersonRow::Message => found.messages.push(decode(row)?),
                PersonRow::OldNews => found.old_news.push(decode(row)?),
                PersonRow::Click => {
                    found.clicks.extend(hits(&clicked(&row, person)?, &clicks::record(&row)?));
                }
                PersonRow::Customer => found.customer = Some(decode(row)?),
                PersonRow::Other => {}
            }
        }
        Ok(found)
    }

    async fn erase_person_rows(
        &self,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<(usize, bool), StoreError> {
        let pk = keys::person(store, person);
        let page = self.page_rows(self.partition(&pk).consistent_read(true), &pk, None, ROWS).await?;
        let (mut follow, mut messages) = (Vec::new(), 0);
        for row in &page.items {
            if matches!(PersonRow::of(row), PersonRow::Message) {
                messages += 1;
                follow.extend(followers(row)?);
            }
        }
        // The row leads to them, so it goes after them.
        self.delete_rows(&follow).await?;
        let own = |row: &Item| Key { pk: pk.clone(), sk: text(row, "sk").to_owned() };
        self.delete_rows(&page.items.iter().map(own).collect::<Vec<_>>()).await?;
        Ok((messages, page.next.is_some()))
    }

    async fn list_open_minutes(
        &self,
        after: Option<Minute>,
        limit: usize,
    ) -> Result<Vec<Minute>, StoreError> {
        let after = after.map(|minute| crate::page::Cursor::new(minute.to_string()));
        let query = self.partition(keys::BUCKETS).consistent_read(true);
        let page = self.page_rows(query, keys::BUCKETS, after.as_ref(), limit).await?;
        let minute = |row: &Item| text(row, "sk").parse().map_err(|_| corrupt_attribute(row, "sk"));
        page.items.iter().map(minute).collect()
    }

    async fn list_holds_of_person(
        &self,
        minute: Minute,
        store: &StoreId,
        person: &PersonId,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let query = self
            .partition(&keys::holds(minute, shard_of(person)))
            .key_condition_expression("pk = :pk AND begins_with(sk, :person)")
            .expression_attribute_values(":person", string(keys::held_of_person(store, person)));
        self.query_rows(query).await?.into_iter().map(|row| message_of(row, minute)).collect()
    }

    async fn erase_holds(&self, message: &PendingMessage) -> Result<(), StoreError> {
        let minutes = message.waits.iter().map(|wait| wait.until).chain(message.held_until);
        let keys: Vec<_> = minutes.map(|minute| keys::hold(minute, &message.id, &message.store)).collect();
        self.delete_rows(&keys).await
    }

    async fn erase_words(&self, store: &StoreId, phone: &PhoneNumber) -> Result<usize, StoreError> {
        let mut erased = 0;
        for pk in [keys::received_replies(store, phone), keys::consents(store, phone)] {
            let rows = self.query_rows(self.partition(&pk).consistent_read(true)).await?;
            let keys: Vec<_> =
                rows.iter().map(|row| Key { pk: pk.clone(), sk: text(row, "sk").to_owned() }).collect();
            // In the inbox first, which is found by these.
            if pk == keys::received_replies(store, phone) {
                let lines: Vec<_> = keys.iter().map(|reply| keys::inbox_line(store, reply)).collect();
                self.delete_rows(&lines).await?;
            }
            self.delete_rows(&keys).await?;
            erased += keys.len();
        }
        Ok(erased)
    }

    async fn erase_subscriber(&self, store: &StoreId, phone: &PhoneNumber) -> Result<(), StoreError> {
        self.delete_row(&keys::subscriber(store, phone)).await
    }

    async fn get_erasure(
        &self,
        store: &StoreId,
        name: ErasureName<'_>,
    ) -> Result<Option<Minute>, StoreError> {
        let row = self.get_row(&self.erasure_key(store, name)?, Consistency::Strong).await?;
        let reached =
            |row: Item| text(&row, "reached").parse().map_err(|_| corrupt_attribute(&row, "reached"));
        row.map(reached).transpose()
    }

    async fn put_erasure(
        &self,
        store: &StoreId,
        name: ErasureName<'_>,
        reached: Minute,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut row = of_key(&self.erasure_key(store, name)?);
        row.insert("reached".to_owned(), string(reached.to_string()));
        row.insert(EXPIRES_AT.to_owned(), expiry(at, KEPT));
        self.put_row(row).await
    }

    async fn delete_erasure(&self, store: &StoreId, name: ErasureName<'_>) -> Result<(), StoreError> {
        self.delete_row(&self.erasure_key(store, name)?).await
    }
}

impl Table {
    fn erasure_key(&self, store: &StoreId, name: ErasureName<'_>) -> Result<Key, StoreError> {
        Ok(match name {
            ErasureName::Phone(phone) => keys::erasure(store, &self.hidden(phone)?),
            ErasureName::Person(person) => keys::erasure(store, person.as_str()),
        })
    }

    /// Deletes rows, some at once. Those that are not there are fine.
    async fn delete_rows(&self, keys: &[Key]) -> Result<(), StoreError> {
        for some in keys.chunks(AT_ONCE) {
            try_join_all(some.iter().map(|key| self.delete_row(key))).await?;
        }
        Ok(())
    }
}

/// What a row of a person's partition is, by its sort key.
enum PersonRow {
    Message,
    OldNews,
    Click,
    Customer,
    Other,
}

impl PersonRow {
    fn of(row: &Item) -> Self {
        match text(row, "sk") {
            keys::CUSTOMER => Self::Customer,
            sk if keys::click_position(sk).is_some() => Self::Click,
            sk if sk.ends_with(keys::OLD_NEWS) => Self::OldNews,
            sk if sk.starts_with(keys::MESSAGE) => Self::Message,
            _ => Self::Other,
        }
    }
}

/// The rows that a message's row leads to: its holds and its short links.
fn followers(row: &Item) -> Result<Vec<Key>, StoreError> {
    let record: MessageRecord = decode(row.clone())?;
    let hold = |minute| keys::hold(minute, &record.id, &record.store);
    let links = record.links.iter().map(keys::link);
    Ok(links.chain(held_minutes(&record).into_iter().map(hold)).collect())
}

/// The message of a click's row: its key is that of the message's row, with the link's place behind it.
fn clicked(row: &Item, person: &PersonId) -> Result<MessageId, StoreError> {
    let own = text(row, "sk").strip_prefix(keys::MESSAGE).and_then(|rest| rest.split('#').next());
    let message = own.and_then(|own| MessageId::parse(&format!("{person}{own}")).ok());
    message.ok_or_else(|| corrupt_attribute(row, "sk"))
}
