//! A queue message that comes again: what its earlier delivery left undone, and nothing else.

use jiff::SignedDuration;
use rechime_domain::message::{ClaimKey, MessageRecord, PendingMessage};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::provider::Outbound;

use crate::{
    DelayedSend, Delivery,
    claimed::{Claimed, NoText},
};

/// No invocation lives this long. A claim that is older belongs to a queue message that ended in the dead-letter
/// queue, and comes again from there under another name.
const LONGEST_CLAIM: SignedDuration = SignedDuration::from_mins(15);

impl DelayedSend {
    /// The row that an earlier delivery left, unless it gave the message back. It counts before any new last look:
    /// whatever that would say, the text may be on its way.
    pub(crate) async fn earlier(
        &self,
        record: &Record,
        message: &PendingMessage,
    ) -> Result<Option<MessageRecord>, JobError> {
        if record.receive_count <= 1 {
            return Ok(None);
        }
        let found = self.messages.get_message(&message.store, &message.id).await.map_err(JobError::retry)?;
        Ok(found.filter(|row| !row.state.waits()))
    }

    /// Settles a message that was claimed before. If another queue message claimed it lately, this one is a duplicate.
    /// If this one did, or one of long ago, its process died, and the provider is asked what became of the text.
    pub(crate) async fn resolve(
        &self,
        delivery: &Delivery,
        message: &PendingMessage,
        found: &MessageRecord,
    ) -> Result<(), JobError> {
        let Some(claim) = found.state.claim().filter(|claim| self.is_dead(&delivery.record, claim)) else {
            return Ok(());
        };
        let text = handed_over(found).ok_or_else(|| JobError::park(NoText))?;
        let text = text.from(self.own_sender_of(&found.store).await?);
        let claimed =
            Claimed { message, text, links: Vec::new(), claim, counted: None, deadline: delivery.deadline };
        self.unknown(&claimed, "the process ended while the provider was called").await
    }

    /// Whether nobody can be at work on a claim any more.
    fn is_dead(&self, record: &Record, claim: &ClaimKey) -> bool {
        claim.claimed_by == record.message_id || self.clock.now().duration_since(claim.at) > LONGEST_CLAIM
    }
}

/// The text as it was handed over, by which the provider may know it; the flow may read differently by now.
pub(crate) fn handed_over(found: &MessageRecord) -> Option<Outbound> {
    let (to, body) = (found.phone.clone()?, found.body.clone()?);
    Some(Outbound::notice(found.id.clone(), found.store.clone(), to, body))
}
