//! What customers write, and what becomes of it.

use std::time::Duration;

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    ids::MessageId,
    phone::PhoneNumber,
    reply::{self, Heard, Response},
    subscriber::{Consent, ConsentEntry, ConsentSource, ConsentStatus},
};
use rechime_platform::{batch::Record, job::JobError};
use rechime_sms::{
    feedback::Reply,
    provider::{Outbound, SendError},
};
use rechime_store::{StoreError, configs::StoreSummary, subscribers::Consistency};

use crate::{
    MessageStatus,
    addressees::{self, Candidate},
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
        let at = self.replies.receive(&reply.id, self.clock.now()).await.map_err(JobError::retry)?;
        let heard = reply::hear(&reply.body);
        let all = self.candidates(&reply.from).await.map_err(JobError::retry)?;
        let addressed = addressees::of(heard.meaning, all);
        for candidate in &addressed {
            self.heed(&heard, candidate, &reply, at).await.map_err(JobError::retry)?;
        }
        let answer = addressees::speaker(&addressed).and_then(|speaker| answer(&heard, speaker, &reply, at));
        match answer.filter(|_| !reply.answered) {
            Some(answer) => self.answer(record, &reply.id, &answer).await,
            None => Ok(()),
        }
    }

    async fn candidates(&self, phone: &PhoneNumber) -> Result<Vec<Candidate>, StoreError> {
        let stores = self.stores.stores().await?;
        let found = try_join_all(stores.iter().map(|store| self.candidate(store, phone))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn candidate(
        &self,
        store: &StoreSummary,
        phone: &PhoneNumber,
    ) -> Result<Option<Candidate>, StoreError> {
        let Some(config) = self.configs.load(&store.id).await? else { return Ok(None) };
        let person = self.subscribers.get(&store.id, phone, Consistency::Strong).await?;
        Ok(Some(Candidate { store: config, person }))
    }

    async fn heed(
        &self,
        heard: &Heard,
        candidate: &Candidate,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(status) = response(heard, candidate, at).consent else { return Ok(()) };
        let entry =
            ConsentEntry::saying(Consent { status, source: ConsentSource::Reply, since: at }, &reply.body);
        self.subscribers.set_consent(&candidate.store.settings.id, &reply.from, entry).await
    }

    /// Sends an answer, with one attempt for each reply whose outcome is not certain: better none than two.
    async fn answer(&self, record: &Record, reply: &str, answer: &Outbound) -> Result<(), JobError> {
        let claim = format!("{}/{}", record.message_id, record.receive_count);
        if !self.replies.claim_answer(reply, &claim).await.map_err(JobError::retry)? {
            return Ok(());
        }
        match self.provider.send(answer).await {
            Ok(_) => Ok(()),
            Err(
                error @ (SendError::Throttled { .. }
                | SendError::NotReached { .. }
                | SendError::Misconfigured { .. }),
            ) => {
                self.replies.give_back(reply, &claim).await.map_err(JobError::retry)?;
                Err(JobError::retry(error))
            }
            // The provider that keeps a list of its own has confirmed the STOP itself.
            Err(error @ (SendError::Refused { .. } | SendError::Ambiguous { .. })) => {
                tracing::info!(store = %answer.store, %error, "an answer was not accepted");
                Ok(())
            }
        }
    }
}

/// What a reply means to a store. One that comes again finds the consent that it made itself: then it is as if
/// nothing had been said before.
fn response(heard: &Heard, candidate: &Candidate, at: Timestamp) -> Response {
    let own = candidate
        .person
        .as_ref()
        .and_then(|person| person.consent)
        .is_some_and(|consent| consent.since == at && consent.source == ConsentSource::Reply);
    let status = if own { ConsentStatus::Unknown } else { candidate.status() };
    reply::respond(heard, status, &candidate.store.settings)
}

fn answer(heard: &Heard, speaker: &Candidate, reply: &Reply, at: Timestamp) -> Option<Outbound> {
    let store = &speaker.store.settings.id;
    Some(Outbound {
        message: MessageId::of_answer(store, &reply.id),
        store: store.clone(),
        to: reply.from.clone(),
        body: response(heard, speaker, at).answer?,
        promotional: false,
        time_to_live: TIME_TO_LIVE,
    })
}
