//! Pauses that end without a topic of their own.

use rechime_domain::facts::{FactKind, Facts};

use super::*;

fn updated(next: Option<&str>, updated_at: &str) -> Reading {
    let payload = subscription(&json!({"next_charge_scheduled_at": next, "updated_at": updated_at}));
    read_at("subscription/updated", &payload, "2026-11-21T12:00:00Z").unwrap()
}

fn paused_until(date: Option<&str>) -> Facts {
    let payload = subscription(&json!({"next_charge_scheduled_at": date}));
    let paused = read_at("subscription/paused", &payload, "2026-11-20T10:00:02Z").unwrap();
    Facts::default().with(&paused.report.unwrap())
}

#[test]
fn an_earlier_date_ends_a_pause_and_a_later_one_does_not() {
    let after = "2026-11-21T11:00:00+00:00";
    for (until, next, expected) in [
        (Some("2027-01-15"), Some("2026-11-25"), true),
        (Some("2027-01-15"), Some("2027-01-15"), false),
        (Some("2027-01-15"), Some("2027-03-01"), false),
        (Some("2027-01-15"), None, false),
        (None, Some("2026-11-25"), true),
        (None, None, false),
    ] {
        assert_eq!(resumed(&paused_until(until), &updated(next, after)), expected, "{until:?} {next:?}");
    }
}

#[test]
fn what_happened_before_the_pause_does_not_end_it() {
    let late = updated(Some("2026-11-25"), "2026-11-20T09:00:00+00:00");
    assert!(!resumed(&paused_until(Some("2027-01-15")), &late));
}

#[test]
fn what_is_not_paused_is_not_resumed_and_nothing_resumes_twice() {
    let reading = updated(Some("2026-11-25"), "2026-11-21T11:00:00+00:00");
    assert!(!resumed(&Facts::default(), &reading));
    let facts = paused_until(Some("2027-01-15"));
    assert!(resumed(&facts, &reading));
    let over = facts.with(&reading.resumption().unwrap());
    assert!(!resumed(&over, &reading));
    assert!(!resumed(&over, &updated(Some("2026-11-23"), "2026-11-21T11:30:00+00:00")));
}

#[test]
fn the_report_of_the_update_itself_does_not_hide_the_pause() {
    let reading = updated(Some("2026-11-25"), "2026-11-21T11:00:00+00:00");
    let facts = paused_until(Some("2027-01-15")).with(reading.report.as_ref().unwrap());
    assert!(resumed(&facts, &reading));
    assert_eq!(reading.resumption().unwrap().kind, FactKind::Resumed);
}

#[test]
fn an_end_is_no_resumption() {
    for status in ["cancelled", "onetime"] {
        let payload = subscription(&json!({"status": status}));
        let reading = read_at("subscription/updated", &payload, "2026-11-21T12:00:00Z").unwrap();
        assert_eq!(told(&reading), "only_changed", "{status}");
        assert_eq!(reading.resumption(), None);
        assert!(!resumed(&paused_until(None), &reading));
    }
}
