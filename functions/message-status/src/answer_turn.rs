//! The turn of an answer at its sender.
//!
//! An answer takes its turn as an immediate text does. It is what the customer asked for, so it goes even where it gets
//! none: the table is out of reach, the sender has sent what it may in a day, or it has waited for too long. It waits on
//! the queue, so that the next STOP does not wait behind it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    pace::{Class, Refusal, seconds_until},
    parts,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_sms::{
    feedback::{Feedback, Reply},
    provider::Outbound,
};
use rechime_store::paces::{PacedSender, Turns};
use tokio::time::sleep;

use crate::MessageStatus;

/// Whether the turn of an answer has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It was not asked for yet.
    Ahead,
    /// It has.
    Come,
}

/// How long an answer waits for a turn. Then it goes without one: it counts as part of the opt-out for five minutes.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// For how long an answer waits where it is.
const MOMENT: Duration = Duration::from_millis(100);

/// The longest until an answer asks again.
const LONGEST_PAUSE_SECONDS: u16 = 10;

impl MessageStatus {
    /// Takes the turn of the answer to a reply that came at `at`. False where that is not now: the reply is on its queue
    /// again, and is answered later.
    pub(crate) async fn await_turn(
        &self,
        reply: &Reply,
        at: Timestamp,
        answer: &Outbound,
    ) -> Result<bool, JobError> {
        let now = self.clock.now();
        let Some(turns) = self.turns_of(answer, now).await else { return Ok(true) };
        let (feedback, seconds) = if let Some(start) = turns.starts.first() {
            let wait = Duration::try_from(start.duration_since(now)).unwrap_or_default();
            if wait <= MOMENT {
                sleep(wait).await;
                return Ok(true);
            }
            (Feedback::Answer(reply.clone()), seconds(*start, now))
        } else if turns.refusal == Some(Refusal::Capped) || now.duration_since(at) >= PATIENCE {
            return Ok(true);
        } else {
            (Feedback::Reply(reply.clone()), seconds(turns.again_at, now).clamp(1, LONGEST_PAUSE_SECONDS))
        };
        self.replies_queue.send(&[Outgoing::after(feedback, seconds)]).await.map_err(JobError::retry)?;
        Ok(false)
    }

    /// The turns that the sender of an answer gives; `None` where it cannot be asked.
    async fn turns_of(&self, answer: &Outbound, now: Timestamp) -> Option<Turns> {
        let sender = PacedSender::from(answer.sender.as_ref().unwrap_or(&self.own_sender));
        let parts = [parts::count(&answer.body).count];
        let turns = self.paces.take_turns(&sender, Class::Immediate, &parts, now).await;
        turns.inspect_err(|error| tracing::warn!(%error, "an answer goes without a turn")).ok()
    }
}

fn seconds(at: Timestamp, now: Timestamp) -> u16 {
    seconds_until(at.as_microsecond(), now.as_microsecond())
}
