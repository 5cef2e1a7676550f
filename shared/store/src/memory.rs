//! The repositories in memory, for tests. Nothing expires here.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use rechime_domain::{
    campaign::Campaign,
    consent::ConsentEntry,
    facts::Facts,
    ids::{RunId, SenderId, StoreId},
    link::LinkCode,
    message::MessageRecord,
    message::PendingMessage,
    minute::Minute,
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use rechime_recharge::client::CustomerProfile;

use crate::{
    api_keys::{ApiKey, ApiKeyId},
    audit::AuditEntry,
    buckets::Bucket,
    campaigns::ShardReach,
    checkups::Checkup,
    clicks::ClickRecord,
    configs::StoreConfig,
    counters::CountedRows,
    flow_history::FlowVersion,
    imports::ImportRecord,
    journal::JournalEntry,
    keys::Key,
    links::ShortLink,
    number_lists::ListPosition,
    paces::PaceRow,
    page::{Cursor, Page},
    parked::{Parked, ParkedId},
    phones::PhoneRow,
    received_replies::ReceivedReply,
    replies::{Confirmation, Reply},
    runs::RunProgress,
    senders::KnownSender,
    sessions::{Session, SessionId},
};

/// A table in memory: every repository in one, with the same promises as [`Table`](crate::Table). Clones share
/// what is in it.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    contents: Arc<Mutex<Contents>>,
}

#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) configs: BTreeMap<StoreId, StoreConfig>,
    pub(crate) epoch: u64,
    pub(crate) senders: BTreeMap<SenderId, KnownSender>,
    pub(crate) sender_numbers: BTreeMap<PhoneNumber, SenderId>,
    pub(crate) checkups: BTreeMap<StoreId, Checkup>,
    pub(crate) subscribers: BTreeMap<(StoreId, PhoneNumber), Subscriber>,
    pub(crate) consents: BTreeMap<(String, String), ConsentEntry>,
    pub(crate) facts: BTreeMap<(StoreId, String), Facts>,
    pub(crate) holds: BTreeMap<(String, String), PendingMessage>,
    pub(crate) buckets: BTreeMap<Minute, Bucket>,
    pub(crate) scheduled: BTreeSet<Minute>,
    pub(crate) openings: u64,
    pub(crate) messages: BTreeMap<(String, String), MessageRecord>,
    pub(crate) old_news: BTreeMap<(String, String), MessageRecord>,
    pub(crate) links: BTreeMap<LinkCode, ShortLink>,
    pub(crate) clicks: BTreeMap<(String, String), ClickRecord>,
    pub(crate) journal: BTreeMap<(String, String), Vec<JournalEntry>>,
    pub(crate) parked: BTreeMap<(Option<StoreId>, ParkedId), Parked>,
    pub(crate) customer_cache: BTreeMap<(String, String), CustomerProfile>,
    pub(crate) rate_limits: BTreeMap<String, i64>,
    pub(crate) paces: BTreeMap<SenderId, PaceRow>,
    pub(crate) lines: BTreeMap<(String, String), i64>,
    pub(crate) replies: BTreeMap<String, Reply>,
    pub(crate) received_replies: BTreeMap<(String, String), ReceivedReply>,
    pub(crate) erasures: BTreeMap<(StoreId, String), Minute>,
    pub(crate) phones: BTreeMap<PhoneNumber, PhoneRow>,
    pub(crate) confirmations: BTreeMap<(PhoneNumber, Option<SenderId>), Confirmation>,
    pub(crate) list_position: Option<ListPosition>,
    pub(crate) audit: BTreeMap<(String, String), AuditEntry>,
    pub(crate) flow_versions: BTreeMap<(String, String), FlowVersion>,
    pub(crate) api_keys: BTreeMap<(StoreId, ApiKeyId), ApiKey>,
    pub(crate) imports: BTreeMap<(String, String), ImportRecord>,
    pub(crate) sessions: BTreeMap<SessionId, Session>,
    pub(crate) sign_in_attempts: BTreeMap<(String, Timestamp), u8>,
    pub(crate) sign_in_alerts: BTreeSet<Timestamp>,
    pub(crate) counters: CountedRows,
    pub(crate) runs: BTreeMap<(StoreId, RunId), RunProgress>,
    pub(crate) campaigns: BTreeMap<(String, String), Campaign>,
    pub(crate) reaches: BTreeMap<(String, String), ShardReach>,
}

impl Memory {
    pub(crate) fn contents(&self) -> MutexGuard<'_, Contents> {
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
pub(crate) fn page<T>(things: impl Iterator<Item = (String, T)>, limit: usize) -> Page<T> {
    let (mut items, mut next) = (Vec::new(), None);
    for (cursor, item) in things.take(limit.max(1)) {
        items.push(item);
        next = Some(Cursor::new(cursor));
    }
    let full = items.len() == limit.max(1);
    Page { items, next: next.filter(|_| full) }
}
