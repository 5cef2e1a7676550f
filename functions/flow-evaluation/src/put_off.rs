//! Events that wait in line at Recharge: they go to the queue anew, and come back when it is their turn.
//!
//! So a store whose every webhook asks Recharge something, at two answers a second, uses up none of the queue's attempts and
//! none of the processes that others need.

use std::time::Duration;

use futures::future::join_all;
use jiff::SignedDuration;
use rechime_domain::job::{EventJob, WebhookJob};
use rechime_platform::{
    batch::{Lifted, Record},
    job::JobError,
    queue::Outgoing,
};

use crate::Evaluation;

/// How long an event may be put off over and over. After that it is old news, and comes again by the queue until that gives
/// it up.
const PUT_OFF_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Evaluation {
    /// Puts what is put off on the queue anew. What the queue does not take comes again.
    pub(crate) async fn put_off<T>(&self, mut batch: Lifted<T>) -> Lifted<T> {
        let put_off = std::mem::take(&mut batch.put_off);
        let again = put_off.iter().map(|(record, wait)| self.enqueue_again(record, *wait));
        for (outcome, (record, _)) in join_all(again).await.into_iter().zip(&put_off) {
            if let Err(error) = outcome {
                tracing::error!(%error, "an event cannot be put off; it comes again");
                batch.fail(&record.message_id);
            }
        }
        batch
    }

    async fn enqueue_again(&self, record: &Record, wait: Duration) -> Result<(), JobError> {
        let job = EventJob::read(&record.body).map_err(JobError::retry)?;
        // A second more than it takes: whoever is back too early finds no turn.
        let seconds = u16::try_from(wait.as_secs() + 1).unwrap_or(u16::MAX);
        self.events.send(&[Outgoing::after(job, seconds)]).await.map_err(JobError::retry)
    }

    /// Whether an event may be put off once more.
    pub(crate) fn may_wait(&self, job: &WebhookJob) -> bool {
        self.clock.now().duration_since(job.received_at) < PUT_OFF_FOR
    }
}
