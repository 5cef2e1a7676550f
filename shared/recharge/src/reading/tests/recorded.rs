//! Every payload that Recharge published or somebody recorded, and what it means.

use std::{collections::BTreeSet, fs, path::Path};

use jiff::civil::date;
use rechime_domain::{facts::FactKind, occurrence::Phone};

use super::*;

/// The table: file, topic, when it comes, and what it tells.
const EXPECTED: &str = include_str!("../../../tests/fixtures/expected.txt");

/// A row of the table.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) file: &'static str,
    pub(super) topic: &'static str,
    pub(super) received_at: &'static str,
    told: &'static str,
}

/// The rows of topics that are read.
pub(super) fn handled() -> impl Iterator<Item = Row> {
    rows().filter(|row| matches!(Topic::parse(row.topic), Ok(Topic::Handled(_))))
}

fn rows() -> impl Iterator<Item = Row> {
    EXPECTED.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut cells = line.split('|').map(str::trim);
        let mut cell = || cells.next().unwrap();
        Row { file: cell(), topic: cell(), received_at: cell(), told: cell() }
    })
}

impl Row {
    pub(super) fn payload(&self) -> Value {
        fixture(self.file).1
    }

    fn silence(&self) -> &'static str {
        if Topic::parse(self.topic) == Ok(Topic::Uninstalled) {
            "the end of the connection"
        } else {
            "of no interest"
        }
    }

    /// What it tells; nothing is read of a topic that is no customer's business.
    pub(super) fn read(&self, received_at: &str) -> Option<Reading> {
        match Topic::parse(self.topic).unwrap() {
            Topic::Handled(_) => Some(read_at(self.topic, &self.payload(), received_at).unwrap()),
            Topic::Uninstalled | Topic::Known => None,
        }
    }
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn fixture(name: &str) -> (String, Value) {
    let text = fs::read_to_string(fixtures().join(format!("{name}.json"))).unwrap();
    let fixture: Value = serde_json::from_str(&text).unwrap();
    (fixture["topic"].as_str().unwrap().to_owned(), fixture["payload"].clone())
}

/// What a file tells with its own topic.
fn reading(name: &str) -> Reading {
    let row = rows().find(|row| row.file == name && row.topic == fixture(name).0).unwrap();
    row.read(row.received_at).unwrap()
}

#[test]
fn each_recorded_payload_tells_what_it_should() {
    for row in rows() {
        let reading = row.read(row.received_at);
        let told = reading.as_ref().map_or_else(|| row.silence().to_owned(), told);
        assert_eq!(told, row.told, "{} as {}", row.file, row.topic);
    }
}

/// A message's id begins with its person, so no payload may leave out whom it is about.
#[test]
fn every_recorded_payload_that_makes_a_message_names_its_customer() {
    let mut named = BTreeSet::new();
    for row in rows() {
        let Some(reading) = row.read(row.received_at) else { continue };
        let Some(occurrence) = reading.occurrence() else { continue };
        assert!(occurrence.customer.is_some(), "{} as {}", row.file, row.topic);
        named.insert((&row.file[..7], occurrence.trigger));
    }
    assert!(named.len() > 12, "{named:?}");
}

#[test]
fn no_recorded_payload_is_left_out() {
    let files = ["2021-01", "2021-11"].into_iter().flat_map(|version| {
        fs::read_dir(fixtures().join(version)).unwrap().map(move |file| {
            format!("{version}/{}", file.unwrap().path().file_stem().unwrap().to_str().unwrap())
        })
    });
    for file in files {
        let (topic, _) = fixture(&file);
        assert!(rows().any(|row| row.file == file && row.topic == topic), "{file} as {topic}");
    }
}

#[test]
fn whenever_it_comes_again_it_is_the_same_occurrence() {
    for row in rows() {
        let Some(first) = row.read(row.received_at) else { continue };
        let later = (time(row.received_at) + jiff::SignedDuration::from_hours(47)).to_string();
        let again = row.read(&later).unwrap();
        assert_eq!(told(&first), told(&again), "{}", row.file);
        assert_eq!(first.occurrence().map(|o| &o.tags), again.occurrence().map(|o| &o.tags), "{}", row.file);
    }
}

/// The same order as either version of the API tells of it.
#[test]
fn both_versions_of_an_order_tell_the_same() {
    let [older, newer] = ["2021-01/order.processed.recorded", "2021-11/order.processed"].map(reading);
    let [older, newer] = [&older, &newer].map(|reading| reading.occurrence().unwrap());
    assert_eq!((&older.key, older.at, &older.phone), (&newer.key, newer.at, &newer.phone));
    assert_eq!(older.tags, newer.tags);
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
      "customer": "17191222",
      "subscriptions": [
        "24905509"
      ],
      "attempt": 2,
      "at": "2018-10-17T13:27:48Z",
      "received_at": "2018-10-17T13:28:49Z",
      "stale_from": "2018-10-26T04:00:00Z",
      "day": "2018-10-25",
      "phone": {
        "known": "+13103103101"
      },
      "address": {
        "country": "US",
        "province": "CA",
        "zip": "90025"
      },
      "tags": {
        "charge_date": "Oct 17",
        "customer_hash": "17191222dd96fe7697d18c51",
        "first_name": "ReCharge",
        "last_name": "Test",
        "price": "500.00",
        "product_title": "api_test Auto renew",
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
      "key": "address:2222222:skipped:2022-05-09",
      "subject": {
        "type": "subscription",
        "id": "1111111"
      },
      "customer": "33333333",
      "at": "2022-03-10T12:13:28Z",
      "received_at": "2022-03-20T12:14:28Z",
      "stale_from": "2022-05-10T04:00:00Z",
      "day": "2022-05-09",
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
    assert_eq!((report.kind, report.day), (FactKind::Skipped, Some(date(2022, 5, 9))));
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
      "product_title": "api_test Auto renew",
      "quantity": 3,
      "total_price": "1500.00"
    }
    "#);
}
