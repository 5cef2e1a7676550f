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
    reading.occurrence().map(|occurrence| occurrence.trigger)
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

#[test]
fn one_charge_makes_one_text_of_each_kind_and_is_remembered() {
    let retried = failed(Some("CARD_DECLINED"), Some("2026-11-24T05:00:00+00:00"));
    assert_eq!(told(&retried), "charge_will_be_retried charge:3:retry");
    assert_eq!(retried.occurrence().unwrap().tags["retry_date"], "Nov 24");
    assert_eq!(retried.report, None, "it makes nothing untrue");
    let last = failed(Some(LAST_ATTEMPT_FAILED), Some("2026-11-24"));
    let reached =
        read_at("charge/max_retries_reached", &json!({"charge": {"id": 3, "status": "success"}}), NOW)
            .unwrap();
    assert_eq!(told(&last), told(&reached));
    assert!(!last.occurrence().unwrap().tags.contains_key("retry_date"));
    assert_eq!([last, reached].map(|reading| reading.report.unwrap().kind), [FactKind::Failed; 2]);
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
