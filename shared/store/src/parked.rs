//! Queue messages that cannot be handled, kept with their reason for a person to look at and to try again.
//!
//! They lie under the store that they name, or under none.

use std::fmt;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, alive, decode, encode, expiry},
    keys,
    page::{Cursor, Page},
    table::Table,
};

mod lot;

pub use self::lot::ParkingLot;

/// Bytes of a payload that are kept: an item of the table takes 400 KB at most.
const PAYLOAD_LIMIT: usize = 300_000;

/// How long a message stays parked.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Messages on one page of the list. An answer of DynamoDB has 1 MB at most, and so may be shorter.
const PAGE: usize = 25;

/// A parked message's name: the time it came, then what makes it unique. Safe in an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ParkedId(String);

/// Why a text is not a [`ParkedId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a parked message is a time, an underscore and the queue's id, 200 characters at most")]
pub struct InvalidParkedId;

impl ParkedId {
    /// Names a message that came at `received_at`. `unique` is the queue's id of it, so that parking it twice
    /// parks it once.
    #[must_use]
    pub fn new(received_at: Timestamp, unique: &str) -> Self {
        Self(format!("{}_{unique}", keys::sortable(received_at)))
    }

    /// Takes an id as it stands in an address.
    pub fn parse(text: &str) -> Result<Self, InvalidParkedId> {
        let fits = text.len() <= 200 && time_of(text).is_some();
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidParkedId) }
    }

    /// When the message came.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        time_of(&self.0).unwrap_or_default()
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The time that an id begins with.
fn time_of(id: &str) -> Option<Timestamp> {
    id.split_once('_')?.0.parse().ok()
}

impl fmt::Display for ParkedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a parked message is, and so how it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParkedKind {
    /// A webhook of Recharge's: its payload is the webhook's body.
    RechargeWebhook,
    /// A customer webhook of Shopify's: its payload is the webhook's body.
    ShopifyWebhook,
    /// Anything else of the `events` queue, whole.
    Event,
    /// A message of the `sends` queue, whole.
    Send,
    /// A message of the `feedback` queue, whole.
    Feedback,
    /// A message of the `audience` queue, whole.
    Audience,
    /// A message of the `clicks` queue, whole.
    Click,
    /// What a schedule hands to quiet-hours, whole.
    Release,
    /// Where changes of the table are that tally could not count. It cannot be tried again.
    Change,
}

/// A queue message that cannot be handled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Parked {
    /// Its name.
    pub id: ParkedId,
    /// What it is.
    pub kind: ParkedKind,
    /// A webhook's topic, such as `subscription/created`; of other messages their `type`.
    pub topic: String,
    /// Why it cannot be handled, in a sentence.
    pub reason: String,
    /// A webhook's body, or the whole message, as it came; cut at 300,000 bytes.
    pub payload: String,
    /// Whether the payload is all there. One that is not cannot be tried again.
    pub complete: bool,
    /// When it was parked.
    pub parked_at: Timestamp,
    /// Whether its queue gave it up after many attempts. If not, it is one that no repetition would help.
    #[serde(default)]
    pub given_up: bool,
}

impl Parked {
    /// A message to park. Cuts a payload that is too long to keep.
    #[must_use]
    pub fn new(
        id: ParkedId,
        kind: ParkedKind,
        topic: String,
        reason: String,
        mut payload: String,
        parked_at: Timestamp,
    ) -> Self {
        let kept = payload.floor_char_boundary(PAYLOAD_LIMIT);
        let complete = kept == payload.len();
        payload.truncate(kept);
        Self { id, kind, topic, reason, payload, complete, parked_at, given_up: false }
    }

    /// The same, given up by its queue.
    #[must_use]
    pub fn given_up(self) -> Self {
        Self { given_up: true, ..self }
    }
}

/// Where messages are parked, for 14 days: of a store, or of none.
#[async_trait]
pub trait ParkedMessages: Send + Sync {
    /// Parks a message. Doing so twice parks it once.
    async fn park(&self, store: Option<&StoreId>, parked: &Parked) -> Result<(), StoreError>;

    /// What is parked, the oldest first.
    async fn list_parked(
        &self,
        store: Option<&StoreId>,
        after: Option<&Cursor>,
    ) -> Result<Page<Parked>, StoreError>;

    /// A parked message; `None` where it was deleted or expired. Whoever tries it again deletes it afterwards: the
    /// other way round could lose it, and twice does no harm.
    async fn get_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<Option<Parked>, StoreError>;

    /// Deletes a message. Doing so twice is fine.
    async fn delete_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<(), StoreError>;
}

#[async_trait]
impl ParkedMessages for Table {
    async fn park(&self, store: Option<&StoreId>, parked: &Parked) -> Result<(), StoreError> {
        let mut item = encode(&keys::parked(store, &parked.id), parked)?;
        item.insert(EXPIRES_AT.to_owned(), expiry(parked.parked_at, KEPT));
        self.put_row(item).await
    }

    async fn list_parked(
        &self,
        store: Option<&StoreId>,
        after: Option<&Cursor>,
    ) -> Result<Page<Parked>, StoreError> {
        let pk = keys::parking(store);
        let page = self.page_rows(self.partition(&pk), &pk, after, PAGE).await?;
        let alive = page.items.into_iter().filter_map(|item| alive(item, self.now()));
        Ok(Page { items: alive.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }

    async fn get_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<Option<Parked>, StoreError> {
        self.get_row(&keys::parked(store, id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn delete_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<(), StoreError> {
        self.delete_row(&keys::parked(store, id)).await
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl ParkedMessages for Memory {
    async fn park(&self, store: Option<&StoreId>, parked: &Parked) -> Result<(), StoreError> {
        self.contents().parked.insert((store.cloned(), parked.id.clone()), parked.clone());
        Ok(())
    }

    async fn list_parked(
        &self,
        store: Option<&StoreId>,
        after: Option<&Cursor>,
    ) -> Result<Page<Parked>, StoreError> {
        let (contents, after) = (self.contents(), after.map(Cursor::as_str));
        let parked =
            contents.parked.iter().filter(|((of, id), _)| of.as_ref() == store && Some(id.as_str()) > after);
        Ok(page(parked.map(|((_, id), parked)| (id.as_str().to_owned(), parked.clone())), PAGE))
    }

    async fn get_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<Option<Parked>, StoreError> {
        Ok(self.contents().parked.get(&(store.cloned(), id.clone())).cloned())
    }

    async fn delete_parked(&self, store: Option<&StoreId>, id: &ParkedId) -> Result<(), StoreError> {
        self.contents().parked.remove(&(store.cloned(), id.clone()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_parsing_and_other_texts_are_refused() {
        let id = ParkedId::new(Timestamp::UNIX_EPOCH, "5fea7756-0ea4");
        assert_eq!(ParkedId::parse(id.as_str()), Ok(id));
        for bad in
            ["", "_", "x_y", "1970-01-01T00:00:00Z", &format!("1970-01-01T00:00:00Z_{}", "a".repeat(200))]
        {
            assert_eq!(ParkedId::parse(bad), Err(InvalidParkedId), "{bad}");
        }
    }
}
