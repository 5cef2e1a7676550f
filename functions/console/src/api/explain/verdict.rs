//! The answer to "what would happen?".

use jiff::Timestamp;
use rechime_domain::{
    decision::{Decision, Verdict},
    segments::Encoding,
    trigger::Trigger,
    zone::{ZoneEvidence, ZoneSource},
};
use serde::Serialize;

use crate::api::reasons::Told;

/// What would become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It would go at once.
    Send,
    /// It would go at `send_at`, if all is as it is now.
    Hold,
    /// It would not go. The last reason is the cause.
    Skip,
}

/// What would happen, and why. What it did not come to is null.
#[derive(Serialize)]
pub(super) struct Explanation {
    decision: Outcome,
    flow: Option<Trigger>,
    send_at: Option<Timestamp>,
    /// `send_at` on the customer's wall, with its offset: in the first zone, where several are possible.
    local_time: Option<String>,
    time_zone: Option<String>,
    time_zone_source: Option<ZoneSource>,
    body: Option<String>,
    encoding: Option<Encoding>,
    segments: Option<u32>,
    reasons: Vec<Told>,
}

impl Explanation {
    /// The webhook means nothing to us.
    pub(super) fn nothing(reason: Told) -> Self {
        Self {
            decision: Outcome::Skip,
            flow: None,
            send_at: None,
            local_time: None,
            time_zone: None,
            time_zone_source: None,
            body: None,
            encoding: None,
            segments: None,
            reasons: vec![reason],
        }
    }

    /// A flow was triggered, and this was decided.
    pub(super) fn of(flow: Trigger, decision: Decision, now: Timestamp) -> Self {
        let (outcome, send_at) = match decision.verdict {
            Verdict::Send { .. } => (Outcome::Send, Some(now)),
            Verdict::Wait { until } => (Outcome::Hold, Some(until.start())),
            Verdict::Skip => (Outcome::Skip, None),
        };
        let zone = decision.zone.as_ref();
        Self {
            decision: outcome,
            flow: Some(flow),
            send_at,
            local_time: send_at.zip(zone).map(|(at, zone)| local_time(at, zone)),
            time_zone: zone.and_then(|zone| zone.zones.first().cloned()),
            time_zone_source: zone.map(|zone| zone.source),
            encoding: decision.text.as_ref().map(|text| text.segments.encoding),
            segments: decision.text.as_ref().map(|text| text.segments.count),
            body: decision.text.map(|text| text.body),
            reasons: decision.why.iter().map(Told::from).collect(),
        }
    }
}

/// RFC 3339: `2026-11-24T09:03:00-05:00`.
fn local_time(at: Timestamp, zone: &ZoneEvidence) -> String {
    at.to_zoned(zone.first()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
