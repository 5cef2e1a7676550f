//! The answers.

use http::{HeaderValue, StatusCode, header};
use rechime_domain::link::Destination;
use rechime_platform::http_api::Response;

/// What a request is answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The link leads there.
    Found(Destination),
    /// There is no such link, for whatever reason.
    NotFound,
    /// Too many links were asked for that are none.
    TooMany,
    /// The table is out of reach.
    Unavailable,
}

impl Answer {
    /// The response, which nobody keeps, indexes, or names to the site that it leads to.
    pub(crate) fn into_response(self) -> Response {
        let (status, words) = match &self {
            Self::Found(_) => (StatusCode::FOUND, ""),
            Self::NotFound => (StatusCode::NOT_FOUND, "This link leads nowhere. It may have ended.\n"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Too many requests. Try again in a moment.\n"),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The link cannot be looked up now. Try again in a moment.\n",
            ),
        };
        let mut response = Response::new(words.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        if let Self::Found(destination) = &self
            && let Ok(place) = HeaderValue::from_str(destination.as_str())
        {
            headers.insert(header::LOCATION, place);
        }
        response
    }
}
