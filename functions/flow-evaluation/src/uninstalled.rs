//! The shop removed Recharge: no event comes any more.

use rechime_domain::job::{Proof, WebhookJob};
use rechime_platform::{job::JobError, troubles::Trouble};
use rechime_store::checkups::{Checkup, Problem};

use crate::Evaluation;

impl Evaluation {
    /// Notes that the store's connection has ended, and keeps everything else. Where nothing but the path vouches for
    /// it, it is left to upkeep, to which Recharge says within the hour whether the key still counts.
    pub(crate) async fn uninstalled(&self, job: &WebhookJob) -> Result<(), JobError> {
        if job.proof == Proof::PathKey {
            return Ok(());
        }
        let last = self.checkups.get(&job.store).await.map_err(JobError::retry)?;
        let last = last.unwrap_or_else(|| Checkup::fresh(job.received_at, 0));
        let problem = Problem::Uninstalled;
        if last.problem == Some(problem) {
            return Ok(());
        }
        let ended = Checkup { problem: Some(problem), webhooks: 0, ..last };
        self.checkups.save(&job.store, &ended).await.map_err(JobError::retry)?;
        self.troubles.report(&Trouble::of_connection(&job.store, problem.words())).await;
        Ok(())
    }
}
