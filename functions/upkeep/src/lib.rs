//! Every hour: schedules again what a lost schedule left behind, and looks after each store's connection to Recharge.
//!
//! Recharge deletes a webhook that failed for two days, merchants delete keys, and what nobody took is sent no more. So
//! missing webhooks are registered again, a key that is refused is told of, and what changed in Recharge without a
//! webhook having told of it is put on the events queue as if one had.
//!
//! It tells the operator of the texts that failed in the hour before, all in one mail.
//!
//! It puts the counters of the last hours into the rows of their days, which is what reports are read from.
//!
//! Once a day it also voids the consents of deactivated numbers, where the SMS provider tells of them.

mod connection;
mod deactivated_numbers;
mod failed_texts;
mod heard;
mod look_back;
mod missed_events;
mod overdue;

use std::sync::Arc;

use futures::stream::{self, StreamExt};
use rechime_domain::job::EventJob;
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
    counters::{Counters, days::sum_up},
    facts::FactLedger,
    journal::Journal,
    number_lists::ListPositions,
    subscribers::SubscriberEditor,
};

/// How many stores are looked after at once. Each has its own pace at Recharge.
const STORES_AT_ONCE: usize = 4;

/// The function: its ports.
pub struct Upkeep {
    /// Which release minutes still have holds.
    pub buckets: Arc<dyn Buckets>,
    /// What wakes them.
    pub schedules: Arc<dyn Schedules>,
    /// All stores.
    pub stores: Arc<dyn Stores>,
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
    pub subscribers: Arc<dyn SubscriberEditor>,
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

impl Upkeep {
    /// One run. An error means that some of it is to be repeated, which does no harm.
    pub async fn handle(&self) -> Result<(), JobError> {
        let (scheduled, looked_after, voided, told) = tokio::join!(
            self.schedule_overdue(),
            self.look_after_stores(),
            self.void_deactivated_numbers(),
            self.tell_of_failed_texts()
        );
        scheduled.and(looked_after).and(voided).and(told)
    }

    /// One store's trouble does not keep the others waiting.
    async fn look_after_stores(&self) -> Result<(), JobError> {
        let stores = self.stores.list_stores().await.map_err(JobError::retry)?;
        let visits = stores.iter().map(|store| async {
            let summed = sum_up(self.counters.as_ref(), &store.id, self.clock.now()).await;
            let outcome = summed.map_err(JobError::retry).and(self.look_after(&store.id).await);
            if let Err(error) = &outcome {
                tracing::error!(store = %store.id, %error, "a store could not be looked after");
            }
            outcome
        });
        let outcomes: Vec<_> = stream::iter(visits).buffer_unordered(STORES_AT_ONCE).collect().await;
        outcomes.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
