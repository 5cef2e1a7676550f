//! The end of a connection: the shop removed Recharge, and no event comes any more.

use rechime_domain::job::{Proof, WebhookJob};
use rechime_platform::{job::JobError, operator_alerts::OperatorAlert};
use rechime_recharge::client::ApiError;
use rechime_store::checkups::{Checkup, ConnectionProblem};

use crate::Evaluation;

impl Evaluation {
    /// Notes that the store's connection has ended, and keeps everything else, once Recharge itself refuses the store's
    /// key: a signature says who wrote the body, and not that it was written now. A webhook for which only the key in
    /// the path vouches changes nothing: upkeep finds within the hour whether Recharge still accepts the store's key.
    pub(crate) async fn note_uninstalled(&self, job: &WebhookJob) -> Result<(), JobError> {
        if job.proof == Proof::PathKey || !self.is_key_refused(job).await? {
            return Ok(());
        }
        let last = self.checkups.get_checkup(&job.store).await.map_err(JobError::retry)?;
        let last = last.unwrap_or_else(|| Checkup::fresh(job.received_at, 0));
        let problem = ConnectionProblem::Uninstalled;
        if last.problem == Some(problem) {
            return Ok(());
        }
        let ended = Checkup { problem: Some(problem), webhooks: 0, ..last };
        self.checkups.put_checkup(&job.store, &ended).await.map_err(JobError::retry)?;
        self.operator_alerts.send(&OperatorAlert::of_connection(&job.store, problem.words())).await;
        Ok(())
    }

    /// Whether Recharge refuses the store's key. It may take a moment until it does, so a young webhook comes again.
    async fn is_key_refused(&self, job: &WebhookJob) -> Result<bool, JobError> {
        let token = self.token_of(job).await?;
        match self.recharge.get_token_information(&token).await {
            Err(ApiError::BadToken) => Ok(true),
            Err(error) if error.is_retryable() => Err(JobError::retry(error)),
            _ if self.is_young(job) => Err(JobError::retry(StillAccepted)),
            _ => {
                tracing::warn!(store = %job.store, "a webhook says that Recharge was removed, and the key still works");
                Ok(false)
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("Recharge still accepts the store's key")]
struct StillAccepted;
