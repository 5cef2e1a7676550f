//! Reasons as the API shows them.

use jiff::tz::TimeZone;
use rechime_domain::reason::Reason;
use serde::Serialize;

/// Why: a code for programs and a sentence for people.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
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

    /// A reason of which only the code was kept. One that has more to tell is told in brief.
    pub(crate) fn from_code(code: &str, zone: &TimeZone) -> Self {
        let whole = || serde_json::from_value::<Reason>(serde_json::json!({ "code": code }));
        match brief(code) {
            Some(text) => Self::new(code, text),
            None => whole().map_or_else(|_| Self::new(code, code), |reason| Self::of(&reason, zone)),
        }
    }
}

/// The sentence of a reason whose own needs data.
fn brief(code: &str) -> Option<&'static str> {
    Some(match code {
        "opted_out" => "The customer opted out.",
        "consent_void" => "The number was deactivated or cannot get texts. Its owner has to agree again.",
        "time_zone" => "The customer's time zone decides.",
        "held_for_quiet_hours" => "It is quiet hours where the customer is. The message waits.",
        "waited" => "The message waited.",
        "sender_capped" => "The sender has sent as many texts as it may in a day. The message waits.",
        "held_by_law" => "A law allows no such message at this hour. The message waits.",
        "dropped_by_law" => {
            "A law allows no such message at this hour, and this flow drops its messages then."
        }
        "texted_recently" => "The customer got a promotional message shortly before.",
        "daily_cap" => "The customer got as many promotional messages within 24 hours as a law allows.",
        "hourly_cap" => "The customer got as many texts within an hour as this store allows.",
        "alternative" => "Several texts are tried for this message.",
        "left_flow" => "The flow has ended for the customer.",
        "delayed" => "The flow waits before this message.",
        "scheduled" => "The campaign is sent by the customer's own clock.",
        "expired" => "It would arrive too late.",
        "not_confirmed" => "What Recharge knows does not confirm what the webhook says.",
        "superseded" => "It is no longer true: something else happened since.",
        "date_moved" => "It is no longer true: the order was moved or skipped.",
        "sent_again" => "This text failed before, and somebody sent it again as it was.",
        "text_failed" => "The text could not be made. Look at the flow's preview.",
        _ => return None,
    })
}
