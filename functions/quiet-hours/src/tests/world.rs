//! Quiet-hours, and a night's holds.

use std::{collections::BTreeSet, ops::Deref};

use jiff::SignedDuration;
use rechime_domain::{
    ids::MessageId,
    job::ReleaseJob,
    message::PendingMessage,
    minute::Minute,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};
use rechime_platform::job::JobError;
use rechime_store::{buckets::Buckets, holds::Holds};
use rechime_testkit::{MORNING, NIGHT, at, installation_sender, occurrence, pending, store_id};

use crate::QuietHours;

/// Quiet-hours at the minute of release.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) quiet_hours: QuietHours,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    /// With a sender that takes so many parts a second.
    pub(super) fn at_rate(per_second: u32) -> Self {
        let kit = rechime_testkit::World::empty(MORNING);
        let quiet_hours = QuietHours {
            holds: kit.faulty.clone(),
            buckets: kit.faulty.clone(),
            configs: kit.faulty.clone(),
            sender: installation_sender(per_second),
            paces: kit.faulty.clone(),
            releases: kit.releases.clone(),
            schedules: kit.schedules.clone(),
            sends: kit.sends.clone(),
            bulk: kit.bulk.clone(),
            clock: kit.clock.clone(),
        };
        Self { kit, quiet_hours }
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

    /// Makes every run of a release, a minute apart, and gives what was handed on, by the second after its beginning.
    pub(super) async fn release_all(&self, minute: Minute) -> Vec<(i64, PendingMessage)> {
        let (begin, mut handed_on) = (self.now(), Vec::new());
        for _ in 0..100_000 {
            self.release(minute).await.unwrap();
            let run = self.now().duration_since(begin).as_secs();
            let queued = self.queued().into_iter();
            handed_on.extend(queued.map(|(message, delay)| (run + i64::from(delay), message)));
            if !self.is_open(minute).await {
                return handed_on;
            }
            self.clock.advance(SignedDuration::from_mins(1));
        }
        panic!("the release does not end");
    }

    pub(super) fn queued_ids(&self) -> BTreeSet<MessageId> {
        self.queued().into_iter().map(|(message, _)| message.id).collect()
    }

    pub(super) async fn held_ids(&self, minute: Minute) -> BTreeSet<MessageId> {
        self.held_until(minute).await.into_iter().map(|message| message.id).collect()
    }

    pub(super) async fn is_open(&self, minute: Minute) -> bool {
        self.table.get_bucket(minute).await.unwrap().is_some()
    }
}

/// Nine o'clock in New York.
pub(super) fn morning() -> Minute {
    Minute::containing(at(MORNING))
}

/// To a customer of their own for each charge.
pub(super) fn message(store: &str, charge: u32) -> PendingMessage {
    let charge = charge.to_string();
    let occurrence = occurrence(Trigger::ChargePaid, Subject::Charge(charge.clone()), at(NIGHT));
    pending(&store_id(store), Occurrence { customer: Some(charge), ..occurrence })
}

pub(super) fn ids(store: &str, charges: std::ops::Range<u32>) -> BTreeSet<MessageId> {
    charges.map(|charge| message(store, charge).id).collect()
}
