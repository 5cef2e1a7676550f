//! What can go wrong between us and Recharge, in words a merchant can act on.

use std::time::Duration;

/// Why a call to Recharge failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// 401: the token is wrong, or was deleted.
    #[error(
        "Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge."
    )]
    BadToken,
    /// 403: the token lacks a scope, or the store's plan the feature.
    #[error(
        "This API key may not do that. In Recharge, give it read access to Orders, Subscriptions, Payments and \
         Customers. If it has that, the store's Recharge plan may not include it."
    )]
    Forbidden,
    /// 402: the request was valid and failed nevertheless.
    #[error(
        "Recharge accepted the request but could not carry it out (402). If it happens again, ask Recharge's support."
    )]
    PaymentRequired,
    /// 404: no such object.
    #[error("Recharge does not know this {what}, or not any more.")]
    NotFound {
        /// `customer`, `webhook`…
        what: &'static str,
    },
    /// 400, 405, 406, 415, 422, 426, 501 and other refusals: our request is not one that Recharge takes.
    #[error("Recharge refused the request ({status}): {message}.")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Recharge's own words, at most 300 characters.
        message: String,
    },
    /// 409: another request is changing the same object.
    #[error("Recharge is still busy with another change of the same thing.")]
    Conflict,
    /// 429: more requests than the token's two to four a second.
    #[error("Recharge takes no more requests for the next few seconds.")]
    Throttled,
    /// The same, for a question that nobody waits for: when its turn may come.
    #[error("Recharge takes no more requests for now. This one is in line for {} seconds.", .wait.as_secs())]
    InLine {
        /// How long the line is.
        wait: Duration,
    },
    /// 408, 500, 503 and their like: Recharge or somebody it depends on.
    #[error("Recharge has a problem of its own at the moment ({status}).")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// No answer: no connection, or none in time.
    #[error("Recharge cannot be reached: {reason}.")]
    Unreachable {
        /// What the connection said; without address or headers.
        reason: String,
    },
    /// The rate limiter does not answer, and without it nothing may be asked.
    #[error("Recharge was not asked, because its rate limit could not be checked: {reason}.")]
    RateLimiterUnavailable {
        /// What is wrong.
        reason: String,
    },
    /// An answer that is not what the API describes.
    #[error("Recharge's answer cannot be read: {reason}.")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
}

impl ApiError {
    /// Whether the same call may succeed later without anybody's doing.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Conflict
            | Self::Throttled
            | Self::InLine { .. }
            | Self::Unavailable { .. }
            | Self::Unreachable { .. }
            | Self::RateLimiterUnavailable { .. } => true,
            Self::BadToken
            | Self::Forbidden
            | Self::PaymentRequired
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether Recharge refused to register a webhook because it has it.
    pub(crate) fn says_already_exists(&self) -> bool {
        matches!(self, Self::Refused { message, .. } if message.to_lowercase().contains("already exist"))
    }

    /// The error that a status stands for, as <https://developer.rechargepayments.com> (API standards, errors) and
    /// HTTP itself tell; `what` is the kind of thing that was asked for.
    pub(crate) fn of_status(status: u16, body: &str, what: &'static str) -> Self {
        match status {
            401 => Self::BadToken,
            402 => Self::PaymentRequired,
            403 => Self::Forbidden,
            404 => Self::NotFound { what },
            409 => Self::Conflict,
            429 => Self::Throttled,
            // Not implemented: that will be so the next time.
            501 => Self::Refused { status, message: message(body) },
            408 | 500.. => Self::Unavailable { status },
            _ => Self::Refused { status, message: message(body) },
        }
    }
}

/// Recharge's words: `{"error": …}` or `{"errors": …}`, of which the latter may be nested.
fn message(body: &str) -> String {
    let answer = serde_json::from_str::<serde_json::Value>(body).unwrap_or_default();
    let told = ["errors", "error"].into_iter().find_map(|key| answer.get(key));
    let words = match told {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => body.to_owned(),
    };
    words.trim_end_matches('.').chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_is_tried_again_or_given_up() {
        let body = r#"{"errors":{"topic":["Already exists."]}}"#;
        let table: Vec<_> =
            [400, 401, 402, 403, 404, 405, 406, 408, 409, 415, 422, 426, 429, 500, 501, 502, 503, 504]
                .into_iter()
                .map(|status| {
                    let error = ApiError::of_status(status, body, "webhook");
                    let end = if error.is_retryable() { "retry" } else { "fail" };
                    format!("{status} {end}: {error}")
                })
                .collect();
        insta::assert_snapshot!(table.join("\n"), @r#"
        400 fail: Recharge refused the request (400): {"topic":["Already exists."]}.
        401 fail: Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge.
        402 fail: Recharge accepted the request but could not carry it out (402). If it happens again, ask Recharge's support.
        403 fail: This API key may not do that. In Recharge, give it read access to Orders, Subscriptions, Payments and Customers. If it has that, the store's Recharge plan may not include it.
        404 fail: Recharge does not know this webhook, or not any more.
        405 fail: Recharge refused the request (405): {"topic":["Already exists."]}.
        406 fail: Recharge refused the request (406): {"topic":["Already exists."]}.
        408 retry: Recharge has a problem of its own at the moment (408).
        409 retry: Recharge is still busy with another change of the same thing.
        415 fail: Recharge refused the request (415): {"topic":["Already exists."]}.
        422 fail: Recharge refused the request (422): {"topic":["Already exists."]}.
        426 fail: Recharge refused the request (426): {"topic":["Already exists."]}.
        429 retry: Recharge takes no more requests for the next few seconds.
        500 retry: Recharge has a problem of its own at the moment (500).
        501 fail: Recharge refused the request (501): {"topic":["Already exists."]}.
        502 retry: Recharge has a problem of its own at the moment (502).
        503 retry: Recharge has a problem of its own at the moment (503).
        504 retry: Recharge has a problem of its own at the moment (504).
        "#);
    }

    #[test]
    fn recharges_own_words_are_passed_on() {
        let of =
            |status| ApiError::of_status(status, r#"{"errors":{"topic":["Already exists."]}}"#, "webhook");
        assert!(of(422).says_already_exists());
        assert!(!of(403).says_already_exists());
        let plain = ApiError::of_status(400, r#"{"error":"bad request"}"#, "customer");
        insta::assert_snapshot!(plain, @"Recharge refused the request (400): bad request.");
    }
}
