//! Webhooks that cannot be read: kept with their reason, visible in the console, and never looped.

use rechime_domain::job::WebhookJob;
use rechime_platform::{
    batch::Record,
    job::JobError,
    troubles::{Trouble, TroubleKind},
};
use rechime_store::parked::{Parked, ParkedId};

use crate::{Evaluation, plan::Plans};

impl Evaluation {
    /// Parks a webhook; it counts as done once it is kept.
    pub(crate) async fn park(
        &self,
        record: &Record,
        job: &WebhookJob,
        reason: &str,
    ) -> Result<Plans, JobError> {
        let id = ParkedId::new(job.received_at, &record.message_id);
        let (topic, payload) = (job.topic.clone(), job.payload.get().to_owned());
        let parked = Parked::new(id, topic, reason.to_owned(), payload, self.clock.now());
        self.parking.park(&job.store, &parked).await.map_err(JobError::retry)?;
        let (store, id) = (job.store.clone(), parked.id.to_string());
        let trouble = Trouble { kind: TroubleKind::WebhookParked, store, id, reason: reason.to_owned() };
        self.troubles.report(&trouble).await;
        Ok(Plans::default())
    }
}
