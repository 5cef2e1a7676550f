//! Replies: they change consent, and are answered once.

use std::time::Duration;

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, Statement},
    ids::{MessageId, StoreId},
    phone::PhoneNumber,
    reply::{self, Answerer, Heard, ReplyMeaning, Response},
};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::{
    feedback::Reply,
    provider::{Outbound, SendError},
};
use rechime_store::{StoreError, consistency::Consistency};

use crate::{
    MessageStatus,
    reply_stores::{self, Candidate},
};

/// A confirmation within five minutes counts as part of the opt-out (47 CFR 64.1200(a)(12)); later it is better
/// not sent.
const TIME_TO_LIVE: Duration = Duration::from_mins(5);

impl MessageStatus {
    /// Does as the customer says, for every store that they say it to, and answers once.
    ///
    /// The answer goes at any hour and to whoever opted out: it is what they asked for. Consent is written first:
    /// an answer that gets lost costs nothing, a STOP that does costs trust.
    pub(crate) async fn reply(&self, record: &Record, reply: Reply) -> Result<(), JobError> {
        let at = self.replies.put_reply(&reply.id, self.arrival(record)).await.map_err(JobError::retry)?;
        let heard = reply::hear(&reply.body);
        let all = self.candidates(&reply.from).await.map_err(JobError::retry)?;
        let addressed = reply_stores::of(heard.meaning, all);
        let speaker = reply_stores::speaker(&addressed).map(|speaker| speaker.store.clone());
        let mut answer = None;
        for candidate in addressed {
            let response = self.apply(&heard, &candidate, &reply, at).await.map_err(JobError::retry)?;
            if Some(&candidate.store) == speaker.as_ref() {
                answer = response.and_then(|response| outbound(candidate.store, response, &reply));
            }
        }
        match answer.filter(|_| !reply.answered) {
            Some(answer) => self.answer(record, &reply.id, heard.meaning, &answer).await,
            None => Ok(()),
        }
    }

    /// When a reply came: when the queue got it, however often it had to be handled since. What the customer said in
    /// between was said later.
    fn arrival(&self, record: &Record) -> Timestamp {
        let now = self.clock.now();
        record.sent_at.map_or(now, |at| self.clock.of_machine(at).min(now))
    }

    async fn candidates(&self, phone: &PhoneNumber) -> Result<Vec<Candidate>, StoreError> {
        let stores = self.stores.list_stores().await?;
        try_join_all(stores.into_iter().map(|store| self.candidate(store.id, phone))).await
    }

    async fn candidate(&self, store: StoreId, phone: &PhoneNumber) -> Result<Candidate, StoreError> {
        let subscriber = self.subscribers.get_subscriber(&store, phone, Consistency::Strong).await?;
        Ok(Candidate { store, subscriber })
    }

    /// Enters the consent that a reply gives to a store, or ends; gives what the store says to that.
    async fn apply(
        &self,
        heard: &Heard,
        candidate: &Candidate,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<Option<Response>, StoreError> {
        let Some(store_config) = self.stores.get_config(&candidate.store).await? else { return Ok(None) };
        let by = Answerer::store(&store_config.settings, false);
        let response = reply::respond(heard, status_before(candidate, at), by);
        if let Some(status) = response.consent {
            let said = Statement::new(status, ConsentSource::Reply, at).saying(&reply.body);
            self.subscribers.put_consent(&candidate.store, &reply.from, &said).await?;
        }
        Ok(Some(response))
    }

    /// Sends an answer, with one attempt for each reply whose outcome is not certain: better none than two.
    async fn answer(
        &self,
        record: &Record,
        reply: &str,
        meaning: ReplyMeaning,
        answer: &Outbound,
    ) -> Result<(), JobError> {
        let claim = format!("{}/{}", record.message_id, record.receive_count);
        if !self.claim_confirmation(reply, meaning, answer).await.map_err(JobError::retry)?
            || !self.replies.claim_answer(reply, &claim).await.map_err(JobError::retry)?
        {
            return Ok(());
        }
        match self.provider.send(answer).await {
            Ok(_) => Ok(()),
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
                Ok(())
            }
        }
    }

    /// Whether a STOP or START is confirmed: once an hour and phone, whatever number of them came. HELP is answered each
    /// time: it may be asked by somebody who did not understand, and carriers try it.
    async fn claim_confirmation(
        &self,
        reply: &str,
        meaning: ReplyMeaning,
        answer: &Outbound,
    ) -> Result<bool, StoreError> {
        if meaning == ReplyMeaning::Help {
            return Ok(true);
        }
        self.replies.claim_confirmation(&answer.to, meaning, self.clock.now(), reply).await
    }
}

/// The consent as it was before a reply that came `at`. One that comes again finds what it made itself: then it is
/// as if nothing had been said before.
fn status_before(candidate: &Candidate, at: Timestamp) -> ConsentStatus {
    let consent = candidate.subscriber.as_ref().and_then(|subscriber| subscriber.consent);
    let own = |consent: Consent| consent.since == at && consent.source == ConsentSource::Reply;
    if consent.is_some_and(own) { ConsentStatus::Unknown } else { candidate.status() }
}

fn outbound(store: StoreId, response: Response, reply: &Reply) -> Option<Outbound> {
    let id = MessageId::of_answer(&store, &reply.from, &reply.id);
    Some(Outbound::notice(id, store, reply.from.clone(), response.answer?).within(TIME_TO_LIVE))
}
