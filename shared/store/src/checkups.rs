//! What upkeep found when it last looked after a store's connection.
//!
//! The profile says what the merchant wants (connected or not), this says how it is. Upkeep alone writes it, but for
//! whoever connects or disconnects the store, and for whoever hears of an end before upkeep does.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    consistency::Consistency,
    error::StoreError,
    item::{decode, encode},
    keys,
    table::Table,
};

/// How much of what was looked through already is looked through again. Recharge shows a change only a while after
/// it, and asks those who follow its lists for a gap of half an hour
/// (<https://fivetran.com/docs/applications/recharge>).
const OVERLAP: SignedDuration = SignedDuration::from_mins(30);

/// How far back it goes at most: what is older is not worth a row that says so. As long as Recharge keeps its own
/// events.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is wrong with a store's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionProblem {
    /// Recharge no longer accepts the API key.
    KeyRefused,
    /// The API key may no longer do what it must.
    KeyRestricted,
    /// Recharge was removed from the shop.
    Uninstalled,
}

impl ConnectionProblem {
    /// Whether no events can come any more.
    #[must_use]
    pub const fn ends_connection(self) -> bool {
        matches!(self, Self::KeyRefused | Self::Uninstalled)
    }

    /// The code by which programs know it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyRefused => "key_refused",
            Self::KeyRestricted => "key_restricted",
            Self::Uninstalled => "uninstalled",
        }
    }

    /// What is wrong and what to do, in words a merchant understands.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::KeyRefused => {
                "Recharge no longer accepts this store's API key. Make a new one in Recharge (Tools & apps > API \
                 tokens) and connect the store with it."
            }
            Self::KeyRestricted => {
                "This store's API key may no longer read what it must. In Recharge open Tools & apps > API tokens, \
                 edit the key and give Orders, Subscriptions, Payments and Customers read access."
            }
            Self::Uninstalled => {
                "Recharge was removed from this shop. Settings and flows are kept; connect the store with a new API \
                 key once Recharge is back."
            }
        }
    }
}

/// What was found, and how far what webhooks may have missed was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkup {
    /// When it was looked.
    pub checked_at: Timestamp,
    /// How many webhooks were registered then.
    pub webhooks: usize,
    /// What is wrong, if something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ConnectionProblem>,
    /// Everything that changed before then has come, by a webhook or by looking back.
    pub backfilled_until: Timestamp,
    /// A look back that one run could not finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_back: Option<LookBack>,
}

/// A look through all that changed since a moment, list by list and page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// From when on changes are looked through.
    pub since: Timestamp,
    /// When it began: once it is done, everything before has come.
    pub began_at: Timestamp,
    /// Whether webhooks are known to have been missing.
    pub after_a_gap: bool,
    /// How many of the lists are done.
    #[serde(default)]
    pub lists_done: usize,
    /// Recharge's cursor of the page to go on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Checkup {
    /// A store that is connected at `now`, with nothing to look back for.
    #[must_use]
    pub const fn fresh(now: Timestamp, webhooks: usize) -> Self {
        Self { checked_at: now, webhooks, problem: None, backfilled_until: now, look_back: None }
    }

    /// This one as the next after `last`: it goes on looking back from where that one was. After a problem webhooks
    /// were missing.
    #[must_use]
    pub fn following(self, last: Self) -> Self {
        let gap = last.problem.map(|_| LookBack::beginning(last.backfilled_until, self.checked_at, true));
        Self { backfilled_until: last.backfilled_until, look_back: gap.or(last.look_back), ..self }
    }
}

impl LookBack {
    /// A look back that begins at `now`, to before `until`, where the last one ended.
    #[must_use]
    pub fn beginning(until: Timestamp, now: Timestamp, after_a_gap: bool) -> Self {
        let since = until.saturating_sub(OVERLAP).unwrap_or(Timestamp::MIN);
        let longest = now.saturating_sub(LONGEST).unwrap_or(Timestamp::MIN);
        Self { since: since.max(longest), began_at: now, after_a_gap, lists_done: 0, cursor: None }
    }

    /// The same after a page whose next one has that cursor.
    #[must_use]
    pub fn after_page(self, next: Option<String>) -> Self {
        let lists_done = self.lists_done + usize::from(next.is_none());
        Self { lists_done, cursor: next, ..self }
    }
}

/// Keeps each store's last [`Checkup`].
#[async_trait]
pub trait Checkups: Send + Sync {
    /// The last one, if there was any. Read consistently.
    async fn get_checkup(&self, store: &StoreId) -> Result<Option<Checkup>, StoreError>;

    /// Puts one in the place of the last.
    async fn put_checkup(&self, store: &StoreId, checkup: &Checkup) -> Result<(), StoreError>;

    /// Deletes it: the store is not connected any more.
    async fn delete_checkup(&self, store: &StoreId) -> Result<(), StoreError>;
}

#[async_trait]
impl Checkups for Table {
    async fn get_checkup(&self, store: &StoreId) -> Result<Option<Checkup>, StoreError> {
        self.get_row(&keys::checkup(store), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn put_checkup(&self, store: &StoreId, checkup: &Checkup) -> Result<(), StoreError> {
        self.put_row(encode(&keys::checkup(store), checkup)?).await
    }

    async fn delete_checkup(&self, store: &StoreId) -> Result<(), StoreError> {
        self.delete_row(&keys::checkup(store)).await
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Checkups for Memory {
    async fn get_checkup(&self, store: &StoreId) -> Result<Option<Checkup>, StoreError> {
        Ok(self.contents().checkups.get(store).cloned())
    }

    async fn put_checkup(&self, store: &StoreId, checkup: &Checkup) -> Result<(), StoreError> {
        self.contents().checkups.insert(store.clone(), checkup.clone());
        Ok(())
    }

    async fn delete_checkup(&self, store: &StoreId) -> Result<(), StoreError> {
        self.contents().checkups.remove(store);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_look_back_overlaps_the_last_and_is_not_endless() {
        let now = at("2026-11-24T17:00:00Z");
        let usual = LookBack::beginning(at("2026-11-24T16:00:00Z"), now, false);
        assert_eq!((usual.since, usual.began_at), (at("2026-11-24T15:30:00Z"), now));
        let long = LookBack::beginning(at("2026-01-01T00:00:00Z"), now, true);
        assert_eq!(long.since, at("2026-11-17T17:00:00Z"));
    }

    #[test]
    fn it_goes_from_page_to_page_and_from_list_to_list() {
        let look = LookBack::beginning(at("2026-11-24T16:00:00Z"), at("2026-11-24T17:00:00Z"), false);
        let look = look.after_page(Some("c2".to_owned()));
        assert_eq!((look.lists_done, look.cursor.as_deref()), (0, Some("c2")));
        let look = look.after_page(None);
        assert_eq!((look.lists_done, look.cursor), (1, None));
    }
}
