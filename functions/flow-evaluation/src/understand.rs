//! From a webhook to what happened, to whom.

use rechime_domain::{
    facts::{FactReport, Facts},
    job::WebhookJob,
};
use rechime_platform::job::JobError;
use rechime_recharge::{
    reading::{self, Reading},
    topic::Topic,
};
use rechime_store::configs::StoreConfig;

use crate::Evaluation;

/// What happened, and what else is known of its subject by now.
pub(crate) struct Understood {
    pub(crate) reading: Reading,
    pub(crate) facts: Facts,
    /// What is to be remembered once its messages are kept, and not before: it would make a redelivery of the
    /// same webhook mean nothing.
    pub(crate) afterwards: Option<FactReport>,
}

impl Evaluation {
    /// Reads a webhook, remembers what it reports, and says what happened, if that is anything to us.
    pub(crate) async fn understand(
        &self,
        job: &WebhookJob,
        config: &StoreConfig,
    ) -> Result<Option<Understood>, JobError> {
        let topic = match Topic::parse(&job.topic).map_err(JobError::fail)? {
            Topic::Handled(topic) => topic,
            Topic::Uninstalled => return self.uninstalled(job).await.map(|()| None),
            Topic::Known => return Ok(None),
        };
        let Some(reading) = self.read(job, topic, config).await? else { return Ok(None) };
        let before = match &reading.report {
            Some(report) => self.facts.record(&job.store, report).await.map_err(JobError::retry)?,
            None => Facts::default(),
        };
        let afterwards = reading.resumption();
        if afterwards.is_some() && !reading::resumed(&before, &reading) {
            return Ok(None);
        }
        let facts = reading.report.iter().fold(before, Facts::with);
        Ok(Some(Understood { reading, facts, afterwards }))
    }
}
