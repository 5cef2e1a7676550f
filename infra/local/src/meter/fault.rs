//! What a test makes go wrong between the functions and AWS.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use crate::forward::Answer;

/// The body of `PUT /meter/faults`. Requests of other tests pass, as none of theirs names what `containing` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The requests that it meets, as `DynamoDB.PutItem`.
    operation: String,
    /// What their bodies contain: a store, say.
    containing: String,
    /// How many it meets. A call is tried three times.
    times: u32,
    kind: Kind,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// AWS fails, and nothing is done.
    Refuse,
    /// It is done, and the answer is lost.
    LoseAnswer,
    /// It takes so many milliseconds.
    Delay(u64),
}

/// The faults that are left.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn put(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// Takes the fault that meets a request, if any is left.
    pub(crate) fn strike(&self, operation: &str, body: &[u8]) -> Option<Kind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.is_empty() {
            return None;
        }
        let body = String::from_utf8_lossy(body);
        let meets = |fault: &&mut Fault| {
            fault.times > 0 && fault.operation == operation && body.contains(&fault.containing)
        };
        let fault = faults.iter_mut().find(meets)?;
        fault.times -= 1;
        Some(fault.kind)
    }
}

/// How AWS says that it failed; the caller tries again.
pub(crate) fn failure() -> Answer {
    let headers = HeaderMap::from_iter([(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/x-amz-json-1.0"),
    )]);
    let body =
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"a test's fault"}"#;
    Answer { status: StatusCode::INTERNAL_SERVER_ERROR, headers, body: body.into() }
}

/// Lets the time of a slow request pass.
pub(crate) async fn pass_time(kind: Option<Kind>) {
    if let Some(Kind::Delay(milliseconds)) = kind {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_meets_so_many_of_its_requests_and_no_others() {
        let faults = Faults::default();
        let fault =
            r#"{"operation":"DynamoDB.PutItem","containing":"journey-1","times":2,"kind":{"delay":5}}"#;
        faults.put(vec![serde_json::from_str(fault).unwrap()]);
        let put = |body: &str| faults.strike("DynamoDB.PutItem", body.as_bytes());
        assert_eq!(faults.strike("DynamoDB.GetItem", b"journey-1"), None);
        assert_eq!([put("journey-2"), put("STORE#journey-1")], [None, Some(Kind::Delay(5))]);
        assert_eq!([put("journey-1"), put("journey-1")], [Some(Kind::Delay(5)), None]);
    }
}
