//! Every hour: schedules again what a lost schedule left behind, and has each store's connection to Recharge looked after.
//!
//! Recharge deletes a webhook that failed for two days, merchants delete keys, and what nobody took is sent no more. So
//! missing webhooks are registered again, a key that is refused is told of, and what changed in Recharge without a
//! webhook having told of it is put on the events queue as if one had. Each store is a job of its own on the `checkups`
//! queue, at its own time of the hour: so thousands of them fit, and one store's trouble is no other's.
//!
//! It tells the operator of the texts that failed in the hour before, all in one mail.
//!
//! It puts the counters of the last hours into the rows of their days, which is what reports are read from.
//!
//! Once a day it also voids the consents of deactivated numbers, where the SMS provider tells of them.

mod checkup;
mod connection;
mod deactivated_numbers;
mod failed_texts;
mod heard;
mod look_back;
mod missed_events;
mod overdue;

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use rechime_domain::job::{CheckupJob, EventJob};
use rechime_platform::{
    clock::Clock, job::JobError, operator_alerts::OperatorAlerts, queue::Queue, schedules::Schedules,
    secrets::StoreSecrets,
};
use rechime_recharge::client::RechargeApi;
use rechime_sms::deactivated_numbers::NumberLists;
use rechime_store::{
    buckets::Buckets,
    checkups::Checkups,
    configs::Stores,
    counters::Counters,
    facts::FactLedger,
    journal::Journal,
    number_lists::ListPositions,
    subscribers::{SubscriberShards, Subscribers},
};
use serde::{Deserialize, de::IgnoredAny};

/// How many stores' rows are read at once.
const STORES_AT_ONCE: usize = 4;

/// The function: its ports.
pub struct Upkeep {
    /// Which release minutes still have holds.
    pub buckets: Arc<dyn Buckets>,
    /// What wakes them.
    pub schedules: Arc<dyn Schedules>,
    /// All stores.
    pub stores: Arc<dyn Stores>,
    /// Which of them are still to be looked after in this hour.
    pub due: Arc<dyn Queue<CheckupJob>>,
    /// Over how many seconds of the hour they are spread; at most what a queue delays a message.
    pub spread_seconds: u16,
    /// What was found the last time.
    pub checkups: Arc<dyn Checkups>,
    /// What became of messages, counted.
    pub counters: Arc<dyn Counters>,
    /// Which messages were decided about already.
    pub journal: Arc<dyn Journal>,
    /// What was heard of subscriptions and charges already.
    pub facts: Arc<dyn FactLedger>,
    /// Where what was missed goes.
    pub events: Arc<dyn Queue<EventJob>>,
    /// The stores' lists of people.
    pub shards: Arc<dyn SubscriberShards>,
    /// Their consent.
    pub subscribers: Arc<dyn Subscribers>,
    /// Which numbers were deactivated, where the SMS provider tells.
    pub number_lists: Option<Arc<dyn NumberLists>>,
    /// How far that was gone through.
    pub list_positions: Arc<dyn ListPositions>,
    /// Each store's token and path key.
    pub secrets: Arc<dyn StoreSecrets>,
    /// Recharge.
    pub recharge: Arc<dyn RechargeApi>,
    /// Where the operator hears of what was found.
    pub operator_alerts: Arc<dyn OperatorAlerts>,
    /// Address of the HTTP API as Recharge reaches it, without a slash at its end.
    pub public_url: Arc<str>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// What wakes the function.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// A store is due, from the `checkups` queue.
    Store(SqsEvent),
    /// An hour has passed. What the schedule says of it does not matter.
    Hour(IgnoredAny),
}

impl Upkeep {
    /// One run. An error means that some of it is to be repeated, which does no harm.
    pub async fn handle(&self, event: Event) -> Result<(), JobError> {
        match event {
            Event::Hour(_) => self.pass_hour().await,
            Event::Store(batch) => self.check_up(batch).await,
        }
    }

    async fn pass_hour(&self) -> Result<(), JobError> {
        let (scheduled, enqueued, voided, told) = tokio::join!(
            self.schedule_overdue(),
            self.enqueue_stores(),
            self.void_deactivated_numbers(),
            self.tell_of_failed_texts()
        );
        scheduled.and(enqueued).and(voided).and(told)
    }
}

#[cfg(test)]
mod tests;
