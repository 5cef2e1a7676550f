//! The reasons for which messages are skipped, in a few words each: for filters and reports.

use super::flows::Choice;
use crate::words::EN;

/// Each code with its words, the usual first.
fn reasons() -> [(&'static str, &'static str); 23] {
    let w = &EN.skips;
    [
        ("no_consent", w.no_consent),
        ("opted_out", w.opted_out),
        ("no_phone", w.no_phone),
        ("superseded", w.superseded),
        ("date_moved", w.date_moved),
        ("expired", w.expired),
        ("promotion_needs_consent", w.promotion_needs_consent),
        ("not_in_audience", w.not_in_audience),
        ("left_flow", w.left_flow),
        ("hourly_cap", w.hourly_cap),
        ("texted_recently", w.texted_recently),
        ("daily_cap", w.daily_cap),
        ("dropped_in_quiet_hours", w.dropped_in_quiet_hours),
        ("dropped_by_law", w.dropped_by_law),
        ("never_open", w.never_open),
        ("not_confirmed", w.not_confirmed),
        ("consent_void", w.consent_void),
        ("phone_unusable", w.phone_unusable),
        ("text_failed", w.text_failed),
        ("flow_not_active", w.flow_not_active),
        ("flow_deleted", w.flow_deleted),
        ("step_removed", w.step_removed),
        ("campaign_canceled", w.campaign_canceled),
    ]
}

/// A reason in a few words; the code itself if it has none.
pub(super) fn words(code: &str) -> &str {
    reasons().into_iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// A choice of one of them, or of all.
pub(super) fn choices(chosen: Option<&str>) -> Vec<Choice> {
    let choice = |(code, words): (&str, &str)| Choice {
        value: code.to_owned(),
        name: words.to_owned(),
        selected: chosen.unwrap_or_default() == code,
    };
    std::iter::once(("", EN.skips.any)).chain(reasons()).map(choice).collect()
}
