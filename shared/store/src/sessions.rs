//! The sessions of those who signed in to the console.

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, attribute, decode, encode, expiry, text},
    keys,
    table::Table,
};

/// A session ends when it was not used for so long.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);

/// A session ends so long after it began, however much it is used.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A session's id: the hash of its token, so that nobody who reads the table can take a session over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(String);

impl SessionId {
    /// The id of the session with that token.
    #[must_use]
    pub fn of_token(token: &str) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(token.as_bytes())))
    }

    /// The id as text: 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is known of somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The name that they gave.
    pub name: String,
    /// Which admin key they signed in with. A session of another key has ended.
    pub key_fingerprint: String,
    /// When they signed in.
    pub began_at: Timestamp,
    /// When the session was last noted as used.
    pub used_at: Timestamp,
}

impl Session {
    /// When it ends unless it is used again: after [`IDLE`], or [`LONGEST`] after its beginning.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        (self.used_at + IDLE).min(self.began_at + LONGEST)
    }
}

/// Keeps sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Puts a session. Tokens are random, so no other session has its id.
    async fn put_session(&self, id: &SessionId, session: &Session) -> Result<(), StoreError>;

    /// A session, if it was not deleted. Read consistently, so that who signed out is out. One that has ended may
    /// still be there.
    async fn get_session(&self, id: &SessionId) -> Result<Option<Session>, StoreError>;

    /// Notes that a session was used at that time. One that was deleted stays so.
    async fn put_session_use(
        &self,
        id: &SessionId,
        session: &Session,
        used_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Deletes a session. Doing so twice is fine.
    async fn delete_session(&self, id: &SessionId) -> Result<(), StoreError>;

    /// Deletes all sessions, whoever's they are.
    async fn delete_all_sessions(&self) -> Result<(), StoreError>;
}

#[async_trait]
impl Sessions for Table {
    async fn put_session(&self, id: &SessionId, session: &Session) -> Result<(), StoreError> {
        self.put_row(row(id, session)?).await
    }

    async fn get_session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        self.get_row(&keys::session(id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn put_session_use(
        &self,
        id: &SessionId,
        session: &Session,
        used_at: Timestamp,
    ) -> Result<(), StoreError> {
        let used = Session { used_at, ..session.clone() };
        let changes = Changes::default()
            .set("used_at", attribute(used_at)?)
            .set(EXPIRES_AT, expiry(used.ends_at(), SignedDuration::ZERO))
            .only_if("attribute_exists(pk)");
        self.update_row(&keys::session(id), changes).await.map(drop)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<(), StoreError> {
        self.delete_row(&keys::session(id)).await
    }

    async fn delete_all_sessions(&self) -> Result<(), StoreError> {
        let rows = self.query_rows(self.partition(keys::SESSIONS).consistent_read(true)).await?;
        let ids: Vec<_> = rows.iter().map(|row| SessionId(text(row, "sk").to_owned())).collect();
        try_join_all(ids.iter().map(|id| self.delete_session(id))).await.map(drop)
    }
}

fn row(id: &SessionId, session: &Session) -> Result<Item, StoreError> {
    let mut row = encode(&keys::session(id), session)?;
    row.insert(EXPIRES_AT.to_owned(), expiry(session.ends_at(), SignedDuration::ZERO));
    Ok(row)
}

#[cfg(feature = "memory")]
#[async_trait]
impl Sessions for Memory {
    async fn put_session(&self, id: &SessionId, session: &Session) -> Result<(), StoreError> {
        self.contents().sessions.insert(id.clone(), session.clone());
        Ok(())
    }

    async fn get_session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.contents().sessions.get(id).cloned())
    }

    async fn put_session_use(
        &self,
        id: &SessionId,
        _session: &Session,
        used_at: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(session) = self.contents().sessions.get_mut(id) {
            session.used_at = used_at;
        }
        Ok(())
    }

    async fn delete_session(&self, id: &SessionId) -> Result<(), StoreError> {
        self.contents().sessions.remove(id);
        Ok(())
    }

    async fn delete_all_sessions(&self) -> Result<(), StoreError> {
        self.contents().sessions.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_when_it_is_idle_and_at_the_latest_after_a_week() {
        let began_at: Timestamp = "2026-11-23T17:00:00Z".parse().unwrap();
        let ends = |hours| {
            let used_at = began_at + SignedDuration::from_hours(hours);
            let (name, key_fingerprint) = ("Ana".to_owned(), "f".to_owned());
            Session { name, key_fingerprint, began_at, used_at }.ends_at().duration_since(began_at).as_hours()
        };
        assert_eq!([0, 100, 156, 167].map(ends), [12, 112, 168, 168]);
    }
}
