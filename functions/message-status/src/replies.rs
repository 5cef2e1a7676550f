//! Replies: they change consent, and are answered once.

use futures::future::join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement, Wording},
    ids::{SenderId, StoreId},
    reply::{self, Answerer, Heard, ReplyMeaning},
    sender::Sender,
};
use rechime_platform::{batch::Record, deadline::Deadline, job::JobError};
use rechime_sms::feedback::{Answer, AnswerTurn, Reply};
use rechime_store::{StoreError, phones::KnownPhone, received_replies::ReceivedReply};

use crate::{
    MessageStatus,
    addressees::{Addressees, Party, SpokenTo},
};

/// What stands in the ledger of a store that was not spoken to. The words themselves are none of its business.
const SAID_TO_NUMBER: &str = "said to the number that this store shares with others";

impl MessageStatus {
    /// Does as the customer says, for every store that they say it to, and answers once.
    ///
    /// The answer goes at any hour and to whoever opted out: it is what they asked for. Consent is written first:
    /// an answer that gets lost costs nothing, a STOP that does costs trust.
    pub(crate) async fn reply(
        &self,
        record: &Record,
        reply: &Reply,
        deadline: Deadline,
    ) -> Result<(), JobError> {
        match deadline.cut(self.obey(record, reply)).await? {
            Some(answer) => self.answer(record, answer, deadline).await,
            None => Ok(()),
        }
    }

    /// Enters what the customer said, and says what to answer.
    async fn obey(&self, record: &Record, reply: &Reply) -> Result<Option<Answer>, JobError> {
        let arrival = self.arrival(record);
        let put = self.replies.put_reply(&reply.id, &reply.from, &reply.body, arrival).await;
        let Some(at) = put.map_err(JobError::retry)? else { return Err(JobError::park(SaidOtherwise)) };
        let heard = reply.heard();
        let sender = self.spoken_to(reply).await.map_err(JobError::retry)?;
        let known = self.known(&heard, reply, &sender, at).await.map_err(JobError::retry)?;
        let addressees =
            self.addressees(reply, heard.meaning, sender, known).await.map_err(JobError::retry)?;
        self.heed(&heard, &addressees, reply, at).await.map_err(JobError::retry)?;
        self.keep(&addressees, reply, at).await.map_err(JobError::retry)?;
        if reply.answered || heard.meaning == ReplyMeaning::Other {
            return Ok(None);
        }
        let answer = self.due_answer(&heard, &addressees, reply, at).await.map_err(JobError::retry)?;
        let Some(answer) = answer else { return Ok(None) };
        let is_told =
            self.is_told(&answer, addressees.sender.id().as_ref()).await.map_err(JobError::retry)?;
        Ok(is_told.then_some(answer))
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
    async fn keep(&self, addressees: &Addressees, reply: &Reply, at: Timestamp) -> Result<(), StoreError> {
        let Some(store) = &addressees.spoken_to else { return Ok(()) };
        self.received.put_received_reply(store, &reply.from, &received(reply, at)).await
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
    async fn due_answer(
        &self,
        heard: &Heard,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<Option<Answer>, StoreError> {
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
        let store = party.store.clone();
        Ok(response.answer.map(|text| answer(reply, at, store, text, sender, addressees)))
    }

    async fn answer_of_number(
        &self,
        heard: &Heard,
        addressees: &Addressees,
        reply: &Reply,
        at: Timestamp,
    ) -> Result<Option<Answer>, StoreError> {
        let sender = addressees.sender.id();
        let stopped_at = sender.as_ref().and_then(|sender| addressees.known.opted_out_at(sender));
        let stopped_before = stopped_at.is_some_and(|stopped_at| stopped_at != at);
        let status = if stopped_before { ConsentStatus::Unsubscribed } else { ConsentStatus::Unknown };
        let text = reply::respond(heard, status, Answerer::NUMBER).answer;
        // Any store: an answer has no row, and its receipts mean nothing.
        let store = self.stores.get_first_store().await?;
        let sender = addressees.sender.sender().cloned();
        Ok(store.zip(text).map(|(store, text)| answer(reply, at, store, text, sender, addressees)))
    }

    /// Whether the customer is told what became of a STOP or START: once an hour, phone and sender, whatever number of them
    /// came. HELP is answered each time: it may be asked by somebody who did not understand, and carriers try it.
    async fn is_told(&self, answer: &Answer, sender: Option<&SenderId>) -> Result<bool, StoreError> {
        let (reply, meaning) = (&answer.reply, answer.reply.heard().meaning);
        if meaning == ReplyMeaning::Help {
            return Ok(true);
        }
        self.replies.claim_confirmation(&reply.from, sender, meaning, self.clock.now(), &reply.id).await
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

fn answer(
    reply: &Reply,
    at: Timestamp,
    store: StoreId,
    text: String,
    sender: Option<Sender>,
    addressees: &Addressees,
) -> Answer {
    let (reply, spoken_to) = (reply.clone(), addressees.spoken_to.clone());
    Answer { reply, at, store, spoken_to, text, sender, turn: AnswerTurn::Asked(0) }
}

/// A reply as it is kept.
pub(crate) fn received(reply: &Reply, at: Timestamp) -> ReceivedReply {
    let (id, meaning, words) = (reply.id.clone(), reply.heard().meaning, Wording::cut(&reply.body));
    ReceivedReply { id, at, meaning, words, answer: None }
}

/// A provider gives a name to one reply only. A call that was signed for another reply was made to say this.
#[derive(Debug, thiserror::Error)]
#[error("another reply came under this name before; nothing was done")]
struct SaidOtherwise;
