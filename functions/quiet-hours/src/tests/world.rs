//! A night's holds, and everything around the function.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use rechime_domain::{
    default_flows::default_flow,
    ids::{MessageId, OccurrenceKey, StoreId},
    job::{ReleaseJob, SendJob},
    message::PendingMessage,
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    trigger::Trigger,
};
use rechime_platform::{
    clock::FakeClock,
    job::JobError,
    queue::{MemoryQueue, Outgoing},
    schedules::MemorySchedules,
};
use rechime_store::{
    Faulty, Memory,
    buckets::Buckets,
    holds::{Holds, SHARDS},
    waiting::WaitingMessages,
};

use crate::{QuietHours, SendRate};

/// Quiet-hours at the minute of release.
pub(super) struct World {
    pub(super) table: Memory,
    pub(super) faulty: Arc<Faulty>,
    pub(super) sends: Arc<MemoryQueue<SendJob>>,
    pub(super) schedules: Arc<MemorySchedules>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) quiet_hours: QuietHours,
}

impl World {
    /// With a sender that takes so many messages a second.
    pub(super) fn at_rate(per_second: usize) -> Self {
        let (table, sends) = (Memory::default(), Arc::<MemoryQueue<_>>::default());
        let (schedules, clock) =
            (Arc::<MemorySchedules>::default(), Arc::new(FakeClock::at(morning().start())));
        let faulty = Arc::new(Faulty::over(table.clone()));
        let quiet_hours = QuietHours {
            holds: faulty.clone(),
            buckets: faulty.clone(),
            waiting: WaitingMessages::new(faulty.clone(), faulty.clone(), schedules.clone(), 0),
            sends: sends.clone(),
            send_rate: SendRate::per_second(per_second),
            clock: clock.clone(),
        };
        Self { table, faulty, sends, schedules, clock, quiet_hours }
    }

    /// Holds messages about charges of a store until a minute, and opens its bucket.
    pub(super) async fn hold(&self, store: &str, charges: std::ops::Range<u32>, until: Minute) {
        for charge in charges {
            self.table.put_hold(&message(store, charge), until).await.unwrap();
        }
        self.table.open_bucket(until).await.unwrap();
    }

    pub(super) async fn release(&self, minute: Minute) -> Result<(), JobError> {
        self.quiet_hours.handle(&ReleaseJob::V1 { minute }).await
    }

    /// What was enqueued since the last time, with its delays.
    pub(super) fn queued(&self) -> Vec<(PendingMessage, u16)> {
        let queued = |Outgoing { job: SendJob::V1 { message, .. }, delay_seconds }| (message, delay_seconds);
        self.sends.take().into_iter().map(queued).collect()
    }

    pub(super) fn queued_ids(&self) -> BTreeSet<MessageId> {
        self.queued().into_iter().map(|(message, _)| message.id).collect()
    }

    pub(super) async fn held_ids(&self, minute: Minute) -> BTreeSet<MessageId> {
        let mut ids = BTreeSet::new();
        for shard in 0..SHARDS {
            let page = self.table.list_holds(minute, shard, None, 100_000).await.unwrap();
            ids.extend(page.items.into_iter().map(|message| message.id));
        }
        ids
    }

    pub(super) async fn is_open(&self, minute: Minute) -> bool {
        self.table.get_bucket(minute).await.unwrap().is_some()
    }
}

/// Nine o'clock in New York.
pub(super) fn morning() -> Minute {
    Minute::containing("2026-11-25T14:00:00Z".parse().unwrap())
}

pub(super) fn message(store: &str, charge: u32) -> PendingMessage {
    let store = StoreId::parse(store).unwrap();
    let received_at: Timestamp = "2026-11-25T04:00:00Z".parse().unwrap();
    let occurrence = Occurrence {
        trigger: Trigger::ChargePaid,
        key: OccurrenceKey::new(format!("charge:{charge}:paid")),
        subject: Subject::Charge(charge.to_string()),
        customer: Some(charge.to_string()),
        attempt: None,
        at: received_at,
        received_at,
        stale_from: None,
        old_from: None,
        charge_on: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: Tags::new(),
    };
    let messages: Vec<_> =
        default_flow(Trigger::ChargePaid).messages(&store, &Arc::new(occurrence)).collect();
    let [message] = messages.try_into().unwrap();
    message
}

pub(super) fn ids(store: &str, charges: std::ops::Range<u32>) -> BTreeSet<MessageId> {
    charges.map(|charge| message(store, charge).id).collect()
}
