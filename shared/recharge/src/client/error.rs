//! What can go wrong between us and Recharge, in words a merchant can act on.

/// Why a call to Recharge failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// 401: the token is wrong, or was deleted.
    #[error(
        "Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge."
    )]
    BadToken,
    /// 403: the token lacks a scope.
    #[error(
        "This API key may not do that. In Recharge, give it read access to Orders, Subscriptions, Payments and \
         Customers."
    )]
    Forbidden,
    /// 402: the shop's plan or account does not allow it.
    #[error("Recharge says that this store's account must be settled before its API can be used.")]
    PaymentRequired,
    /// 404: no such object.
    #[error("Recharge does not know this {what} (any more).")]
    NotFound {
        /// `customer`, `webhook`…
        what: &'static str,
    },
    /// 400, 405, 406, 415, 422, 426 and other refusals: our request is not one that Recharge takes.
    #[error("Recharge refused the request ({status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Recharge's own words, at most 300 characters.
        message: String,
    },
    /// 409: another request is changing the same object.
    #[error("Recharge is busy with another change of the same thing. It will work in a moment.")]
    Conflict,
    /// 429: more requests than the token's two to four a second.
    #[error("Recharge takes no more requests for the moment. It will work in a few seconds.")]
    Throttled,
    /// 5xx.
    #[error("Recharge has a problem of its own ({status}). It will work later.")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// No answer: no connection, or none in time.
    #[error("Recharge cannot be reached: {reason}")]
    Unreachable {
        /// What the connection said; without address or headers.
        reason: String,
    },
    /// An answer that is not what the API describes.
    #[error("Recharge's answer cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
}

impl ApiError {
    /// Whether the same call may succeed later without anybody's doing.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::Throttled | Self::Unavailable { .. } | Self::Unreachable { .. })
    }

    /// Whether Recharge refused to register a webhook because it has it.
    pub(crate) fn says_already_exists(&self) -> bool {
        matches!(self, Self::Refused { message, .. } if message.to_lowercase().contains("already exist"))
    }

    /// The error that a status stands for; `what` is the kind of thing that was asked for.
    pub(crate) fn of_status(status: u16, body: &str, what: &'static str) -> Self {
        match status {
            401 => Self::BadToken,
            402 => Self::PaymentRequired,
            403 => Self::Forbidden,
            404 => Self::NotFound { what },
            409 => Self::Conflict,
            429 => Self::Throttled,
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
    words.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_is_told_apart() {
        let of =
            |status| ApiError::of_status(status, r#"{"errors":{"topic":["Already exists."]}}"#, "webhook");
        let retryable = [408, 409, 429, 500, 501, 503];
        for status in [400, 401, 402, 403, 404, 405, 406, 409, 415, 422, 426, 408, 429, 500, 501, 503] {
            assert_eq!(of(status).is_retryable(), retryable.contains(&status), "{status}");
        }
        assert!(of(422).says_already_exists());
        assert!(!of(403).says_already_exists());
        insta::assert_snapshot!(of(422), @r#"Recharge refused the request (422): {"topic":["Already exists."]}"#);
        let plain = ApiError::of_status(400, r#"{"error":"bad request"}"#, "customer");
        insta::assert_snapshot!(plain, @"Recharge refused the request (400): bad request");
    }
}
