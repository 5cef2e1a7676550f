//! Answers to replies: each goes once, and waits for its turn without keeping anything else waiting.

use std::time::Duration;

use rechime_domain::ids::MessageId;
use rechime_platform::{batch::Record, deadline::Deadline, job::JobError};
use rechime_sms::{
    feedback::Answer,
    provider::{LONGEST_CALL, Outbound, SendError},
};
use rechime_store::received_replies;

use crate::{MessageStatus, replies::received};

/// A confirmation within five minutes counts as part of the opt-out (47 CFR 64.1200(a)(12)); later it is better
/// not sent.
const TIME_TO_LIVE: Duration = Duration::from_mins(5);

/// How long an answer may take: the provider's call, and a second for its turn and its claim. Of an answer that is cut
/// off nobody knows whether it was sent.
const LONGEST_ANSWER: Duration = LONGEST_CALL.saturating_add(Duration::from_secs(1));

impl MessageStatus {
    /// Sends an answer when its turn has come, and keeps it beside the reply.
    pub(crate) async fn answer(
        &self,
        record: &Record,
        answer: Answer,
        deadline: Deadline,
    ) -> Result<(), JobError> {
        if !deadline.allows(LONGEST_ANSWER) {
            // What was said is entered. The answer goes with another batch.
            return self.put_back(&answer, answer.turn, 0).await;
        }
        let text = outbound(&answer);
        if self.await_turn(&answer, &text).await? && self.send_answer(record, &answer, &text).await? {
            self.keep_answer(answer).await;
        }
        Ok(())
    }

    /// Sends an answer, with one attempt for each reply whose outcome is not certain: better none than two. False where it
    /// did not go.
    async fn send_answer(&self, record: &Record, answer: &Answer, text: &Outbound) -> Result<bool, JobError> {
        let (reply, claim) = (&answer.reply.id, format!("{}/{}", record.message_id, record.receive_count));
        if !self.replies.claim_answer(reply, &claim).await.map_err(JobError::retry)? {
            return Ok(false);
        }
        match self.provider.send(text).await {
            Ok(_) => Ok(true),
            Err(
                error @ (SendError::Throttled { .. }
                | SendError::NotReached { .. }
                | SendError::Misconfigured { .. }),
            ) => {
                self.replies.release_answer(reply, &claim).await.map_err(JobError::retry)?;
                Err(JobError::retry(error))
            }
            // The provider that keeps a list of its own has confirmed the STOP itself.
            Err(error @ (SendError::Refused { .. } | SendError::Ambiguous { .. })) => {
                tracing::info!(store = %answer.store, %error, "an answer was not accepted");
                Ok(false)
            }
        }
    }

    /// Keeps what was answered beside the reply. The answer went, so it is not tried again where that fails.
    async fn keep_answer(&self, Answer { reply, at, spoken_to, text, .. }: Answer) {
        let Some(store) = spoken_to else { return };
        let answer = received_replies::Answer { at: self.clock.now(), text };
        let put = self.received.put_answer(&store, &reply.from, &received(&reply, at), &answer).await;
        if let Err(error) = put {
            tracing::warn!(%store, %error, "an answer is missing in the timeline");
        }
    }
}

fn outbound(answer: &Answer) -> Outbound {
    let Answer { reply, store, text, sender, .. } = answer;
    let id = MessageId::of_answer(store, &reply.from, &reply.id);
    let text = Outbound::notice(id, store.clone(), reply.from.clone(), text.clone());
    text.from(sender.clone()).within(TIME_TO_LIVE)
}
