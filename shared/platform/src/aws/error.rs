//! Why a call of AWS came to nothing.

use std::fmt;

use hyper::{StatusCode, header::HeaderMap};
use hyper_util::client::legacy;
use serde_json::Value;

/// A call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The input is no JSON, or no request. This is a mistake of ours.
    #[error("the request could not be made: {0}")]
    NotMade(String),
    /// There was no connection: nothing was asked.
    #[error("there is no connection to AWS")]
    NotConnected(#[source] legacy::Error),
    /// The connection broke before the whole answer was there. What was asked may have been done.
    #[error("the connection to AWS broke")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer came in time. What was asked may have been done.
    #[error("AWS did not answer in time")]
    TimedOut,
    /// AWS said that it did it, and what else it said is not what was expected.
    #[error("the answer of AWS could not be read")]
    Unreadable,
    /// AWS said that it did not do it.
    #[error("{0}")]
    Refused(Refusal),
}

/// What AWS said when it did not do what it was asked. Message and body may quote the request, and so are not in the debug
/// form.
pub struct Refusal {
    /// The status of the answer.
    pub status: u16,
    /// The name of the error, such as `ThrottlingException`.
    pub code: Option<String>,
    /// AWS's words.
    pub message: Option<String>,
    /// The whole answer; null where it is no JSON.
    pub body: Value,
}

/// Names of errors that say: too much was asked.
const THROTTLED: [&str; 13] = [
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Names of errors that pass, whatever the status.
const TRANSIENT: [&str; 2] = ["RequestTimeout", "RequestTimeoutException"];

impl CallError {
    /// What AWS said, if it said anything.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The name of the error that AWS gave.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// Whether AWS gave the error that name.
    #[must_use]
    pub fn is(&self, code: &str) -> bool {
        self.code() == Some(code)
    }

    /// Whether too much was asked of AWS.
    pub(super) fn is_throttling(&self) -> bool {
        self.code().is_some_and(|code| THROTTLED.contains(&code))
            || self.refusal().is_some_and(|refusal| refusal.status == 429)
    }

    /// Whether the same call may go well a moment later, besides [`Self::is_throttling`].
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::NotConnected(_) | Self::Broken(_) | Self::TimedOut => true,
            Self::NotMade(_) | Self::Unreadable => false,
            Self::Refused(refusal) => {
                matches!(refusal.status, 500 | 502 | 503 | 504)
                    || refusal.code.as_deref().is_some_and(|code| TRANSIENT.contains(&code))
            }
        }
    }
}

impl Refusal {
    /// Reads an answer. The error's name is in a header or in the body, as
    /// `com.amazonaws.dynamodb.v20120810#ThrottlingException` or `ConflictException:http://…`.
    pub(super) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let header = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
        let code = header.or_else(|| text("__type")).or_else(|| text("code")).map(|name| {
            let name = name.split(':').next().unwrap_or(name);
            name.rsplit('#').next().unwrap_or(name).to_owned()
        });
        let message = text("message").or_else(|| text("Message")).map(ToOwned::to_owned);
        Self { status: status.as_u16(), code, message, body }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => f.write_str(code)?,
            None => write!(f, "status {}", self.status)?,
        }
        self.message.as_ref().map_or(Ok(()), |message| write!(f, ": {message}"))
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("status", &self.status)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, header: Option<&str>, body: &str) -> CallError {
        let status = StatusCode::from_u16(status).unwrap();
        let header = header.map(|name| ("x-amzn-errortype".parse().unwrap(), name.parse().unwrap()));
        CallError::Refused(Refusal::read(status, &header.into_iter().collect(), body.as_bytes()))
    }

    #[test]
    fn an_error_has_one_name_wherever_aws_puts_it() {
        let in_body = r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#;
        for error in [
            refused(400, None, in_body),
            refused(400, Some("QueueDoesNotExist:http://internal.amazon.com/"), r#"{"Message":"gone"}"#),
            refused(400, None, r#"{"code":"QueueDoesNotExist","message":"gone"}"#),
        ] {
            assert!(error.is("QueueDoesNotExist"));
            assert_eq!(error.to_string(), "QueueDoesNotExist: gone");
            assert!(!format!("{error:?}").contains("gone"), "the message may quote the request");
        }
        assert_eq!(refused(503, None, "Service Unavailable").to_string(), "status 503");
    }

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        let named = |status, code: &str| refused(status, None, &format!(r#"{{"__type":"{code}"}}"#));
        let kinds = |error: &CallError| (error.is_throttling(), error.is_transient());
        assert_eq!(kinds(&named(400, "ThrottlingException")), (true, false));
        assert_eq!(kinds(&named(429, "Whatever")), (true, false));
        assert_eq!(kinds(&named(500, "InternalServerError")), (false, true));
        assert_eq!(kinds(&named(400, "RequestTimeout")), (false, true));
        assert_eq!(kinds(&named(400, "ConditionalCheckFailedException")), (false, false));
        assert_eq!(kinds(&CallError::TimedOut), (false, true));
        assert_eq!(kinds(&CallError::Unreadable), (false, false));
    }
}
