//! From a queue message to what happened, to whom.

use std::sync::Arc;

use rechime_domain::{
    facts::{FactReport, Facts},
    ids::StoreId,
    job::{EventJob, Proof, WebhookJob},
    occurrence::Occurrence,
};
use rechime_platform::{batch::Record, job::JobError};
use rechime_recharge::{
    reading::{self, Reading},
    topic::{HandledTopic, Topic},
};
use rechime_store::configs::StoreConfig;

use crate::Evaluation;

/// What a queue message tells.
#[derive(Default)]
pub(crate) struct EventMeaning {
    /// What happened, if a flow sends messages about it.
    pub(crate) event: Option<StoreEvent>,
    /// The end of a pause, to be remembered once the messages are kept and not before: after that, the same webhook
    /// means nothing when it comes again.
    pub(crate) resumption: Option<(StoreId, FactReport)>,
}

/// Something that happened to a customer of a store.
pub(crate) struct StoreEvent {
    pub(crate) store_config: Arc<StoreConfig>,
    pub(crate) occurrence: Arc<Occurrence>,
    /// What is known of its subject by now, where remembering the event told it.
    pub(crate) facts: Option<Facts>,
}

impl Evaluation {
    /// Reads a queue message, remembers the fact that it reports, and says what happened, if a flow sends messages
    /// about it.
    pub(crate) async fn understand(&self, record: Record) -> Result<EventMeaning, JobError> {
        match EventJob::read(&record.body).map_err(JobError::park)? {
            EventJob::Recharge(job) => self.understand_webhook(&job).await,
            EventJob::Shopify(job) => self.put_consent(&job).await.map(|()| EventMeaning::default()),
        }
    }

    async fn understand_webhook(&self, job: &WebhookJob) -> Result<EventMeaning, JobError> {
        let store_config = self.store_config(&job.store).await?;
        self.note_signature(job).await;
        match Topic::parse(&job.topic).map_err(JobError::park)? {
            Topic::Handled(topic) => self.understand_event(job, topic, store_config).await,
            Topic::Uninstalled => self.note_uninstalled(job).await.map(|()| EventMeaning::default()),
            Topic::Known => Ok(EventMeaning::default()),
        }
    }

    /// Remembers that Recharge signs the store's webhooks with a time: from then on intake takes no other. If that fails, the
    /// next webhook does it.
    async fn note_signature(&self, job: &WebhookJob) {
        if job.proof != Proof::TimestampedSignature {
            return;
        }
        if let Err(error) = self.signature_marks.mark_timestamped(&job.store, self.clock.now()).await {
            tracing::warn!(store = %job.store, %error, "the kind of a store's signatures is not remembered yet");
        }
    }

    async fn understand_event(
        &self,
        job: &WebhookJob,
        topic: HandledTopic,
        store_config: Arc<StoreConfig>,
    ) -> Result<EventMeaning, JobError> {
        let reading = self.read_webhook(job, topic, &store_config).await?;
        let Some(before) = self.remember(job, reading.report.as_ref()).await? else {
            let reading = reading.weighed(&Facts::default(), job.proof);
            let event = self.store_event(job, store_config, reading, None).await?;
            return Ok(EventMeaning { event, resumption: None });
        };
        let resumption = reading.resumption().filter(|_| reading::resumed(&before, &reading));
        let facts = reading.report.iter().fold(before.clone(), Facts::with);
        let event =
            self.store_event(job, store_config, reading.weighed(&before, job.proof), Some(facts)).await?;
        Ok(EventMeaning { event, resumption: resumption.map(|report| (job.store.clone(), report)) })
    }

    /// Remembers a report. Returns what was known before; `None` where there is nothing to remember.
    async fn remember(
        &self,
        job: &WebhookJob,
        report: Option<&FactReport>,
    ) -> Result<Option<Facts>, JobError> {
        let Some(report) = report else { return Ok(None) };
        let store = &job.store;
        let before = self.facts.put_fact(store, report).await.map_err(JobError::retry)?;
        self.recent.note(store, report);
        if let Some(more) = before.implied_by(report, job.proof) {
            self.facts.put_fact(store, &more).await.map_err(JobError::retry)?;
            self.recent.note(store, &more);
        }
        Ok(Some(before))
    }

    /// What a reading means, completed by the customer's contact. Recharge is not asked for a contact where no flow
    /// sends.
    async fn store_event(
        &self,
        job: &WebhookJob,
        store_config: Arc<StoreConfig>,
        reading: Reading,
        facts: Option<Facts>,
    ) -> Result<Option<StoreEvent>, JobError> {
        let sends = |trigger| store_config.flows.active_for(trigger).next().is_some();
        if !reading.occurrence().is_some_and(|occurrence| sends(occurrence.trigger)) {
            return Ok(None);
        }
        let reading = self.complete_contact(job, &store_config, reading).await?;
        let occurrence = reading.into_occurrence().map(Arc::new);
        Ok(occurrence.map(|occurrence| StoreEvent { store_config, occurrence, facts }))
    }

    /// The store's configuration. An event of an unknown store is parked.
    pub(crate) async fn store_config(&self, store: &StoreId) -> Result<Arc<StoreConfig>, JobError> {
        let store_config = self.configs.get_config(store).await.map_err(JobError::retry)?;
        store_config.ok_or_else(|| JobError::park(UnknownStore))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no such store; connect it in the console, then retry this webhook")]
struct UnknownStore;
