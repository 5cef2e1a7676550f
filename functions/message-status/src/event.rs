//! The events that wake the function, and its answers.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use rechime_sms::webhooks::{AnswerBody, CallRefused, HttpRequest};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;

/// A batch of the queue, or a request of the HTTP API.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// From the `replies`, the `feedback` or the `clicks` queue.
    Queue(SqsEvent),
    /// From the provider, or whoever claims to be.
    Http(HttpRequest),
}

/// The answer to either.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What must come again.
    Queue(SqsBatchResponse),
    /// To the caller.
    Http(HttpAnswer),
}

/// The answer to a call over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// What became of the call.
    pub outcome: CallOutcome,
    /// What the provider reads.
    pub body: AnswerBody,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// It is in the queue, or means nothing.
    Taken,
    /// It is not taken, now or later.
    Refused(CallRefused),
    /// The queue is out of reach.
    Unavailable,
}

impl CallOutcome {
    const fn status(self) -> u16 {
        match self {
            Self::Taken => 200,
            Self::Refused(CallRefused::Malformed) => 400,
            Self::Refused(CallRefused::Forbidden) => 403,
            Self::Refused(CallRefused::NotFound) => 404,
            Self::Refused(CallRefused::TooLarge) => 413,
            Self::Refused(CallRefused::Unavailable) | Self::Unavailable => 503,
        }
    }
}

impl Serialize for HttpAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answer = json!({
            "statusCode": self.outcome.status(),
            "headers": { "content-type": self.body.content_type },
            "body": self.body.text,
        });
        answer.serialize(serializer)
    }
}
