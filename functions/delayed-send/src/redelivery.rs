//! A queue message that comes again: what its earlier delivery left undone, and nothing else.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::message::{MessageRecord, MessageState, PendingMessage};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::provider::Outbound;

use crate::{DelayedSend, dispatch::Dispatch};

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
        let found = self.messages.get(&message.store, &message.id).await.map_err(JobError::retry)?;
        Ok(found.filter(|row| row.state != MessageState::Due))
    }

    /// Somebody claimed it before. Another queue message: then this one is a duplicate. This very one, or one of
    /// long ago: then the process that claimed it died, and the provider is asked what became of it.
    pub(crate) async fn resolve(
        &self,
        record: &Record,
        message: &PendingMessage,
        found: &MessageRecord,
    ) -> Result<(), JobError> {
        let Some(outbound) = handed_over(found) else { return Ok(()) };
        let dispatch = |claimed_by, claimed_at| Dispatch {
            message,
            outbound,
            claimed_by,
            claimed_at,
            received_on: None,
        };
        match &found.state {
            MessageState::Sending { claimed_by, at } if self.is_dead(record, claimed_by, *at) => {
                let reason = "the process ended while the provider was called";
                self.reconcile(&dispatch(claimed_by, *at), reason).await
            }
            // It may have ended right after this, before the day was noted.
            MessageState::Accepted { at, .. } if record.receive_count > 1 => {
                self.mark_received(&dispatch(&record.message_id, *at), *at).await
            }
            _ => Ok(()),
        }
    }

    /// Whether nobody can be at work on a claim any more.
    fn is_dead(&self, record: &Record, claimed_by: &str, at: Timestamp) -> bool {
        claimed_by == record.message_id || self.clock.now().duration_since(at) > LONGEST_CLAIM
    }
}

/// The text as it was handed over, by which the provider may know it; the flow may read differently by now.
fn handed_over(found: &MessageRecord) -> Option<Outbound> {
    Some(Outbound {
        message: found.id.clone(),
        store: found.store.clone(),
        to: found.phone.clone()?,
        body: found.body.clone()?,
        promotional: false,
        time_to_live: Duration::ZERO,
    })
}
