//! Every payload that Recharge published or somebody recorded, and what it means.

use std::{fs, path::Path};

use jiff::civil::date;
use rechime_domain::{facts::FactKind, occurrence::Phone};

use super::*;

/// File, and what it tells when it comes a minute after its latest time.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("2021-01/charge.failed", "2018-10-17T13:28:49Z", "charge_will_be_retried charge:91965724:retry"),
    ("2021-01/charge.paid", "2018-10-17T13:21:51Z", "charge_paid charge:91964104:paid"),
    (
        "2021-01/charge.upcoming",
        "2020-03-04T19:18:51Z",
        "upcoming_order charge:216491948:upcoming:2020-03-11",
    ),
    ("2021-01/order.processed", "2018-10-17T13:21:51Z", "order_processed order:65705284:processed"),
    ("2021-01/order.upcoming", "2018-10-19T13:21:51Z", "upcoming_order order:65705284:upcoming:2018-11-07"),
    (
        "2021-01/subscription.activated",
        "2019-07-30T14:12:53Z",
        "subscription_resumed subscription:47514488:resumed:2019-07-30",
    ),
    (
        "2021-01/subscription.cancelled",
        "2019-07-30T14:10:59Z",
        "subscription_canceled subscription:47514488:canceled:2019-07-30",
    ),
    (
        "2021-01/subscription.created",
        "2019-07-30T13:54:56Z",
        "subscription_started customer:31194358:-:started:2019-07-30T13:50Z",
    ),
    ("2021-01/subscription.deleted", "2021-09-09T00:04:28Z", "deleted"),
    (
        "2021-01/subscription.skipped",
        "2019-12-25T13:09:36Z",
        "order_skipped address:34915757:-:skipped:2020-07-25",
    ),
    ("2021-01/subscription.unskipped", "2019-12-25T13:19:36Z", "unskipped"),
    (
        "2021-01/subscription.updated",
        "2019-07-30T13:54:56Z",
        "if paused: subscription_resumed subscription:47514488:resumed:2019-07-30",
    ),
    ("2021-11/charge.failed", "2022-06-06T20:11:19Z", "not_the_customers_problem"),
    ("2021-11/charge.max_retries_reached", "2020-12-17T23:51:27Z", "charge_failed charge:272382456:failed"),
    ("2021-11/charge.paid", "2023-05-13T04:17:51Z", "charge_paid charge:580825303:paid"),
    (
        "2021-11/charge.upcoming",
        "2024-05-09T23:00:00Z",
        "upcoming_order charge:817715206:upcoming:2024-05-12",
    ),
    (
        "2021-11/customer.activated",
        "2023-05-13T04:17:36Z",
        "customer_account_activation customer:64962974:activated:2023-05-13",
    ),
    (
        "2021-11/subscription.activated",
        "2022-03-11T10:26:02Z",
        "subscription_resumed subscription:1111111:resumed:2022-03-11",
    ),
    (
        "2021-11/subscription.cancelled",
        "2022-03-11T10:20:18Z",
        "subscription_canceled subscription:1111111:canceled:2022-03-11",
    ),
    (
        "2021-11/subscription.created",
        "2022-03-10T12:14:28Z",
        "subscription_started customer:33333333:-:started:2022-03-10T12:10Z",
    ),
    (
        "2021-11/subscription.skipped",
        "2022-03-20T12:14:28Z",
        "order_skipped address:2222222:39e49c:skipped:2022-05-09",
    ),
];

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn fixture(name: &str) -> (String, Value) {
    let text = fs::read_to_string(fixtures().join(format!("{name}.json"))).unwrap();
    let fixture: Value = serde_json::from_str(&text).unwrap();
    (fixture["topic"].as_str().unwrap().to_owned(), fixture["payload"].clone())
}

fn reading(name: &str) -> Reading {
    let (_, received_at, _) = EXPECTED.iter().find(|(file, ..)| *file == name).unwrap();
    let (topic, payload) = fixture(name);
    read_at(&topic, &payload, received_at).unwrap()
}

#[test]
fn each_recorded_payload_tells_what_it_should() {
    for (name, _, expected) in EXPECTED {
        assert_eq!(told(&reading(name)), *expected, "{name}");
    }
}

#[test]
fn no_recorded_payload_is_left_out() {
    let files = ["2021-01", "2021-11"].into_iter().flat_map(|version| {
        fs::read_dir(fixtures().join(version)).unwrap().map(move |file| {
            format!("{version}/{}", file.unwrap().path().file_stem().unwrap().to_str().unwrap())
        })
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert_eq!(files, EXPECTED.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
}

#[test]
fn whenever_it_comes_again_it_is_the_same_occurrence() {
    for (name, received_at, _) in EXPECTED {
        let (topic, payload) = fixture(name);
        let first = read_at(&topic, &payload, received_at).unwrap();
        let later = (time(received_at) + jiff::SignedDuration::from_hours(47)).to_string();
        let again = read_at(&topic, &payload, &later).unwrap();
        assert_eq!(told(&first), told(&again), "{name}");
        assert_eq!(first.occurrence().map(|o| &o.tags), again.occurrence().map(|o| &o.tags), "{name}");
    }
}

#[test]
fn a_phone_that_is_none_does_not_hide_the_next_one() {
    let expect = |name: &str, phone: Option<&str>| match &reading(name).occurrence().unwrap().phone {
        Phone::Known(number) => assert_eq!(Some(number.as_str()), phone, "{name}"),
        none => assert_eq!(phone, None, "{name}: {none:?}"),
    };
    expect("2021-01/charge.failed", Some("+13103103101"));
    // Its shipping phone, 5551234567, is of no area.
    expect("2021-01/charge.upcoming", Some("+13103103101"));
    expect("2021-11/subscription.skipped", Some("+16145550188"));
    expect("2021-11/subscription.created", None);
    assert_eq!(reading("2021-11/subscription.created").occurrence().unwrap().phone, Phone::Missing);
    assert!(reading("2021-11/subscription.created").lacks_contact());
    assert!(!reading("2021-11/subscription.skipped").lacks_contact());
}

#[test]
fn a_charge_of_the_older_version_in_full() {
    insta::assert_json_snapshot!(reading("2021-01/charge.failed").occurrence(), @r#"
    {
      "trigger": "charge_will_be_retried",
      "key": "charge:91965724:retry",
      "subject": {
        "type": "charge",
        "id": "91965724"
      },
      "at": "2018-10-17T13:27:48Z",
      "received_at": "2018-10-17T13:28:49Z",
      "phone": {
        "known": "+13103103101"
      },
      "address": {
        "country": "US",
        "province": "California",
        "zip": "90025"
      },
      "tags": {
        "charge_date": "Oct 17",
        "customer_hash": "17191222dd96fe7697d18c51",
        "first_name": "ReCharge",
        "last_name": "Test",
        "price": "500.00",
        "product_title": "api_test  Auto renew",
        "quantity": 3,
        "retry_date": "Oct 25",
        "total_price": "1500.00"
      }
    }
    "#);
}

#[test]
fn a_skip_of_the_newer_version_in_full() {
    insta::assert_json_snapshot!(reading("2021-11/subscription.skipped").occurrence(), @r#"
    {
      "trigger": "order_skipped",
      "key": "address:2222222:39e49c:skipped:2022-05-09",
      "subject": {
        "type": "subscription",
        "id": "1111111"
      },
      "at": "2022-03-20T12:14:28Z",
      "received_at": "2022-03-20T12:14:28Z",
      "phone": {
        "known": "+16145550188"
      },
      "address": {},
      "tags": {
        "customer_hash": "0123456789abcdef",
        "first_name": "Kelly",
        "last_name": "Example",
        "next_charge_date": "May 9",
        "price": "49.00",
        "product_title": "Test product",
        "quantity": 1
      }
    }
    "#);
    let report = reading("2021-11/subscription.skipped").report.unwrap();
    assert_eq!((report.kind, report.next_charge_on), (FactKind::Updated, Some(date(2022, 5, 9))));
}

#[test]
fn an_order_of_the_older_version_names_its_number() {
    insta::assert_json_snapshot!(reading("2021-01/order.processed").occurrence().unwrap().tags, @r#"
    {
      "charge_date": "Nov 7",
      "customer_hash": "17191222dd96fe7697d18c51",
      "first_name": "ReCharge",
      "last_name": "Test",
      "order_number": "8415",
      "price": "500.00",
      "product_title": "api_test  Auto renew",
      "quantity": 3,
      "total_price": "1500.00"
    }
    "#);
}
