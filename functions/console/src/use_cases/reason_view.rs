//! Reasons as the API shows them.

use jiff::tz::TimeZone;
use rechime_domain::reason::Reason;
use serde::Serialize;

/// Why: a code for programs and a sentence for people.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReasonView {
    pub(crate) code: String,
    pub(crate) text: String,
}

impl ReasonView {
    /// A reason that is no rule's.
    pub(crate) fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into() }
    }

    /// A rule's reason, with times on the clocks of `zone`.
    pub(crate) fn of(reason: &Reason, zone: &TimeZone) -> Self {
        Self::new(reason.code(), reason.words(zone))
    }

    /// A reason of which only the code was kept. Those that need more to be told in full are told in brief.
    pub(crate) fn from_code(code: &str, zone: &TimeZone) -> Self {
        let whole = serde_json::from_value::<Reason>(serde_json::json!({ "code": code }));
        match (whole, code) {
            (Ok(reason), _) => Self::of(&reason, zone),
            (Err(_), "opted_out") => Self::new(code, "The customer opted out."),
            (Err(_), "consent_void") => Self::new(
                code,
                "The number was deactivated or cannot get texts. Its owner has to agree again.",
            ),
            (Err(_), "dropped_by_law") => Self::new(
                code,
                "A law allows no such message at this hour, and this flow drops its messages then.",
            ),
            (Err(_), "texted_recently") => {
                Self::new(code, "The customer got a promotional message shortly before.")
            }
            (Err(_), "daily_cap") => Self::new(
                code,
                "The customer got as many promotional messages within 24 hours as a law allows.",
            ),
            (Err(_), "left_flow") => Self::new(code, "The flow has ended for the customer."),
            (Err(_), "expired") => Self::new(code, "It would arrive too late: it is out of date by then."),
            (Err(_), "superseded") => Self::new(code, "It is no longer true: something else happened since."),
            (Err(_), "text_failed") => {
                Self::new(code, "The text could not be made. Look at the flow's preview.")
            }
            (Err(_), _) => Self::new(code, code.replace('_', " ")),
        }
    }
}
