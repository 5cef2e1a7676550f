//! From what happened to what is to be done about each of the flow's messages.

use rechime_domain::{
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::{FactReport, Facts},
    flow::{Flow, FlowStatus},
    ids::StoreId,
    job::WebhookJob,
    message::PendingMessage,
    occurrence::{Occurrence, Phone},
};
use rechime_platform::job::JobError;
use rechime_recharge::reading::Reading;
use rechime_store::{configs::StoreConfig, subscribers::Consistency};

use crate::Evaluation;

/// What is to be done about one webhook.
#[derive(Default)]
pub(crate) struct Plans {
    /// One for each message of the flow; none where the webhook means nothing to the store.
    pub(crate) messages: Vec<Plan>,
    /// What is to be remembered once the messages are kept.
    pub(crate) afterwards: Option<(StoreId, FactReport)>,
}

/// One message, and what was decided about it.
pub(crate) struct Plan {
    pub(crate) message: PendingMessage,
    pub(crate) decision: Decision,
}

impl Evaluation {
    /// Plans the messages of a webhook.
    pub(crate) async fn plan(&self, job: &WebhookJob) -> Result<Plans, JobError> {
        let config = self.configs.load(&job.store).await.map_err(JobError::retry)?;
        let config = config.ok_or_else(|| JobError::fail(UnknownStore))?;
        let Some(mut understood) = self.understand(job, &config).await? else { return Ok(Plans::default()) };
        let afterwards = understood.afterwards.take().map(|report| (job.store.clone(), report));
        let mut plans = Plans { messages: Vec::new(), afterwards };
        let Some(flow) = active_flow(&config, &understood.reading) else { return Ok(plans) };
        self.complete(job, &config, &mut understood.reading).await?;
        for message in messages(job, flow, &understood.reading) {
            let decision = self.decide(&config, flow, &message, &understood.facts).await?;
            plans.messages.push(Plan { message, decision });
        }
        Ok(plans)
    }

    /// Decides without the subscriber's row where it cannot matter: the last look reads it in any case.
    async fn decide(
        &self,
        config: &StoreConfig,
        flow: &Flow,
        message: &PendingMessage,
        facts: &Facts,
    ) -> Result<Decision, JobError> {
        let settings = &config.settings;
        let situation = Situation {
            settings,
            flow,
            message,
            subscriber: Knowledge::NotRead,
            facts,
            now: self.clock.now(),
        };
        let first = decide(&situation);
        let Phone::Known(phone) = &message.occurrence.phone else { return Ok(first) };
        if matches!(first.verdict, Verdict::Send { .. }) || !settings.subscriber_row_decides() {
            return Ok(first);
        }
        let subscriber = self.subscribers.get(&message.store, phone, Consistency::Eventual).await;
        let subscriber = subscriber.map_err(JobError::retry)?;
        Ok(decide(&Situation { subscriber: Knowledge::Read(subscriber.as_ref()), ..situation }))
    }
}

/// The flow for what happened, if the store has it active: nobody is asked for the phone of a text that is not sent.
fn active_flow<'a>(config: &'a StoreConfig, reading: &Reading) -> Option<&'a Flow> {
    let flow = config.flows.get(&reading.occurrence()?.trigger)?;
    (flow.status == FlowStatus::Active).then_some(flow)
}

fn messages(job: &WebhookJob, flow: &Flow, reading: &Reading) -> Vec<PendingMessage> {
    let of_flow = |occurrence| PendingMessage::of_flow(&job.store, flow, &occurrence).collect();
    occurrence(flow, reading).map(of_flow).unwrap_or_default()
}

/// One for a charge, however often it is tried, unless the merchant wants to tell of each try.
fn occurrence(flow: &Flow, reading: &Reading) -> Option<Occurrence> {
    let mut occurrence = reading.occurrence()?.clone();
    if let Some(attempt) = reading.attempt.filter(|_| flow.each_retry) {
        occurrence.key = occurrence.key.of_try(attempt);
    }
    Some(occurrence)
}

#[derive(Debug, thiserror::Error)]
#[error("no such store; connect it in the console, then retry this webhook")]
struct UnknownStore;
