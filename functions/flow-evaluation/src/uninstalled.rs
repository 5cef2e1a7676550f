//! The end of a connection: the shop removed Recharge, and no event comes any more.

use rechime_domain::job::{Proof, WebhookJob};
use rechime_platform::{job::JobError, operator_alerts::OperatorAlert};
use rechime_store::checkups::{Checkup, ConnectionProblem};

use crate::Evaluation;

impl Evaluation {
    /// Notes that the store's connection has ended, and keeps everything else. A webhook for which only the key in the
    /// path vouches changes nothing: upkeep finds within the hour whether Recharge still accepts the store's key.
    pub(crate) async fn note_uninstalled(&self, job: &WebhookJob) -> Result<(), JobError> {
        if job.proof == Proof::PathKey {
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
}
