//! What a failed charge says, for every published error type and for those that are not.

use rechime_domain::{facts::FactKind, trigger::Trigger};

use super::*;
use crate::error_types::{ERROR_TYPES, FailureHandling, LAST_ATTEMPT_FAILED};

const NOW: &str = "2026-11-21T12:00:00Z";
const RETRY_DATES: [Option<&str>; 4] =
    [None, Some("2026-11-20"), Some("2026-11-24T00:00:00"), Some("2026-11-24T05:00:00+00:00")];

fn failed(error_type: Option<&str>, retry_date: Option<&str>) -> Reading {
    let charge = json!({"charge": {"id": 3, "status": "error", "error_type": error_type, "retry_date": retry_date,
        "total_price": "20.00", "charge_attempts": 1, "last_charge_attempt": "2026-11-21T11:59:00+00:00"}});
    read_at("charge/failed", &charge, NOW).unwrap()
}

fn trigger(reading: &Reading) -> Option<Trigger> {
    reading.occurrence().and_then(|occurrence| occurrence.trigger)
}

#[test]
fn each_published_error_is_told_as_what_it_is() {
    for error in &ERROR_TYPES {
        for retry_date in RETRY_DATES {
            let is_ahead = retry_date.is_some_and(|date| date.contains("11-24"));
            let is_retried =
                error.handling == FailureHandling::Retried && error.code != LAST_ATTEMPT_FAILED && is_ahead;
            let expected = match (error.customer_can_act, is_retried) {
                (false, _) => None,
                (true, true) => Some(Trigger::ChargeWillBeRetried),
                (true, false) => Some(Trigger::ChargeFailed),
            };
            let reading = failed(Some(&error.code.to_lowercase()), retry_date);
            assert_eq!(trigger(&reading), expected, "{} {retry_date:?}", error.code);
        }
    }
}

#[test]
fn of_an_unknown_error_no_retry_is_promised() {
    for error_type in [None, Some("NEW_CODE_OF_NEXT_YEAR")] {
        assert_eq!(told(&failed(error_type, Some("2026-11-24"))), "unclear_failure");
        assert_eq!(told(&failed(error_type, None)), "charge_failed charge:3:failed");
    }
}

/// Recharge tries an error again at four in the afternoon of New York: a charge that failed at seven minutes past
/// midnight on the same day.
#[test]
fn a_retry_date_is_a_day_and_not_its_beginning() {
    for (tried_at, retry_date, told_as) in [
        ("2026-11-27T05:07:00+00:00", "2026-11-27", "charge_will_be_retried charge:3:retry"),
        ("2026-11-27T00:07:00", "2026-11-27T00:00:00", "charge_will_be_retried charge:3:retry"),
        ("2026-11-28T04:59:00+00:00", "2026-11-27", "charge_will_be_retried charge:3:retry"),
        ("2026-11-28T05:00:00+00:00", "2026-11-27", "charge_failed charge:3:failed"),
        ("2026-11-27T05:07:00+00:00", "2026-11-26", "charge_failed charge:3:failed"),
        ("2026-07-27T04:07:00+00:00", "2026-07-27", "charge_will_be_retried charge:3:retry"),
    ] {
        let charge = json!({"charge": {"id": 3, "status": "error", "error_type": "CARD_DECLINED", "charge_attempts": 1,
            "last_charge_attempt": tried_at, "retry_date": retry_date}});
        let reading = read_at("charge/failed", &charge, "2026-11-29T05:07:02Z").unwrap();
        assert_eq!(told(&reading), told_as, "{tried_at} {retry_date}");
        let until = reading.occurrence().unwrap().stale_from;
        let is_november = retry_date.starts_with("2026-11-27") && told_as.contains("retried");
        assert!(!is_november || until == Some(time("2026-11-28T05:00:00Z")), "with the day: {until:?}");
    }
}

#[test]
fn the_same_bytes_are_the_same_trigger_whenever_they_come() {
    let charge = json!({"charge": {"id": 3, "status": "error", "error_type": "CARD_DECLINED", "charge_attempts": 1,
        "last_charge_attempt": "2026-11-26T12:00:00+00:00", "retry_date": "2026-11-27"}});
    let [at_once, much_later] = ["2026-11-26T12:00:02Z", "2026-11-28T08:00:00Z"]
        .map(|received_at| told(&read_at("charge/failed", &charge, received_at).unwrap()));
    assert_eq!((at_once.as_str(), &much_later), ("charge_will_be_retried charge:3:retry", &at_once));
}

#[test]
fn one_charge_makes_one_text_of_each_kind_and_is_remembered() {
    let retried = failed(Some("CARD_DECLINED"), Some("2026-11-24T05:00:00+00:00"));
    assert_eq!(told(&retried), "charge_will_be_retried charge:3:retry");
    assert_eq!(retried.occurrence().unwrap().tags["retry_date"], "Nov 24");
    assert_eq!(retried.report, None, "a first try makes nothing untrue");
    let last = failed(Some(LAST_ATTEMPT_FAILED), Some("2026-11-24"));
    let reached = json!({"charge": {"id": 3, "error_type": LAST_ATTEMPT_FAILED}});
    let reached = read_at("charge/max_retries_reached", &reached, NOW).unwrap();
    assert_eq!(told(&last), told(&reached));
    assert!(!last.occurrence().unwrap().tags.contains_key("retry_date"));
    assert_eq!([last, reached].map(|reading| reading.report.unwrap().kind), [FactKind::Failed; 2]);
}

/// The count of tries begins anew with another card; that it was due days ago tells them.
#[test]
fn a_further_try_is_remembered_with_the_day_of_the_next() {
    for (attempts, scheduled_at, is_further) in
        [(2, "2026-11-21", true), (1, "2026-11-19", true), (1, "2026-11-21", false)]
    {
        let charge = json!({"charge": {"id": 3, "status": "error", "error_type": "CARD_DECLINED",
            "retry_date": "2026-11-24", "last_charge_attempt": "2026-11-21T11:59:00+00:00",
            "charge_attempts": attempts, "scheduled_at": scheduled_at}});
        let report = read_at("charge/failed", &charge, NOW).unwrap().report;
        let told = report.map(|report| (report.kind, report.day.unwrap().to_string()));
        let expected = is_further.then(|| (FactKind::Retried, "2026-11-24".to_owned()));
        assert_eq!(told, expected, "{attempts} {scheduled_at}");
    }
}

/// The state decides, and the topic only where the state leaves it open.
#[test]
fn a_charge_that_did_not_fail_never_says_so_and_one_that_will_be_retried_is_not_given_up() {
    let charge = |fields: Value| {
        let mut charge =
            json!({"id": 3, "total_price": "20.00", "last_charge_attempt": "2026-11-21T11:59:00+00:00"});
        charge.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "charge": charge })
    };
    let topics = ["charge/failed", "charge/max_retries_reached", "charge/paid"];
    let told =
        |fields: Value| topics.map(|topic| told(&read_at(topic, &charge(fields.clone()), NOW).unwrap()));
    let retried = json!({"status": "error", "error_type": "CARD_DECLINED", "retry_date": "2026-11-24"});
    assert_eq!(
        told(retried),
        ["charge_will_be_retried charge:3:retry", "not charge_failed", "not charge_paid"]
    );
    let last = json!({"status": "error", "error_type": "CARD_DECLINED", "retry_date": null});
    assert_eq!(
        told(last),
        ["charge_failed charge:3:failed", "charge_failed charge:3:failed", "not charge_paid"]
    );
    for status in ["queued", "refunded", "skipped"] {
        let expected = ["not charge_will_be_retried", "not charge_failed", "not charge_paid"];
        assert_eq!(told(json!({ "status": status })), expected, "{status}");
    }
    let paid = ["not charge_will_be_retried", "not charge_failed", "charge_paid charge:3:paid"];
    assert_eq!(told(json!({"status": "success"})), paid);
    let unclear =
        json!({"status": "error", "error_type": "NEW_CODE_OF_NEXT_YEAR", "retry_date": "2026-11-24"});
    assert_eq!(told(unclear), ["unclear_failure", "charge_failed charge:3:failed", "not charge_paid"]);
}

/// The log of attempts as the sandbox record has it: the code says only that it was the last attempt.
#[test]
fn nobody_is_asked_for_a_card_because_the_shelf_was_empty() {
    let after = |log: &str| {
        let charge = json!({"charge": {"id": 3, "error": log, "error_type": LAST_ATTEMPT_FAILED}});
        ["charge/failed", "charge/max_retries_reached"]
            .map(|topic| told(&read_at(topic, &charge, NOW).unwrap()))
    };
    let (empty, declined) =
        ("[Jun 06,  4:10PM] ['Inventory unavailable S / Black']", "[Jun 12,  4:10PM] ['Card declined']");
    assert_eq!(after(&format!("None\r\n {declined}\r\n {empty}")), ["not_the_customers_problem"; 2]);
    assert_eq!(after(&format!("None\r\n {empty}\r\n {declined}")), ["charge_failed charge:3:failed"; 2]);
    assert_eq!(after("None"), ["charge_failed charge:3:failed"; 2]);
}

/// The decision on an error that nobody publishes, without a day for another try: the customer hears that the payment
/// failed, and neither that it is tried again nor that the order is lost.
#[test]
fn only_where_recharge_says_so_is_an_order_lost() {
    let is_final = |reading: &Reading| reading.occurrence().unwrap().tags.contains_key("is_final");
    for error_type in [None, Some("NEW_CODE_OF_NEXT_YEAR"), Some("CARD_DECLINED"), Some("CUSTOMER_NO_TOKEN")]
    {
        let failed = failed(error_type, None);
        assert_eq!(
            (told(&failed).as_str(), is_final(&failed)),
            ("charge_failed charge:3:failed", false),
            "{error_type:?}"
        );
    }
    for error_type in ["DO_NOT_HONOR", "authentication_required", LAST_ATTEMPT_FAILED] {
        assert!(is_final(&failed(Some(error_type), None)), "{error_type}");
    }
    for error_type in [Value::Null, json!("NEW_CODE_OF_NEXT_YEAR")] {
        let charge = json!({"charge": {"id": 3, "status": "error", "error_type": error_type}});
        assert!(is_final(&read_at("charge/max_retries_reached", &charge, NOW).unwrap()));
    }
}
