//! The attempt: count the text, claim the message, call the provider once, and follow its answer to one outcome.

use std::time::Duration;

use jiff::Timestamp;
use rechime_domain::{
    frequency::SentText,
    ids::SourceId,
    message::{ClaimKey, MessageRecord, PendingMessage},
    occurrence::Phone,
};
use rechime_platform::job::JobError;
use rechime_sms::provider::{LONGEST_CALL, Outbound, SendError, ended_consent};
use rechime_store::{links::NewLink, messages::Claim};

use crate::{
    DelayedSend, Delivery, LONGEST_AWS_CALL,
    claimed::{Claimed, Counted, NoText},
    last_look::LastLook,
};

/// What an attempt may take: count, claim and links, the provider's call, the end of the consent (a read and a write), and
/// the outcome in the table or on the queue. A claim that is cut off before its end would be `unknown`.
const LONGEST_ATTEMPT: Duration = LONGEST_AWS_CALL.saturating_mul(7).saturating_add(LONGEST_CALL);

/// The result of an attempt.
pub(crate) enum Attempt {
    /// It came to an end: the message has an outcome, or queues up again.
    Ended,
    /// It is not as the last look saw it: other texts were counted since, the consent is another, or the window closed.
    /// Nothing was done.
    LookedTooEarly,
}

impl DelayedSend {
    /// The text is counted before it is claimed, if the subscriber is still as the last look saw them. Of two senders at
    /// once, one finds the count changed and looks again; and so does a sender whose look missed a STOP.
    pub(crate) async fn attempt(
        &self,
        delivery: &Delivery,
        message: &PendingMessage,
        look: &LastLook,
        until: Option<Timestamp>,
    ) -> Result<Attempt, JobError> {
        self.keep_former_sender(message, look).await?;
        if !delivery.deadline.allows(LONGEST_ATTEMPT) {
            return Err(JobError::retry(TooLate));
        }
        let at = self.clock.now();
        // While it waited for its turn.
        if until.is_some_and(|until| until <= at) {
            return Ok(Attempt::LookedTooEarly);
        }
        let Some((text, links)) = self.text(message, look, at, until) else {
            return Err(JobError::park(NoText));
        };
        let counted = self.count(&text, &message.source, look, at).await?;
        let Some(counted) = counted else { return Ok(Attempt::LookedTooEarly) };
        let claim = ClaimKey { claimed_by: delivery.record.message_id.clone(), at };
        let counted = Some(counted);
        let claimed = Claimed { message, text, links, claim, counted, deadline: delivery.deadline };
        self.claim(delivery, &claimed, look).await.map(|()| Attempt::Ended)
    }

    /// Counts the text among those of its subscriber; `None` where the subscriber is not as the last look saw them.
    async fn count(
        &self,
        text: &Outbound,
        flow: &SourceId,
        look: &LastLook,
        at: Timestamp,
    ) -> Result<Option<Counted>, JobError> {
        let before = look.seen.texts.clone();
        let next = SentText { message: text.message.clone(), at, promotional: text.promotional };
        let after = before.with(next, flow);
        let person = text.message.person();
        let sender = look.sender_id();
        let put =
            self.sent_texts.count_text(&text.store, &text.to, &person, &sender, &look.seen, &after).await;
        Ok(put.map_err(JobError::retry)?.then_some(Counted { before, after }))
    }

    /// Keeps that the store texted the phone from another sender before: a STOP to that number is still for the store.
    async fn keep_former_sender(&self, message: &PendingMessage, look: &LastLook) -> Result<(), JobError> {
        let Some(subscriber) = &look.subscriber else { return Ok(()) };
        match subscriber.last_sender().filter(|former| *former != look.sender_id()) {
            Some(former) => {
                let kept = self.phones.add_former_sender(&subscriber.phone, &message.store, &former).await;
                kept.map_err(JobError::retry)
            }
            None => Ok(()),
        }
    }

    async fn claim(
        &self,
        delivery: &Delivery,
        claimed: &Claimed<'_>,
        look: &LastLook,
    ) -> Result<(), JobError> {
        let row = MessageRecord {
            body: Some(claimed.text.body.clone()),
            links: claimed.links.iter().map(|link| link.code.clone()).collect(),
            ..look.decision.record(claimed.message, claimed.claim.sending())
        };
        match self.messages.claim(&row).await {
            Ok(Claim::Won) => match self.put_links(claimed).await {
                Ok(()) => self.call(claimed).await,
                Err(error) => self.not_called(claimed, error).await,
            },
            Ok(Claim::Lost(found)) => self.resolve(delivery, claimed.message, &found).await,
            Err(error) => self.not_called(claimed, JobError::retry(error)).await,
        }
    }

    /// The claim may stand, now or in a moment, but the provider was not called because of the table: that goes on the queue, by which the
    /// claim is given back and the message sent. Only where the queue is out of reach as well is the table asked at
    /// once.
    async fn not_called(&self, claimed: &Claimed<'_>, error: JobError) -> Result<(), JobError> {
        let reason = "The database did not answer in time. The message is tried again within a few minutes.";
        if self.keep_outcome(claimed, &self.due(reason)).await.is_ok() {
            return Ok(());
        }
        self.release_claim(claimed, reason, error).await
    }

    async fn call(&self, claimed: &Claimed<'_>) -> Result<(), JobError> {
        match self.provider.send(&claimed.text).await {
            Ok(accepted) => self.accepted(claimed, accepted).await,
            Err(error @ (SendError::Throttled { .. } | SendError::NotReached { .. })) => {
                self.put_off(claimed, &error).await
            }
            Err(error @ SendError::Misconfigured { .. }) => self.misconfigured(claimed, error).await,
            Err(SendError::Refused { reason, opted_out, invalid_number }) => {
                self.refused(claimed, reason, ended_consent(opted_out, invalid_number)).await
            }
            Err(SendError::Ambiguous { reason }) => self.unknown(claimed, &reason).await,
        }
    }

    /// The text, and its links. Its provider gives up when the window closes, so that the provider's own queue cannot
    /// send into quiet hours.
    fn text(
        &self,
        message: &PendingMessage,
        look: &LastLook,
        now: Timestamp,
        until: Option<Timestamp>,
    ) -> Option<(Outbound, Vec<NewLink>)> {
        let Phone::Known(to) = &message.occurrence.phone else { return None };
        let composed = look.decision.text.as_ref()?;
        let linked = self.link_text(&message.store, &message.id, &composed.body, &composed.links);
        let notice = Outbound::notice(message.id.clone(), message.store.clone(), to.clone(), linked.body);
        let text = Outbound { promotional: look.is_promotional, ..notice.from(look.sender().cloned()) };
        let left = until.map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default());
        let text = match left {
            Some(left) => text.within(left),
            None => text,
        };
        Some((text, linked.links))
    }
}

/// The next delivery has its whole time.
#[derive(Debug, thiserror::Error)]
#[error("the last look took so long that there is no time to send")]
struct TooLate;
