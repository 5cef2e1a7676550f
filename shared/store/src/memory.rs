//! The repositories in memory, for tests. Nothing expires here.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rechime_domain::{
    facts::Facts,
    ids::StoreId,
    message::MessageRecord,
    message::PendingMessage,
    minute::Minute,
    phone::PhoneNumber,
    subscriber::{ConsentEntry, Subscriber},
};
use rechime_recharge::client::CustomerProfile;

use crate::{
    buckets::Bucket,
    checkups::Checkup,
    configs::StoreConfig,
    journal::JournalEntry,
    keys::Key,
    number_lists::ListPosition,
    page::{Cursor, Page},
    parked::{Parked, ParkedId},
};

mod buckets;
mod checkups;
mod configs;
mod customers;
mod facts;
mod faulty;
mod holds;
mod journal;
mod messages;
mod number_lists;
mod pace;
mod parked;
mod promotions;
mod replies;
mod subscribers;

pub use faulty::{Fault, Faulty};

/// A table in memory: every repository in one, with the same promises as [`Table`](crate::Table). Clones share
/// what is in it.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    contents: Arc<Mutex<Contents>>,
}

#[derive(Debug, Default)]
struct Contents {
    configs: BTreeMap<StoreId, StoreConfig>,
    checkups: BTreeMap<StoreId, Checkup>,
    subscribers: BTreeMap<(StoreId, PhoneNumber), Subscriber>,
    consents: BTreeMap<(String, String), ConsentEntry>,
    facts: BTreeMap<(StoreId, String), Facts>,
    holds: BTreeMap<(String, String), PendingMessage>,
    buckets: BTreeMap<Minute, Bucket>,
    openings: u64,
    messages: BTreeMap<String, MessageRecord>,
    journal: BTreeMap<(String, String), Vec<JournalEntry>>,
    parked: BTreeMap<(StoreId, ParkedId), Parked>,
    customers: BTreeMap<(String, String), CustomerProfile>,
    pace: BTreeMap<String, i64>,
    replies: BTreeMap<String, replies::Row>,
    list_position: Option<ListPosition>,
}

impl Memory {
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Key> for (String, String) {
    fn from(key: Key) -> Self {
        (key.pk, key.sk)
    }
}

/// The first `limit` of some things with their cursors, as the table pages: where the page is full there may be
/// more.
fn page<T>(things: impl Iterator<Item = (String, T)>, limit: usize) -> Page<T> {
    let (mut items, mut next) = (Vec::new(), None);
    for (cursor, item) in things.take(limit.max(1)) {
        items.push(item);
        next = Some(Cursor::new(cursor));
    }
    let full = items.len() == limit.max(1);
    Page { items, next: next.filter(|_| full) }
}
