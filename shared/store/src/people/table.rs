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

use super::{ErasureName, LinkHit, People, PersonRows, held_minutes};
use crate::{
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

/// The classes of hits, each an attribute of a link's row with the time of the first.
const CLASSES: [&str; 3] = ["human", "preview", "scanner"];

#[async_trait]
impl People for Table {
    async fn list_person_rows(&self, store: &StoreId, person: &PersonId) -> Result<PersonRows, StoreError> {
        let rows = self.query_rows(self.partition(&keys::person(store, person))).await?;
        let mut found = PersonRows::default();
        for row in rows.into_iter().filter_map(|row| alive(row, self.now())) {
            match PersonRow::of(text(&row, "sk")) {
                PersonRow::Message => found.messages.push(decode(row)?),
                PersonRow::Click { own, position } => found.clicks.extend(hits(&row, person, own, position)?),
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
            if matches!(PersonRow::of(text(row, "sk")), PersonRow::Message) {
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
            ErasureName::Phone(phone) => keys::erasure(store, &keys::hidden(self.installation_key()?, phone)),
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
enum PersonRow<'a> {
    Message,
    Click { own: &'a str, position: u32 },
    Customer,
    Other,
}

impl<'a> PersonRow<'a> {
    fn of(sk: &'a str) -> Self {
        let Some(rest) = sk.strip_prefix(keys::MESSAGE) else {
            return if sk == keys::CUSTOMER { Self::Customer } else { Self::Other };
        };
        match rest.split_once("#CLICK#") {
            None => Self::Message,
            Some((own, position)) => {
                position.parse().map_or(Self::Other, |position| Self::Click { own, position })
            }
        }
    }
}

/// The rows that a message's row leads to: its holds and its short links.
fn followers(row: &Item) -> Result<Vec<Key>, StoreError> {
    let codes = row.get("links").and_then(|links| links.as_l().ok()).into_iter().flatten();
    let links = codes.filter_map(|code| code.as_s().ok()).map(|code| keys::link(code));
    let record: MessageRecord = decode(row.clone())?;
    let hold = |minute| keys::hold(minute, &record.id, &record.store);
    Ok(links.chain(held_minutes(&record).into_iter().map(hold)).collect())
}

/// The first hits on a link, of each class.
fn hits(row: &Item, person: &PersonId, own: &str, position: u32) -> Result<Vec<LinkHit>, StoreError> {
    let message = MessageId::parse(&format!("{person}{own}")).map_err(|_| corrupt_attribute(row, "sk"))?;
    let told = CLASSES.into_iter().filter(|class| !text(row, class).is_empty());
    let hit = |class: &'static str| {
        let at = text(row, class).parse().map_err(|_| corrupt_attribute(row, class))?;
        Ok(LinkHit { message: message.clone(), position, class: class.to_owned(), at })
    };
    told.map(hit).collect()
}
