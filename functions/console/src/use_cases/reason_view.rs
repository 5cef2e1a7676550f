//! Reasons as the API shows them.

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

    /// A reason of which only the code was kept. Those that need more to be told in full are told in brief.
    pub(crate) fn from_code(code: &str) -> Self {
        let whole = serde_json::from_value::<Reason>(serde_json::json!({ "code": code }));
        match (whole, code) {
            (Ok(reason), _) => Self::from(&reason),
            (Err(_), "opted_out") => Self::new(code, "The customer opted out."),
            (Err(_), "consent_void") => Self::new(
                code,
                "The number was deactivated or cannot get texts. Its owner has to agree anew.",
            ),
            (Err(_), "expired") => Self::new(code, "By the time it could arrive it would be out of date."),
            (Err(_), "superseded") => Self::new(code, "Something happened since that made it untrue."),
            (Err(_), "text_failed") => {
                Self::new(code, "The text could not be made. Look at the flow's preview.")
            }
            (Err(_), _) => Self::new(code, code.replace('_', " ")),
        }
    }
}

impl From<&Reason> for ReasonView {
    fn from(reason: &Reason) -> Self {
        Self::new(reason.code(), reason.words())
    }
}
