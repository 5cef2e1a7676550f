//! What wakes the function, and what it answers.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;

/// A batch of the queue, or a request of the HTTP API.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// From the `feedback` queue.
    Queue(SqsEvent),
    /// From Twilio, or whoever claims to be.
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

/// What counts of a request in API Gateway's format 2.0:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRequest {
    /// The path.
    pub raw_path: String,
    /// What follows the `?`, as it came.
    #[serde(default)]
    pub raw_query_string: String,
    /// Headers; their names are in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; base64 where it says so, which it does of forms.
    #[serde(default)]
    pub body: Option<String>,
    /// Whether it is.
    #[serde(default)]
    pub is_base64_encoded: bool,
}

impl HttpRequest {
    /// The body's bytes; `None` where they cannot be read.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        if self.is_base64_encoded { BASE64.decode(body).ok() } else { Some(body.to_vec()) }
    }
}

/// What Twilio is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpAnswer {
    /// It is in the queue, or means nothing.
    Taken,
    /// No address of ours, or Twilio is not this installation's provider.
    NotFound,
    /// Not a form.
    NotAForm,
    /// More than any webhook of Twilio's.
    TooLarge,
    /// Not signed by Twilio. Never says why.
    Forbidden,
    /// The queue is out of reach.
    Unavailable,
}

impl HttpAnswer {
    const fn status(self) -> u16 {
        match self {
            Self::Taken => 200,
            Self::NotAForm => 400,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::TooLarge => 413,
            Self::Unavailable => 503,
        }
    }
}

/// An empty `TwiML` document: any other text would be sent to the customer.
impl Serialize for HttpAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answer = json!({
            "statusCode": self.status(),
            "headers": { "content-type": "text/xml" },
            "body": "<Response/>",
        });
        answer.serialize(serializer)
    }
}
