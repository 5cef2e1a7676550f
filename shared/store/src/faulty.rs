//! The repositories in memory, with one call that goes wrong.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    campaign::Campaign,
    consent::{Consent, ConsentEntry, Ruling, Statement, Wording},
    counting::{CountRow, Counts},
    facts::{FactReport, Facts},
    frequency::SentTexts,
    hour::Hour,
    ids::{MessageId, PersonId, RunId, SenderId, SourceId, StoreId},
    link::LinkCode,
    message::{Bill, ClaimKey, MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::Subject,
    pace::{Class, Standing},
    phone::{PhoneNumber, PhonePrefix},
    profile::Profile,
    reply::ReplyMeaning,
    subscriber::Subscriber,
};
use rechime_recharge::client::CustomerProfile;
use tokio::time::Instant;

use crate::{
    buckets::{Bucket, Buckets, ReleaseProgress},
    campaigns::{CampaignReach, Campaigns, Reach, ShardReach},
    checkups::{Checkup, Checkups},
    clicks::{Click, ClickRecord, Clicks},
    configs::{Configs, StoreConfig, StoreSummary, Stores},
    consistency::Consistency,
    counters::{
        Added, Counters, HourCounts, Position,
        days::{DayCounts, Days, LateCounts},
    },
    customer_cache::CustomerCache,
    error::StoreError,
    facts::FactLedger,
    holds::Holds,
    imports::{ImportId, ImportRecord, Imports},
    journal::{Journal, JournalLine, StoreEntries},
    links::{Links, NewLink, ShortLink},
    memory::Memory,
    messages::{Claim, Messages, ReceiptEffect},
    paces::{PacedSender, Paces, Places, Turns},
    page::{Cursor, Page},
    parked::{Parked, ParkedId, ParkedMessages},
    people::{ErasureName, People, PersonRows},
    phones::{ForgottenPhones, KnownPhone, Phones},
    received_replies::{Answer, InboxLine, ReceivedReplies, ReceivedReply},
    replies::Replies,
    runs::{Run, RunProgress, Runs, ShardProgress},
    senders::{KnownSender, Senders},
    sent_texts::{Seen, SentTextLog},
    subscribers::{Saved, SubscriberEditor, SubscriberShards, Subscribers},
};

/// How a call goes wrong. The caller sees the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done.
    Refused,
    /// It is done, and the answer is lost.
    AnswerLost,
    /// Nothing is done, and no answer comes.
    Stalled,
}

/// A [`Memory`] of which some calls go wrong: with every call in turn, tests show that no order of events loses
/// or repeats anything. Its calls let those of other tasks go first, as calls of a network do.
#[derive(Debug, Default)]
pub struct Faulty {
    table: Memory,
    plan: Mutex<Option<Plan>>,
    delay: Mutex<Duration>,
    calls: AtomicUsize,
    quota: Mutex<Option<Quota>>,
    refused: AtomicUsize,
}

/// How many calls a second are taken, and how many of this second there are room for.
#[derive(Clone, Copy, Debug)]
struct Quota {
    a_second: f64,
    room: f64,
    as_of: Instant,
}

/// The calls that go wrong.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// So many calls go well before.
    before: usize,
    /// So many go wrong.
    calls: usize,
    fault: Fault,
}

impl Faulty {
    /// A table over `table`, where nothing goes wrong yet.
    #[must_use]
    pub const fn over(table: Memory) -> Self {
        let (calls, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (plan, delay, quota) = (Mutex::new(None), Mutex::new(Duration::ZERO), Mutex::new(None));
        Self { table, plan, delay, calls, quota, refused }
    }

    /// Makes one call go wrong: the next after `calls` more.
    pub fn fail_after(&self, calls: usize, fault: Fault) {
        self.fail_from(calls, 1, fault);
    }

    /// Makes the next `calls` go wrong, after `before` more.
    pub fn fail_from(&self, before: usize, calls: usize, fault: Fault) {
        let plan = Plan { before, calls, fault };
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
    }

    /// Makes every call take so long from now on.
    pub fn delay(&self, time: Duration) {
        *self.delay.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// Takes so many calls a second from now on, and refuses those beyond, as a table does at its quota.
    pub fn limit(&self, calls_per_second: u32) {
        let a_second = f64::from(calls_per_second);
        let quota = Quota { a_second, room: a_second, as_of: Instant::now() };
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner) = Some(quota);
    }

    /// How many calls were refused at the quota.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    fn is_over_quota(&self) -> bool {
        let mut quota = self.quota.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(quota) = quota.as_mut() else { return false };
        let now = Instant::now();
        let regained = now.duration_since(quota.as_of).as_secs_f64() * quota.a_second;
        *quota = Quota { room: (quota.room + regained).min(quota.a_second), as_of: now, ..*quota };
        let is_over = quota.room < 1.0;
        if is_over {
            self.refused.fetch_add(1, Ordering::Relaxed);
        } else {
            quota.room -= 1.0;
        }
        is_over
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Whether a call is still to go wrong.
    pub fn is_armed(&self) -> bool {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    async fn next(&self) -> Option<Fault> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let delay = *self.delay.lock().unwrap_or_else(PoisonError::into_inner);
        if delay.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(delay).await;
        }
        let fault = if self.is_over_quota() { Some(Fault::Refused) } else { self.planned() };
        if fault == Some(Fault::Stalled) {
            std::future::pending::<()>().await;
        }
        fault
    }

    fn planned(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let planned = (*plan)?;
        if let Some(before) = planned.before.checked_sub(1) {
            *plan = Some(Plan { before, ..planned });
            return None;
        }
        *plan = Some(Plan { calls: planned.calls - 1, ..planned }).filter(|plan| plan.calls > 0);
        Some(planned.fault)
    }
}

/// The port, each call of which is the table's unless it is the one that goes wrong.
macro_rules! faulty {
    ($port:ident: $($name:ident($($arg:ident: $kind:ty),*) -> $output:ty;)*) => {
        #[async_trait]
        impl $port for Faulty {
            $(async fn $name(&self, $($arg: $kind),*) -> Result<$output, StoreError> {
                let fault = self.next().await;
                let unavailable = || StoreError::Unavailable(format!("{fault:?}: {}", stringify!($name)));
                if fault == Some(Fault::Refused) {
                    return Err(unavailable());
                }
                let answer = self.table.$name($($arg),*).await;
                if fault == Some(Fault::AnswerLost) { Err(unavailable()) } else { answer }
            })*
        }
    };
}

faulty! { Configs:
    get_config(store: &StoreId) -> Option<std::sync::Arc<StoreConfig>>;
    get_epoch() -> u64;
}

faulty! { Stores:
    list_stores() -> Vec<StoreSummary>;
    get_only_store() -> Option<StoreId>;
    get_first_store() -> Option<StoreId>;
}

faulty! { Checkups:
    get_checkup(store: &StoreId) -> Option<Checkup>;
    put_checkup(store: &StoreId, checkup: &Checkup) -> ();
    delete_checkup(store: &StoreId) -> ();
}

faulty! { Subscribers:
    get_subscriber(store: &StoreId, phone: &PhoneNumber, consistency: Consistency) -> Option<Subscriber>;
    get_own_row(store: &StoreId, phone: &PhoneNumber, consistency: Consistency) -> Option<Subscriber>;
    add_person(store: &StoreId, phone: &PhoneNumber, person: &PersonId) -> ();
    put_consent(store: &StoreId, phone: &PhoneNumber, statement: &Statement) -> Ruling;
    list_consents(store: &StoreId, phone: &PhoneNumber) -> Vec<ConsentEntry>;
}

faulty! { SubscriberShards:
    list_shard(store: &StoreId, shard: u8, after: Option<&Cursor>, limit: usize) -> Page<Subscriber>;
}

faulty! { Runs:
    create_run(store: &StoreId, run: &Run) -> ();
    get_run(store: &StoreId, id: &RunId) -> Option<Run>;
    put_progress(store: &StoreId, id: &RunId, progress: &ShardProgress) -> ();
    get_progress(store: &StoreId, id: &RunId) -> Option<RunProgress>;
}

faulty! { Campaigns:
    get_campaign(store: &StoreId, id: &SourceId) -> Option<Campaign>;
}

faulty! { CampaignReach:
    put_reach(store: &StoreId, campaign: &SourceId, reach: &ShardReach) -> ();
    get_reach(store: &StoreId, campaign: &SourceId) -> Reach;
}

faulty! { SubscriberEditor:
    get_subscribers(store: &StoreId, phones: &[PhoneNumber], consistency: Consistency) -> Vec<Subscriber>;
    put_subscriber(store: &StoreId, phone: &PhoneNumber, profile: &Profile, statement: Option<&Statement>) -> Saved;
    list_subscribers(store: &StoreId, after: Option<&Cursor>) -> Page<Subscriber>;
    find_subscribers(store: &StoreId, prefix: &PhonePrefix, after: Option<&Cursor>) -> Page<Subscriber>;
}

faulty! { Imports:
    create_import(store: &StoreId, record: &ImportRecord) -> ();
    get_import(store: &StoreId, id: &ImportId) -> Option<ImportRecord>;
    list_imports(store: &StoreId, before: Option<&Cursor>) -> Page<ImportRecord>;
    put_import(store: &StoreId, record: &ImportRecord) -> ();
}

faulty! { Phones:
    get_phone(phone: &PhoneNumber) -> KnownPhone;
    add_store(phone: &PhoneNumber, store: &StoreId) -> KnownPhone;
    add_former_sender(phone: &PhoneNumber, store: &StoreId, sender: &SenderId) -> ();
    put_opt_out(phone: &PhoneNumber, sender: Option<&SenderId>, at: Timestamp, wording: Option<&Wording>) -> KnownPhone;
    put_opt_in(phone: &PhoneNumber, sender: Option<&SenderId>, at: Timestamp) -> ();
}

faulty! { Senders:
    get_sender(id: &SenderId) -> Option<KnownSender>;
    find_sender(number: &PhoneNumber) -> Option<SenderId>;
    get_sender_of_store(store: &StoreId) -> SenderId;
}

faulty! { ForgottenPhones:
    keep_consent(phone: &PhoneNumber, store: &StoreId, consent: &Consent) -> ();
    forget_store(phone: &PhoneNumber, store: &StoreId) -> ();
}

faulty! { CustomerCache:
    get_customer(store: &StoreId, id: &str) -> Option<CustomerProfile>;
    put_customer(store: &StoreId, id: &str, profile: &CustomerProfile, answered_at: Timestamp) -> ();
}

faulty! { FactLedger:
    put_fact(store: &StoreId, report: &FactReport) -> Facts;
    get_facts(store: &StoreId, subject: &Subject) -> Facts;
    list_facts_and_row(store: &StoreId, subjects: &[Subject], phone: Option<&PhoneNumber>, consistency: Consistency)
        -> (Vec<Facts>, Option<Subscriber>);
}

faulty! { Messages:
    claim(record: &MessageRecord) -> Claim;
    put_outcome(store: &StoreId, id: &MessageId, claim: &ClaimKey, state: &MessageState) -> bool;
    put_receipt(store: &StoreId, id: &MessageId, state: &MessageState, bill: &Bill) -> ReceiptEffect;
    put_held(record: &MessageRecord) -> bool;
    put_skip(record: &MessageRecord) -> bool;
    put_old_news(record: &MessageRecord) -> ();
    get_message(store: &StoreId, id: &MessageId) -> Option<MessageRecord>;
    get_messages(store: &StoreId, ids: &[MessageId]) -> Vec<MessageRecord>;
}

faulty! { Links:
    put_links(links: &[NewLink], claimed_at: Timestamp) -> ();
    get_link(code: &LinkCode) -> Option<ShortLink>;
    delete_links(codes: &[LinkCode]) -> ();
}

faulty! { Clicks:
    put_click(click: &Click) -> Timestamp;
    put_clicked(store: &StoreId, message: &MessageId, at: Timestamp) -> Option<Timestamp>;
    list_clicks(store: &StoreId, message: &MessageId) -> Vec<ClickRecord>;
}

faulty! { Counters:
    add_counts(store: &StoreId, row: &CountRow, counts: &Counts, position: &Position) -> Added;
    list_hours(store: &StoreId, first: Hour, last: Hour, consistency: Consistency) -> Vec<HourCounts>;
    list_days(store: &StoreId, first: Date, last: Date, consistency: Consistency) -> Days;
    put_day(store: &StoreId, day: &DayCounts) -> bool;
    put_late_counts(store: &StoreId, counts: &HourCounts) -> ();
    delete_late_counts(store: &StoreId, late: &LateCounts) -> ();
    list_forecast(store: &StoreId, first: Hour, last: Hour) -> Vec<HourCounts>;
}

faulty! { Replies:
    put_reply(id: &str, from: &PhoneNumber, words: &str, at: Timestamp) -> Option<Timestamp>;
    claim_answer(id: &str, claim: &str) -> bool;
    release_answer(id: &str, claim: &str) -> ();
    claim_confirmation(phone: &PhoneNumber, sender: Option<&SenderId>, meaning: ReplyMeaning, at: Timestamp, id: &str) -> bool;
}

faulty! { ReceivedReplies:
    put_received_reply(store: &StoreId, phone: &PhoneNumber, reply: &ReceivedReply) -> ();
    put_answer(store: &StoreId, phone: &PhoneNumber, reply: &ReceivedReply, answer: &Answer) -> ();
    list_received_replies(store: &StoreId, phone: &PhoneNumber) -> Vec<ReceivedReply>;
    list_inbox(store: &StoreId, before: Option<&Cursor>, limit: usize) -> Page<InboxLine>;
}

faulty! { People:
    list_person_rows(store: &StoreId, person: &PersonId) -> PersonRows;
    erase_person_rows(store: &StoreId, person: &PersonId) -> (usize, bool);
    list_open_minutes(after: Option<Minute>, limit: usize) -> Vec<Minute>;
    list_holds_of_person(minute: Minute, store: &StoreId, person: &PersonId) -> Vec<PendingMessage>;
    erase_holds(message: &PendingMessage) -> ();
    erase_words(store: &StoreId, phone: &PhoneNumber) -> usize;
    erase_subscriber(store: &StoreId, phone: &PhoneNumber) -> ();
    get_erasure(store: &StoreId, name: ErasureName<'_>) -> Option<Minute>;
    put_erasure(store: &StoreId, name: ErasureName<'_>, reached: Minute, at: Timestamp) -> ();
    delete_erasure(store: &StoreId, name: ErasureName<'_>) -> ();
}

faulty! { Journal:
    put_batch(at: Timestamp, batch: &[StoreEntries<'_>]) -> ();
    list_entries(store: &StoreId, before: Option<&Cursor>, limit: usize) -> Page<JournalLine>;
}

faulty! { ParkedMessages:
    park(store: Option<&StoreId>, parked: &Parked) -> ();
    list_parked(store: Option<&StoreId>, after: Option<&Cursor>) -> Page<Parked>;
    get_parked(store: Option<&StoreId>, id: &ParkedId) -> Option<Parked>;
    delete_parked(store: Option<&StoreId>, id: &ParkedId) -> ();
}

faulty! { Holds:
    put_holds(held: &[(PendingMessage, Minute)]) -> ();
    get_hold(until: Minute, id: &MessageId, store: &StoreId) -> Option<PendingMessage>;
    list_holds(minute: Minute, shard: u8, after: Option<&Cursor>, limit: usize) -> Page<PendingMessage>;
    list_holds_of(minute: Minute, shard: u8, store: &StoreId, after: Option<&Cursor>, limit: usize)
        -> Page<PendingMessage>;
    next_store_of_holds(minute: Minute, shard: u8, after: Option<&StoreId>) -> Option<StoreId>;
}

faulty! { SentTextLog:
    count_text(store: &StoreId, phone: &PhoneNumber, person: &PersonId, sender: &SenderId, seen: &Seen, next: &SentTexts) -> bool;
    uncount_text(store: &StoreId, phone: &PhoneNumber, known: &SentTexts, next: &SentTexts) -> bool;
    note_click(store: &StoreId, phone: &PhoneNumber, message: &MessageId, source: &SourceId, day: Date) -> ();
}

faulty! { Paces:
    take_turns(sender: &PacedSender, class: Class, parts: &[u32], now: Timestamp) -> Turns;
    pause_sender(sender: &PacedSender, now: Timestamp, pause: Duration) -> ();
    line_up(sender: &PacedSender, class: Class, store: &StoreId, parts: &[u32], from: Timestamp) -> Vec<Timestamp>;
    line_up_release(sender: &PacedSender, most: usize, now: Timestamp, until: Timestamp) -> Option<Places>;
    note_release(sender: &PacedSender, through_at: Timestamp, now: Timestamp) -> ();
    get_standing(sender: &SenderId, now: Timestamp) -> Standing;
}

faulty! { Buckets:
    open_bucket(minute: Minute) -> bool;
    note_schedule(minute: Minute) -> ();
    get_bucket(minute: Minute) -> Option<Bucket>;
    list_buckets_before(before: Minute, limit: usize) -> Vec<Bucket>;
    put_release(minute: Minute, progress: &ReleaseProgress) -> bool;
    close_bucket(bucket: &Bucket) -> bool;
}
