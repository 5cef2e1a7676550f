//! Webhooks that could not be read, kept for a person to look at and to try again.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};

use crate::{
    error::StoreError,
    keys,
    page::{Cursor, Page},
};

/// Bytes of a payload that are kept: an item of the table takes 400 KB at most.
const PAYLOAD_LIMIT: usize = 300_000;

/// A parked webhook's name: the time it came, then what makes it unique. Safe in an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParkedId(String);

/// Why a text is not a [`ParkedId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a parked webhook is a time, an underscore, and up to 150 characters")]
pub struct InvalidParkedId;

impl ParkedId {
    /// Names a webhook that came at `received_at`. `unique` is the queue's id of it, so that parking it twice
    /// parks it once.
    #[must_use]
    pub fn new(received_at: Timestamp, unique: &str) -> Self {
        Self(format!("{}_{unique}", keys::sortable(received_at)))
    }

    /// Takes an id as it stands in an address.
    pub fn parse(text: &str) -> Result<Self, InvalidParkedId> {
        let starts_with_a_time = |text: &str| text.split_once('_')?.0.parse::<Timestamp>().ok();
        let fits = text.len() <= 200 && starts_with_a_time(text).is_some();
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidParkedId) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ParkedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A webhook that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// Its name.
    pub id: ParkedId,
    /// `subscription/created`; what stood in the path.
    pub topic: String,
    /// Why it could not be read, in a sentence.
    pub reason: String,
    /// Its body as it came, cut at 300,000 bytes.
    pub payload: String,
    /// Whether the payload is all there. One that is not cannot be tried again.
    pub complete: bool,
    /// When it was parked.
    pub parked_at: Timestamp,
}

impl Parked {
    /// A webhook to park. Cuts a payload that is too long to keep.
    #[must_use]
    pub fn new(
        id: ParkedId,
        topic: String,
        reason: String,
        mut payload: String,
        parked_at: Timestamp,
    ) -> Self {
        let kept = payload.floor_char_boundary(PAYLOAD_LIMIT);
        let complete = kept == payload.len();
        payload.truncate(kept);
        Self { id, topic, reason, payload, complete, parked_at }
    }
}

/// Where webhooks are parked, for 14 days.
#[async_trait]
pub trait Parking: Send + Sync {
    /// Parks a webhook. Doing so twice parks it once.
    async fn park(&self, store: &StoreId, parked: &Parked) -> Result<(), StoreError>;

    /// What is parked, the oldest first.
    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Parked>, StoreError>;

    /// A parked webhook; `None` where it was removed or expired. Whoever tries it again removes it afterwards: the
    /// other way round could lose it, and twice does no harm.
    async fn get(&self, store: &StoreId, id: &ParkedId) -> Result<Option<Parked>, StoreError>;

    /// Throws a webhook away. Doing so twice is fine.
    async fn remove(&self, store: &StoreId, id: &ParkedId) -> Result<(), StoreError>;
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
