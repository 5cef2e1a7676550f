//! Parks what its queue gave up: a message that was tried so often that something must be wrong with it, or with us.
//!
//! In a dead-letter queue nobody sees a message. A parked one is shown to the merchant, and tried again on request. The
//! alarm of each dead-letter queue wakes this function, and so does every hour.
//!
//! A STOP among them is heeded here, whatever kept message-status from it: it is entered for every store that knows the
//! phone before it is parked. It is not confirmed, then or later: a confirmation may come within five minutes. What other
//! replies ask for waits for whoever tries them again.

mod reply;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use rechime_domain::ids::StoreId;
use rechime_platform::{
    causes::causes,
    clock::Clock,
    job::{Cause, JobError},
    operator_alerts::{AlertKind, OperatorAlert, OperatorAlerts},
    queue::{DeadLetter, DeadLetters},
};
use rechime_store::{
    configs::Stores, parked::ParkingLot, phones::Phones, replies::Replies, subscribers::Subscribers,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::Instant;

/// Why a message lies parked that was in a dead-letter queue.
const GIVEN_UP: &str = "It failed as often as its queue tries a message. Look at the log for the cause, and try it again \
                        once that is mended.";

/// The same of changes that tally could not count: a dead letter says only where they are.
const UNCOUNTED: &str = "Changes of the table could not be counted, so reports may be wrong by them. Trying again does \
                         not help. Look at the log of tally for the cause, then remove this.";

/// When a run takes up no more messages: the function has a minute.
const WORKING_TIME: Duration = Duration::from_secs(45);

/// The function: its ports.
pub struct DeadLetterSweep {
    /// The dead-letter queues, in the order in which they are emptied.
    pub queues: Vec<DeadLetterQueue>,
    /// Which stores there are.
    pub stores: Arc<dyn Stores>,
    /// Which stores know a phone.
    pub phones: Arc<dyn Phones>,
    /// Consent.
    pub subscribers: Arc<dyn Subscribers>,
    /// When replies came.
    pub replies: Arc<dyn Replies>,
    /// Where the operator hears of it.
    pub operator_alerts: Arc<dyn OperatorAlerts>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// A dead-letter queue, and where its messages are parked.
pub struct DeadLetterQueue {
    /// The messages.
    pub letters: Arc<dyn DeadLetters>,
    /// Where they go.
    pub parking: ParkingLot,
    /// Why they are there.
    reason: &'static str,
}

impl DeadLetterQueue {
    /// Of messages that can be tried again.
    pub fn new(letters: Arc<dyn DeadLetters>, parking: ParkingLot) -> Self {
        Self { letters, parking, reason: GIVEN_UP }
    }

    /// Of changes that were not counted.
    pub fn of_changes(letters: Arc<dyn DeadLetters>, parking: ParkingLot) -> Self {
        Self { letters, parking, reason: UNCOUNTED }
    }
}

/// What a run parked of one store, or of none.
#[derive(Default)]
struct Parked {
    count: usize,
    first: String,
    stops: usize,
}

/// What a run parked.
type Report = BTreeMap<Option<StoreId>, Parked>;

impl DeadLetterSweep {
    /// Empties all dead-letter queues. An error means that messages are left, which the next run finds.
    pub async fn handle(&self) -> Result<(), JobError> {
        let (begun, mut report, mut outcome) = (Instant::now(), Report::default(), Ok(()));
        for queue in &self.queues {
            if let Err(error) = self.empty(queue, begun, &mut report).await {
                tracing::error!(error = causes(error.as_ref()), "a dead-letter queue cannot be emptied");
                outcome = Err(JobError::retry(error));
            }
        }
        self.tell(report).await;
        outcome
    }

    /// One message's trouble does not keep the others waiting: it comes again once it is visible.
    async fn empty(&self, queue: &DeadLetterQueue, begun: Instant, report: &mut Report) -> Result<(), Cause> {
        let mut outcome = Ok(());
        while begun.elapsed() < WORKING_TIME {
            let letters = queue.letters.receive().await?;
            if letters.is_empty() {
                break;
            }
            for letter in letters {
                outcome = outcome.and(self.park(queue, letter, report).await);
            }
        }
        outcome
    }

    async fn park(
        &self,
        queue: &DeadLetterQueue,
        mut letter: DeadLetter,
        report: &mut Report,
    ) -> Result<(), Cause> {
        letter.record.body = requested(&letter.record.body);
        let was_stop = self.heed_reply(&letter.record).await?;
        let (store, parked) = queue.parking.keep(&letter.record, queue.reason, &*self.stores).await?;
        queue.letters.delete(&letter).await?;
        let of_store = report.entry(store).or_default();
        if of_store.count == 0 {
            of_store.first = parked.id.to_string();
        }
        of_store.count += 1;
        of_store.stops += usize::from(was_stop);
        Ok(())
    }

    /// One alert for each store, however many messages there were.
    async fn tell(&self, report: Report) {
        for (store, Parked { count, first, stops }) in report {
            let mut reason = format!(
                "{count} queue messages were given up, and are parked. The first is {first}. Each says what to do."
            );
            if stops > 0 {
                let also = format!(" {stops} of them say STOP: they count, and were not answered.");
                reason.push_str(&also);
            }
            let alert = OperatorAlert { kind: AlertKind::MessageParked, store, id: first, reason };
            self.operator_alerts.send(&alert).await;
        }
    }
}

/// The message that failed. Lambda wraps that of a function that was woken without a queue.
fn requested(body: &str) -> String {
    #[derive(Deserialize)]
    struct Failure {
        #[serde(rename = "requestPayload")]
        request: Box<RawValue>,
    }
    serde_json::from_str::<Failure>(body)
        .map_or_else(|_| body.to_owned(), |failure| failure.request.get().to_owned())
}

#[cfg(test)]
mod tests;
