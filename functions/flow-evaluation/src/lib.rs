//! Decides what each event means: send now, wait, or skip, and why.
//!
//! Three steps: *understand* each event (what happened, to whom), *plan* the messages of every active flow for it (one
//! pure decision each), and *commit* the whole batch (journal, skips and holds, then the sends queue). Every step can
//! be repeated: ids are deterministic, and the sender's claim decides which of two equal messages is sent.
//!
//! An event that asks a Recharge which is asked too much already is put off until its turn, so that others need not wait for
//! it. An event that fails for the moment, or takes longer than its batch can wait, comes again by the queue. One that can
//! never be evaluated is parked with its reason, and the operator is told.

mod commit;
mod consent;
mod plan;
mod put_off;
mod recent;
mod recharge_lookup;
mod understand;
mod uninstalled;

pub use self::recent::RecentReports;

use std::{sync::Arc, time::Duration};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_domain::{
    job::{EventJob, SendJob},
    link::LinkBase,
};
use rechime_platform::{
    batch,
    clock::Clock,
    deadline::Deadline,
    operator_alerts::OperatorAlerts,
    queue::Queue,
    secrets::{ApiTokens, SignatureMarks},
};
use rechime_recharge::client::RechargeApi;
use rechime_store::{
    checkups::Checkups, configs::Configs, customer_cache::CustomerCache, facts::FactLedger, journal::Journal,
    messages::Messages, parked::ParkingLot, subscribers::Subscribers, waiting::WaitingMessages,
};

/// How long the events of a batch have until they are planned: of the 10 s that the function has by `template.yaml` the
/// rest is for the commit.
const PLANNING_TIME: Duration = Duration::from_millis(6_500);

/// The function: its ports.
pub struct Evaluation {
    /// Settings and flows of each store.
    pub configs: Arc<dyn Configs>,
    /// How stores' connections are.
    pub checkups: Arc<dyn Checkups>,
    /// Consent, stated zones, and the persons of each phone.
    pub subscribers: Arc<dyn Subscribers>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// What this process heard of them lately.
    pub recent: RecentReports,
    /// Rows of messages that are skipped here.
    pub messages: Arc<dyn Messages>,
    /// The store's activity.
    pub journal: Arc<dyn Journal>,
    /// Where events go that can never be evaluated.
    pub parking: ParkingLot,
    /// The installation's address of short links.
    pub link_base: LinkBase,
    /// Where messages wait.
    pub waiting: WaitingMessages,
    /// Where events go anew that are put off.
    pub events: Arc<dyn Queue<EventJob>>,
    /// Where messages that are due go.
    pub sends: Arc<dyn Queue<SendJob>>,
    /// Tokens for questions to Recharge.
    pub tokens: Arc<dyn ApiTokens>,
    /// Which stores' webhooks are signed with a time.
    pub signature_marks: Arc<dyn SignatureMarks>,
    /// Recharge, for what a webhook does not carry.
    pub recharge: Arc<dyn RechargeApi>,
    /// Customers as Recharge had them, kept for a while.
    pub customer_cache: Arc<dyn CustomerCache>,
    /// Where the operator is told that a connection has ended.
    pub operator_alerts: Arc<dyn OperatorAlerts>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Evaluation {
    /// Evaluates a batch of events. The answer names those that must come again.
    pub async fn handle(&self, events: SqsEvent) -> SqsBatchResponse {
        let deadline = Deadline::after(PLANNING_TIME);
        let understood = batch::lift(events, |record| deadline.cut(self.understand(record))).await;
        let plans = understood.and_then(|understood| deadline.cut(self.plan(understood))).await;
        let committed = self.commit(plans).await;
        self.put_off(committed).await.settle(&self.parking).await
    }
}

#[cfg(test)]
mod tests;
