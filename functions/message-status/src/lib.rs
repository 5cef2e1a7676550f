//! Hears what the SMS providers tell: replies of customers, and receipts of texts.
//!
//! AWS End User Messaging publishes both to a topic, from where they come by the `feedback` queue. Twilio calls
//! over HTTP: what it says is checked, put on the same queue, and acknowledged only once it is there, so that no
//! STOP is lost because a table was out of reach.

mod addressees;
mod door;
mod event;
mod receipts;
mod replies;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_platform::{
    batch::{self, Record},
    clock::Clock,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_sms::{aws, feedback::Feedback, provider::SmsProvider};
use rechime_store::{
    configs::{Configs, Stores},
    messages::Messages,
    replies::Replies,
    subscribers::Subscribers,
};

pub use self::{
    door::Door,
    event::{Answer, Event, HttpAnswer, HttpRequest},
};

/// The function: its ports.
pub struct MessageStatus {
    /// Who may call over HTTP.
    pub door: Door,
    /// Where what was called in waits.
    pub feedback: Arc<dyn Queue<Feedback>>,
    /// Which stores there are.
    pub stores: Arc<dyn Stores>,
    /// The settings of each.
    pub configs: Arc<dyn Configs>,
    /// Consent.
    pub subscribers: Arc<dyn Subscribers>,
    /// Texts, whose receipts these are.
    pub messages: Arc<dyn Messages>,
    /// Which replies came, and were answered.
    pub replies: Arc<dyn Replies>,
    /// The SMS provider, for answers.
    pub provider: Arc<dyn SmsProvider>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl MessageStatus {
    /// Handles whatever woke the function.
    pub async fn handle(&self, event: Event) -> Answer {
        match event {
            Event::Queue(batch) => Answer::Queue(self.hear(batch).await),
            Event::Http(request) => Answer::Http(self.take(&request).await),
        }
    }

    /// Twilio's call: into the queue, if it is Twilio's.
    async fn take(&self, request: &HttpRequest) -> HttpAnswer {
        let feedback = match self.door.admit(request) {
            Ok(Some(feedback)) => feedback,
            Ok(None) => return HttpAnswer::Taken,
            Err(refusal) => return refusal,
        };
        match self.feedback.send(&[Outgoing::now(feedback)]).await {
            Ok(()) => HttpAnswer::Taken,
            Err(error) => {
                tracing::error!(%error, "the feedback queue did not take what Twilio told");
                HttpAnswer::Unavailable
            }
        }
    }

    async fn hear(&self, batch: SqsEvent) -> SqsBatchResponse {
        batch::lift(batch, |record| self.one(record)).await.into_response()
    }

    async fn one(&self, record: Record) -> Result<(), JobError> {
        // What neither we nor AWS wrote ends in the dead-letter queue, whole.
        match read(&record.body).map_err(JobError::retry)? {
            Some(Feedback::Reply(reply)) => self.reply(&record, reply).await,
            Some(Feedback::Receipt(receipt)) => self.receipt(&receipt).await,
            None => Ok(()),
        }
    }
}

/// Ours name their version; AWS's publications have no `type`.
fn read(body: &str) -> Result<Option<Feedback>, serde_json::Error> {
    let value: serde_json::Value = serde_json::from_str(body)?;
    if value.get("type").is_some() { serde_json::from_value(value).map(Some) } else { aws::feedback(body) }
}

#[cfg(test)]
mod tests;
