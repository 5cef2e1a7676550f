//! The answer to "what would happen?".

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{
    decision::{Decision, Verdict},
    ids::{MessageId, SourceId},
    message::PendingMessage,
    parts::Encoding,
    zone::{ZoneEvidence, ZoneSource},
};
use serde::Serialize;

use crate::use_cases::reason_view::ReasonView;

/// What would become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It would go at once.
    Send,
    /// It would go at `send_at`, if all is as it is now.
    Hold,
    /// It would not go. The last reason is the cause.
    Skip,
}

/// What would happen: the verdict on the first flow, and those on all flows of the trigger.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Explanation {
    #[serde(flatten)]
    pub(crate) first: FlowVerdict,
    pub(crate) flows: Vec<FlowVerdict>,
}

/// What would become of the first message of a flow, and why. What it did not come to is null.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct FlowVerdict {
    pub(crate) decision: Outcome,
    pub(crate) flow: Option<SourceId>,
    /// The id that the message would have.
    pub(crate) message: Option<MessageId>,
    pub(crate) send_at: Option<Timestamp>,
    /// `send_at` on the customer's wall, with its offset: in the first zone, where several are possible.
    pub(crate) local_time: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) time_zone_source: Option<ZoneSource>,
    pub(crate) body: Option<String>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) segments: Option<u32>,
    pub(crate) reasons: Vec<ReasonView>,
}

impl Explanation {
    /// The webhook means nothing to us.
    pub(super) fn nothing(reason: ReasonView) -> Self {
        Self { first: FlowVerdict::nothing(reason), flows: Vec::new() }
    }

    /// Some flows were triggered, the default one first.
    pub(super) fn of(flows: Vec<FlowVerdict>) -> Self {
        let none = || ReasonView::new("no_flow", "The store has no flow for this event.");
        let first = flows.first().cloned().unwrap_or_else(|| FlowVerdict::nothing(none()));
        Self { first, flows }
    }
}

impl FlowVerdict {
    fn nothing(reason: ReasonView) -> Self {
        Self {
            decision: Outcome::Skip,
            flow: None,
            message: None,
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

    /// What was decided about a message.
    /// `store_zone` is the zone of the times in its reasons.
    pub(super) fn of(
        message: &PendingMessage,
        decision: Decision,
        now: Timestamp,
        store_zone: &TimeZone,
    ) -> Self {
        let (outcome, send_at) = match decision.verdict {
            Verdict::Send { .. } => (Outcome::Send, Some(now)),
            Verdict::Wait { until } => (Outcome::Hold, Some(until.start())),
            Verdict::Skip => (Outcome::Skip, None),
        };
        let zone = decision.zone.as_ref();
        Self {
            decision: outcome,
            flow: Some(message.source.clone()),
            message: Some(message.id.clone()),
            send_at,
            local_time: send_at.zip(zone).map(|(at, zone)| local_time(at, zone)),
            time_zone: zone.and_then(|zone| zone.zones.first().cloned()),
            time_zone_source: zone.map(|zone| zone.source),
            encoding: decision.text.as_ref().map(|text| text.parts.encoding),
            segments: decision.text.as_ref().map(|text| text.parts.count),
            body: decision.text.map(|text| text.body),
            reasons: decision.why.iter().map(|reason| ReasonView::of(reason, store_zone)).collect(),
        }
    }
}

/// RFC 3339: `2026-11-24T09:03:00-05:00`.
fn local_time(at: Timestamp, zone: &ZoneEvidence) -> String {
    at.to_zoned(zone.first()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
