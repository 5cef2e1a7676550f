//! Replies: they change consent, and are answered once.

use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    ids::{MessageId, SenderId, StoreId},
    reply::{self, Answerer, Heard, ReplyMeaning},
};
use rechime_platform::{batch::Record, deadline::Deadline, job::JobError};
use rechime_sms::{
    feedback::Reply,
    provider::{LONGEST_CALL, Outbound, SendError},
};
use rechime_store::{
    StoreError,
    phones::KnownPhone,
    received_replies::{Answer, ReceivedReply},
};

use crate::{
    MessageStatus, Turn,
    addressees::{Addressees, Party, SpokenTo},
};

/// What a customer said, and to which sender.
type Told<'a> = (ReplyMeaning, Option<&'a SenderId>);

/// A confirmation within five minutes counts as part of the opt-out (47 CFR 64.1200(a)(12)); later it is better
/// not sent.
const TIME_TO_LIVE: Duration = Duration::from_mins(5);

/// How long an answer may take: the provider's call, and a second for its turn and its claim. Of an answer that is cut
/// off nobody knows whether it was sent.
const LONGEST_ANSWER: Duration = LONGEST_CALL.saturating_add(Duration::from_secs(1));

/// What stands in the ledger of a store that was not spoken to. The words themselves are none of its business.
const SAID_TO_NUMBER: &str = "said to the number that this store shares with others";

/// An answer that a reply asks for.
struct DueAnswer {
    text: Outbound,
    received: ReceivedReply,
    /// The sender that was spoken to.
    sender: Option<SenderId>,
    /// The store in whose timeline it is kept.
    spoken_to: Option<StoreId>,
}

impl MessageStatus {
    /// Does as the customer says, for every store that they say it to, and answers once.
    ///
    /// The answer goes at any hour and to whoever opted out: it is what they asked for. Consent is written first:
    /// an answer that gets lost costs nothing, a STOP that does costs trust.
    pub(crate) async fn reply(
        &self,
        record: &Record,
        reply: Reply,
        turn: Turn,
        deadline: Deadline,
    ) -> Result<(), JobError> {
        let Some(due) = deadline.cut(self.obey(record, &reply)).await? else { return Ok(()) };
        if !deadline.allows(LONGEST_ANSWER) {
            return Err(JobError::retry("no time is left for the answer"));
        }
        if self.answer(record, &reply, turn, &due).await? {
            self.keep_answer(due).await;
        }
        Ok(())
    }

    /// Enters what the customer said, and says what to answer.
    async fn obey(&self, record: &Record, reply: &Reply) -> Result<Option<DueAnswer>, JobError> {
        let arrival = self.arrival(record);
        let put = self.replies.put_reply(&reply.id, &reply.from, &reply.body, arrival).await;
        let Some(at) = put.map_err(JobError::retry)? else { return Err(JobError::park(SaidOtherwise)) };
        let heard = reply.heard();
        let sender = self.spoken_to(reply).await.map_err(JobError::retry)?;
        let known = self.known(&heard, reply, &sender, at).await.map_err(JobError::retry)?;
        let addressees =
            self.addressees(reply, heard.meaning, sender, known).await.map_err(JobError::retry)?;
        self.heed(&heard, &addressees, reply, at).await.map_err(JobError::retry)?;
        let (id, words) = (reply.id.clone(), Wording::cut(&reply.body));
        let received = ReceivedReply { id, at, meaning: heard.meaning, words, answer: None };
        self.keep(&addressees, reply, &received).await.map_err(JobError::retry)?;
        if reply.answered || heard.meaning == ReplyMeaning::Other {
            return Ok(None);
        }
        let text = self.outbound(&heard, &addressees, reply, at).await.map_err(JobError::retry)?;
        let sender = addressees.sender.id();
        Ok(text.map(|text| DueAnswer { text, received, sender, spoken_to: addressees.spoken_to }))
    }

    /// When a reply came: when the queue got it, however often it had to be handled since. What the customer said in
    /// between was said later.
    fn arrival(&self, record: &Record) -> Timestamp {
        let now = self.clock.now();
        record.sent_at.map_or(now, |at| self.clock.of_machine(at).min(now))
    }

    /// What was known of the phone. A STOP is told to the sender at once, before whatever may fail or take long: then it
    /// counts for every store that hears of the phone from now on, and the stores that know it already are these.
    async fn known(
        &self,
        heard: &Heard,
        reply: &Reply,
        sender: &SpokenTo,
        at: Timestamp,
    ) -> Result<KnownPhone, StoreError> {
        match heard.meaning {
            ReplyMeaning::Stop => self.phones.put_opt_out(&reply.from, sender.id().as_ref(), at, None).await,
            ReplyMeaning::Start | ReplyMeaning::Help | ReplyMeaning::Other => {
                self.phones.get_phone(&reply.from).await
            }
        }
    }

    /// Enters what the reply says of consent for each store. The words go to the store that was spoken to; without one they
    /// stay with the phone.
    async fn heed(
        &self,
        heard: &Heard,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sender = addressees.sender.id();
        match heard.meaning {
            ReplyMeaning::Stop if addressees.spoken_to.is_none() => {
                let words = Wording::cut(&reply.body);
                self.phones.put_opt_out(&reply.from, sender.as_ref(), at, words.as_ref()).await?;
            }
            ReplyMeaning::Stop => {}
            ReplyMeaning::Start => self.phones.put_opt_in(&reply.from, sender.as_ref(), at).await?,
            ReplyMeaning::Help | ReplyMeaning::Other => return Ok(()),
        }
        let changed = addressees.of(heard.meaning, at).into_iter().filter_map(|party| {
            let response = reply::respond(heard, party.status_before(at), Answerer::NUMBER);
            Some(self.enter(response.consent?, &party.store, addressees, reply, at))
        });
        all_done(changed).await
    }

    /// Keeps the reply for the store that was spoken to, for the person's timeline.
    async fn keep(
        &self,
        addressees: &Addressees,
        reply: &Reply,
        received: &ReceivedReply,
    ) -> Result<(), StoreError> {
        let Some(store) = &addressees.spoken_to else { return Ok(()) };
        self.received.put_received_reply(store, &reply.from, received).await
    }

    /// Keeps what was answered beside the reply. The answer went, so it is not tried again where that fails.
    async fn keep_answer(&self, DueAnswer { text, received, spoken_to, .. }: DueAnswer) {
        let Some(store) = spoken_to else { return };
        let answer = Answer { at: self.clock.now(), text: text.body };
        if let Err(error) = self.received.put_answer(&store, &text.to, &received, &answer).await {
            tracing::warn!(%store, %error, "an answer is missing in the timeline");
        }
    }

    async fn enter(
        &self,
        status: ConsentStatus,
        store: &StoreId,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let was_spoken_to = addressees.spoken_to.as_ref() == Some(store);
        let words = if was_spoken_to { &reply.body } else { SAID_TO_NUMBER };
        let said = Statement::new(status, ConsentSource::Reply, at).saying(words);
        self.subscribers.put_consent(store, &reply.from, &said).await.map(drop)
    }

    /// The answer, signed by the store that was spoken to. Of a number whose stores do not know the phone, the number
    /// answers.
    async fn outbound(
        &self,
        heard: &Heard,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<Option<Outbound>, StoreError> {
        if addressees.parties.is_empty() {
            return self.answer_of_number(heard, addressees, reply, at).await;
        }
        let addressed = addressees.of(heard.meaning, at);
        let Some(party) = addressees.answerer(&addressed) else { return Ok(None) };
        let Some(config) = self.stores.get_config(&party.store).await? else { return Ok(None) };
        let by = Answerer::store(&config.settings, addressees.shares_number);
        let response = reply::respond(heard, status_of_all(heard.meaning, &addressed, at), by);
        // From the number that was spoken to; where it is not known, from the store's own.
        let sender = match &addressees.sender {
            SpokenTo::Unknown => config.sender.clone(),
            known => known.sender().cloned(),
        };
        Ok(response.answer.map(|text| outbound(party.store.clone(), text, reply).from(sender)))
    }

    async fn answer_of_number(
        &self,
        heard: &Heard,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<Option<Outbound>, StoreError> {
        let sender = addressees.sender.id();
        let stopped_at = sender.as_ref().and_then(|sender| addressees.known.opted_out_at(sender));
        let stopped_before = stopped_at.is_some_and(|stopped_at| stopped_at != at);
        let status = if stopped_before { ConsentStatus::Unsubscribed } else { ConsentStatus::Unknown };
        let answer = reply::respond(heard, status, Answerer::NUMBER).answer;
        // Any store: an answer has no row, and its receipts mean nothing.
        let store = self.stores.get_first_store().await?;
        let sender = addressees.sender.sender().cloned();
        Ok(store.zip(answer).map(|(store, text)| outbound(store, text, reply).from(sender)))
    }

    /// Sends an answer, with one attempt for each reply whose outcome is not certain: better none than two. False where it
    /// did not go.
    async fn answer(
        &self,
        record: &Record,
        reply: &Reply,
        turn: Turn,
        due: &DueAnswer,
    ) -> Result<bool, JobError> {
        let DueAnswer { text: answer, received, sender, .. } = due;
        let told = (received.meaning, sender.as_ref());
        let claim = format!("{}/{}", record.message_id, record.receive_count);
        if !self.claim_confirmation(&reply.id, told, answer).await.map_err(JobError::retry)?
            || turn == Turn::Ahead && !self.await_turn(reply, received.at, answer).await?
            || !self.replies.claim_answer(&reply.id, &claim).await.map_err(JobError::retry)?
        {
            return Ok(false);
        }
        match self.provider.send(answer).await {
            Ok(_) => Ok(true),
            Err(
                error @ (SendError::Throttled { .. }
                | SendError::NotReached { .. }
                | SendError::Misconfigured { .. }),
            ) => {
                self.replies.release_answer(&reply.id, &claim).await.map_err(JobError::retry)?;
                Err(JobError::retry(error))
            }
            // The provider that keeps a list of its own has confirmed the STOP itself.
            Err(error @ (SendError::Refused { .. } | SendError::Ambiguous { .. })) => {
                tracing::info!(store = %answer.store, %error, "an answer was not accepted");
                Ok(false)
            }
        }
    }

    /// Whether a STOP or START is confirmed: once an hour, phone and sender, whatever number of them came. HELP is answered each
    /// time: it may be asked by somebody who did not understand, and carriers try it.
    async fn claim_confirmation(
        &self,
        reply: &str,
        (meaning, sender): Told<'_>,
        answer: &Outbound,
    ) -> Result<bool, StoreError> {
        if meaning == ReplyMeaning::Help {
            return Ok(true);
        }
        self.replies.claim_confirmation(&answer.to, sender, meaning, self.clock.now(), reply).await
    }
}

/// Does writes side by side, and all of them whichever fails.
async fn all_done(
    writes: impl Iterator<Item: Future<Output = Result<(), StoreError>>>,
) -> Result<(), StoreError> {
    join_all(writes).await.into_iter().collect()
}

/// The consent before a reply of all stores in which it counts, as one: that of the first in which it changes something.
fn status_of_all(meaning: ReplyMeaning, addressed: &[&Party], at: Timestamp) -> ConsentStatus {
    let unchanged = match meaning {
        ReplyMeaning::Stop => ConsentStatus::Unsubscribed,
        ReplyMeaning::Start | ReplyMeaning::Help | ReplyMeaning::Other => ConsentStatus::Subscribed,
    };
    let statuses = addressed.iter().map(|party| party.status_before(at));
    statuses.into_iter().find(|status| *status != unchanged).unwrap_or(unchanged)
}

fn outbound(store: StoreId, text: String, reply: &Reply) -> Outbound {
    let id = MessageId::of_answer(&store, &reply.from, &reply.id);
    Outbound::notice(id, store, reply.from.clone(), text).within(TIME_TO_LIVE)
}

/// A provider gives a name to one reply only. A call that was signed for another reply was made to say this.
#[derive(Debug, thiserror::Error)]
#[error("another reply came under this name before; nothing was done")]
struct SaidOtherwise;
