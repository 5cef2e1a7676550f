//! Replies that could not be handled: each keeps the time at which it came, and a STOP counts at once.

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    reply::ReplyMeaning,
};
use rechime_platform::{batch::Record, job::Cause};
use rechime_sms::{feedback::Feedback, read_feedback};

use crate::DeadLetterSweep;

/// What stands in the ledgers.
const WORDS: &str = "STOP, said to the number; it could not be handled as other replies are";

/// The claim on the answer to a STOP that was given up. While this function holds it, no other sends the answer.
const CLAIM: &str = "dead-letters";

impl DeadLetterSweep {
    /// Keeps when a reply came, so that what the customer said since outweighs it when it is tried again. Enters a STOP for
    /// every store that knows the phone, which is the safe thing while nobody can say whom it was for. Nobody confirms it any
    /// more: that would come late, and be one text too many. Says whether it was one. Doing so twice is fine.
    pub(crate) async fn heed_reply(&self, record: &Record) -> Result<bool, Cause> {
        let Ok(Some(Feedback::Reply(reply))) = read_feedback(&record.body) else { return Ok(false) };
        // A dead-letter queue keeps the time at which the first queue got a message.
        let now = self.clock.now();
        let at = record.sent_at.map_or(now, |at| self.clock.of_machine(at).min(now));
        // Where the name is that of a reply in other words, the reply is parked, and none of what it says counts.
        let Some(at) = self.replies.put_reply(&reply.id, &reply.from, &reply.body, at).await? else {
            return Ok(false);
        };
        if reply.heard().meaning != ReplyMeaning::Stop {
            return Ok(false);
        }
        let mut outcome = Ok(());
        // Of no sender in particular: then it counts for every sender.
        let known = self.phones.put_opt_out(&reply.from, None, at, None).await?;
        for store in known.stores {
            let said = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, at).saying(WORDS);
            outcome = outcome.and(self.subscribers.put_consent(&store, &reply.from, &said).await.map(drop));
        }
        outcome?;
        self.replies.claim_answer(&reply.id, CLAIM).await?;
        Ok(true)
    }
}
