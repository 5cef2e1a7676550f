//! Hears what became of texts: replies of customers, receipts of the SMS providers, and clicks.
//!
//! A provider may publish to a topic, from where replies come by the `replies` queue and receipts by the `feedback` queue:
//! a STOP does not wait behind receipts. Another calls over HTTP: what it says is checked, put on the same queues, and
//! acknowledged only once it is there, so that no STOP is lost because a table was out of reach.

mod addressees;
mod answer_turn;
mod answers;
mod clicks;
mod event;
mod receipts;
mod recent_calls;
mod replies;

use std::{sync::Arc, time::Duration};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_domain::sender::Sender;
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    deadline::Deadline,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_sms::{
    feedback::Feedback,
    provider::SmsProvider,
    read_feedback,
    webhooks::{HttpRequest, ProviderWebhooks},
};
use rechime_store::{
    clicks::Clicks, configs::Stores, messages::Messages, paces::Paces, parked::ParkingLot, phones::Phones,
    received_replies::ReceivedReplies, replies::Replies, senders::Senders, sent_texts::SentTextLog,
    subscribers::Subscribers,
};

pub use self::{
    event::{Answer, CallOutcome, Event, HttpAnswer},
    recent_calls::RecentCalls,
};

/// How long a batch is worked on: a second less than the function has by `template.yaml`.
const WORKING_TIME: Duration = Duration::from_secs(9);

/// The function: its ports.
pub struct MessageStatus {
    /// The providers' calls over HTTP.
    pub webhooks: Arc<dyn ProviderWebhooks>,
    /// The last of these, each of which is taken once.
    pub recent_calls: RecentCalls,
    /// Where replies wait that were called in.
    pub replies_queue: Arc<dyn Queue<Feedback>>,
    /// Where receipts wait that were called in.
    pub feedback: Arc<dyn Queue<Feedback>>,
    /// Which stores there are, and the settings of each.
    pub stores: Arc<dyn Stores>,
    /// Consent.
    pub subscribers: Arc<dyn Subscribers>,
    /// The senders that stores have besides the installation's own.
    pub senders: Arc<dyn Senders>,
    /// The installation's own.
    pub own_sender: Sender,
    /// Whose turn it is at each sender: answers take theirs.
    pub paces: Arc<dyn Paces>,
    /// Which stores know a phone, and what its owner told each sender.
    pub phones: Arc<dyn Phones>,
    /// Texts, whose receipts these are.
    pub messages: Arc<dyn Messages>,
    /// Who followed their links.
    pub clicks: Arc<dyn Clicks>,
    /// What each subscriber got, and clicked in.
    pub sent_texts: Arc<dyn SentTextLog>,
    /// Which replies came, and were answered.
    pub replies: Arc<dyn Replies>,
    /// The replies themselves, for the timeline of a person.
    pub received: Arc<dyn ReceivedReplies>,
    /// The SMS provider, for answers.
    pub provider: Arc<dyn SmsProvider>,
    /// Where messages go that nobody can read.
    pub parking: ParkingLot,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl MessageStatus {
    /// Handles whatever woke the function.
    pub async fn handle(&self, event: Event) -> Answer {
        match event {
            Event::Queue(batch) => Answer::Queue(self.hear(batch).await),
            Event::Http(request) => Answer::Http(self.answer_call(&request).await),
        }
    }

    async fn answer_call(&self, request: &HttpRequest) -> HttpAnswer {
        let outcome = match self.webhooks.admit(request).await {
            Ok(Some(feedback)) if self.recent_calls.contain(&feedback) => CallOutcome::Taken,
            Ok(Some(feedback)) => self.enqueue(feedback).await,
            Ok(None) => CallOutcome::Taken,
            Err(refused) => CallOutcome::Refused(refused),
        };
        HttpAnswer { outcome, body: self.webhooks.answer_body() }
    }

    async fn enqueue(&self, feedback: Feedback) -> CallOutcome {
        let queue = match feedback {
            Feedback::Reply(_) | Feedback::Answer(_) => &self.replies_queue,
            Feedback::Receipt(_) => &self.feedback,
        };
        match queue.send(&[Outgoing::now(feedback.clone())]).await {
            Ok(()) => {
                self.recent_calls.add(feedback);
                CallOutcome::Taken
            }
            Err(error) => {
                tracing::error!(%error, "the queue did not take what the provider told");
                CallOutcome::Unavailable
            }
        }
    }

    async fn hear(&self, batch: SqsEvent) -> SqsBatchResponse {
        let deadline = Deadline::after(WORKING_TIME);
        batch::lift(batch, |record| self.one(record, deadline)).await.settle(&self.parking).await
    }

    /// Nothing takes longer than the deadline but a reply's answer, which is begun only in time.
    async fn one(&self, record: Record, deadline: Deadline) -> Result<(), JobError> {
        if clicks::is_click(&record.body) {
            return deadline.cut(self.click(&record.body)).await;
        }
        match read_feedback(&record.body).map_err(JobError::park)? {
            Some(Feedback::Reply(reply)) => self.reply(&record, &reply, deadline).await,
            Some(Feedback::Answer(answer)) => self.answer(&record, answer, deadline).await,
            Some(Feedback::Receipt(receipt)) => deadline.cut(self.receipt(&receipt)).await,
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
