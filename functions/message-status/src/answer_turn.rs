//! The turn of an answer at its sender.
//!
//! An answer takes its turn as an immediate text does. It is what the customer asked for, so it goes even where it gets
//! none: the table is out of reach, the sender has sent what it may in a day, or it has asked often enough. It waits on
//! the queue by itself, so that nothing that was said waits behind it.

use std::time::Duration;

use jiff::Timestamp;
use rechime_domain::{
    pace::{Class, Refusal, seconds_until},
    parts,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_sms::{
    feedback::{Answer, AnswerTurn, Feedback},
    provider::Outbound,
};
use rechime_store::paces::{PacedSender, Turns};
use tokio::time::sleep;

use crate::MessageStatus;

/// Seconds until an answer that got no turn asks again, at most. After the last it goes without one: within a minute, of
/// the five in which it counts as part of the opt-out.
const PAUSES: [u16; 3] = [5, 15, 40];

/// For how long an answer waits where it is.
const MOMENT: Duration = Duration::from_millis(100);

impl MessageStatus {
    /// Takes the turn of an answer. False where that is not now: the answer is on the queue, and goes later.
    pub(crate) async fn await_turn(&self, answer: &Answer, text: &Outbound) -> Result<bool, JobError> {
        let AnswerTurn::Asked(times) = answer.turn else { return Ok(true) };
        let now = self.clock.now();
        let Some(turns) = self.turns_of(text, now).await else { return Ok(true) };
        if let Some(start) = turns.starts.first() {
            let wait = Duration::try_from(start.duration_since(now)).unwrap_or_default();
            if wait > MOMENT {
                return self.put_back(answer, AnswerTurn::Come, seconds(*start, now)).await.map(|()| false);
            }
            sleep(wait).await;
            return Ok(true);
        }
        let pause = PAUSES.get(usize::from(times)).filter(|_| turns.refusal != Some(Refusal::Capped));
        let Some(longest) = pause else { return Ok(true) };
        let pause = spread(&answer.reply.id, *longest);
        self.put_back(answer, AnswerTurn::Asked(times + 1), pause).await.map(|()| false)
    }

    /// Puts an answer on the queue, which keeps it for so many seconds.
    pub(crate) async fn put_back(
        &self,
        answer: &Answer,
        turn: AnswerTurn,
        seconds: u16,
    ) -> Result<(), JobError> {
        let waiting = Feedback::Answer(Answer { turn, ..answer.clone() });
        self.replies_queue.send(&[Outgoing::after(waiting, seconds)]).await.map_err(JobError::retry)
    }

    /// The turns that the sender of an answer gives; `None` where it cannot be asked.
    async fn turns_of(&self, text: &Outbound, now: Timestamp) -> Option<Turns> {
        let sender = PacedSender::from(text.sender.as_ref().unwrap_or(&self.own_sender));
        let parts = [parts::count(&text.body).count];
        let turns = self.paces.take_turns(&sender, Class::Immediate, &parts, now).await;
        turns.inspect_err(|error| tracing::warn!(%error, "an answer goes without a turn")).ok()
    }
}

fn seconds(at: Timestamp, now: Timestamp) -> u16 {
    seconds_until(at.as_microsecond(), now.as_microsecond())
}

/// Between half of a pause and the whole, so that answers to what came together do not ask together again.
fn spread(reply: &str, longest: u16) -> u16 {
    let half = longest / 2;
    let drawn = reply.bytes().fold(0_u16, |drawn, byte| drawn.wrapping_mul(31).wrapping_add(byte.into()));
    longest - drawn % (half + 1)
}
