//! Intake's answers: a status, and for a person who debugs an integration, what to do next.

use http::header::{CONTENT_TYPE, HeaderValue};
use rechime_platform::http_api::Response;
use serde_json::json;

/// Every answer intake can give. Recharge retries 5xx (and silence), and no 4xx but 408 and 429; Shopify whatever is
/// not a 2xx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The queue has it.
    Accepted,
    /// A topic that we do not use.
    Ignored,
    /// Not a webhook's URL.
    NotFound,
    /// No topic of Recharge's.
    UnknownTopic,
    /// Wrong key, wrong signature, or no signature.
    Unauthorized,
    /// Not a JSON object.
    NotJson,
    /// More than any webhook is.
    TooLarge,
    /// The queue or the secrets are out of reach: try again.
    Unavailable,
}

impl Answer {
    pub(crate) fn into_response(self) -> Response {
        let (status, title, detail) = self.parts();
        let (content_type, body) = match detail {
            None => ("application/json", json!({ "status": title })),
            Some(detail) => {
                ("application/problem+json", json!({ "title": title, "status": status, "detail": detail }))
            }
        };
        let mut response = Response::new(body.to_string().into());
        *response.status_mut() = status.try_into().unwrap_or_default();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    }

    const fn parts(self) -> (u16, &'static str, Option<&'static str>) {
        match self {
            Self::Accepted => (200, "accepted", None),
            Self::Ignored => (200, "ignored", None),
            Self::NotFound => {
                (404, "Not found", Some("This is not the URL of a webhook. Copy it from the store's page."))
            }
            Self::UnknownTopic => (
                404,
                "Unknown topic",
                Some("Recharge has no such topic. The path ends in /{resource}/{action}."),
            ),
            Self::Unauthorized => (401, "Unauthorized", Some("The webhook could not be verified.")),
            Self::NotJson => (400, "Not JSON", Some("The body must be one JSON object, as it was sent.")),
            Self::TooLarge => (413, "Too large", Some("A webhook is at most 256 KiB.")),
            Self::Unavailable => (503, "Unavailable", Some("The event was not taken. Send it again.")),
        }
    }
}
