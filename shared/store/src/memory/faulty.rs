//! The repositories in memory, with one call that goes wrong.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    facts::{FactReport, Facts},
    frequency::Promotion,
    ids::{MessageId, StoreId},
    message::{MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::Subject,
    phone::PhoneNumber,
    subscriber::{ConsentEntry, Subscriber},
};
use rechime_recharge::client::CustomerProfile;

use super::Memory;
use crate::{
    buckets::{Bucket, Buckets},
    checkups::{Checkup, Checkups},
    configs::{Configs, StoreConfig, StoreSummary, Stores},
    customers::CustomerCache,
    error::StoreError,
    facts::FactLedger,
    holds::Holds,
    journal::{Journal, JournalEntry, JournalLine},
    messages::{Claim, Messages},
    page::{Cursor, Page},
    parked::{Parked, ParkedId, Parking},
    promotions::Promotions,
    replies::Replies,
    subscribers::{Consistency, Subscribers},
};

/// How a call goes wrong. The caller sees the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done.
    Refused,
    /// It is done, and the answer is lost.
    AnswerLost,
}

/// A [`Memory`] of which one call goes wrong: with every call in turn, tests show that no order of events loses
/// or repeats anything.
#[derive(Debug, Default)]
pub struct Faulty {
    table: Memory,
    plan: Mutex<Option<(usize, Fault)>>,
}

impl Faulty {
    /// A table over `table`, where nothing goes wrong yet.
    #[must_use]
    pub const fn over(table: Memory) -> Self {
        Self { table, plan: Mutex::new(None) }
    }

    /// Makes one call go wrong: the next after `calls` more.
    pub fn fail_after(&self, calls: usize, fault: Fault) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some((calls, fault));
    }

    /// Whether a call is still to go wrong.
    pub fn is_armed(&self) -> bool {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn next(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let (calls, fault) = (*plan)?;
        *plan = calls.checked_sub(1).map(|calls| (calls, fault));
        plan.is_none().then_some(fault)
    }
}

/// The port, each call of which is the table's unless it is the one that goes wrong.
macro_rules! faulty {
    ($port:ident: $($name:ident($($arg:ident: $kind:ty),*) -> $output:ty;)*) => {
        #[async_trait]
        impl $port for Faulty {
            $(async fn $name(&self, $($arg: $kind),*) -> Result<$output, StoreError> {
                let fault = self.next();
                let unavailable = || StoreError::Unavailable(format!("{fault:?}: {}", stringify!($name)));
                if fault == Some(Fault::Refused) {
                    return Err(unavailable());
                }
                let answer = $port::$name(&self.table, $($arg),*).await;
                if fault == Some(Fault::AnswerLost) { Err(unavailable()) } else { answer }
            })*
        }
    };
}

faulty! { Configs:
    load(store: &StoreId) -> Option<std::sync::Arc<StoreConfig>>;
}

faulty! { Stores:
    list() -> Vec<StoreSummary>;
}

faulty! { Checkups:
    get(store: &StoreId) -> Option<Checkup>;
    save(store: &StoreId, checkup: &Checkup) -> ();
    forget(store: &StoreId) -> ();
}

faulty! { Subscribers:
    get(store: &StoreId, phone: &PhoneNumber, consistency: Consistency) -> Option<Subscriber>;
    mark_received(store: &StoreId, phone: &PhoneNumber, day: Date) -> ();
    set_consent(store: &StoreId, phone: &PhoneNumber, entry: ConsentEntry) -> ();
}

faulty! { CustomerCache:
    get(store: &StoreId, id: &str) -> Option<CustomerProfile>;
    keep(store: &StoreId, id: &str, profile: &CustomerProfile, told_at: Timestamp) -> ();
}

faulty! { FactLedger:
    record(store: &StoreId, report: &FactReport) -> Facts;
    get(store: &StoreId, subject: &Subject) -> Facts;
}

faulty! { Messages:
    claim(record: &MessageRecord) -> Claim;
    conclude(store: &StoreId, id: &MessageId, claimed_by: &str, state: &MessageState) -> bool;
    note_receipt(store: &StoreId, id: &MessageId, state: &MessageState) -> bool;
    skip(record: &MessageRecord) -> bool;
    get(store: &StoreId, id: &MessageId) -> Option<MessageRecord>;
    get_many(store: &StoreId, ids: &[MessageId]) -> Vec<MessageRecord>;
}

faulty! { Replies:
    receive(id: &str, at: Timestamp) -> Timestamp;
    claim_answer(id: &str, claim: &str) -> bool;
    give_back(id: &str, claim: &str) -> ();
}

faulty! { Journal:
    write(store: &StoreId, at: Timestamp, uniq: &str, entries: &[JournalEntry]) -> ();
    page(store: &StoreId, before: Option<&Cursor>, limit: usize) -> Page<JournalLine>;
}

faulty! { Parking:
    park(store: &StoreId, parked: &Parked) -> ();
    list(store: &StoreId, after: Option<&Cursor>) -> Page<Parked>;
    get(store: &StoreId, id: &ParkedId) -> Option<Parked>;
    remove(store: &StoreId, id: &ParkedId) -> ();
}

faulty! { Holds:
    put(message: &PendingMessage, until: Minute) -> ();
    get(until: Minute, id: &MessageId, store: &StoreId) -> Option<PendingMessage>;
    page(minute: Minute, shard: u8, after: Option<&Cursor>, limit: usize) -> Page<PendingMessage>;
    of_store(minute: Minute, shard: u8, store: &StoreId) -> Vec<PendingMessage>;
}

faulty! { Promotions:
    enter(store: &StoreId, phone: &PhoneNumber, known: &[Promotion], next: Promotion) -> bool;
}

faulty! { Buckets:
    open(minute: Minute) -> ();
    get(minute: Minute) -> Option<Bucket>;
    due(before: Minute, limit: usize) -> Vec<Bucket>;
    close(bucket: &Bucket) -> bool;
}
