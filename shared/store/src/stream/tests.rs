use rechime_domain::counting::{Counts, Increments};
use serde_json::{Value, json};

use super::*;

fn told(record: Value) -> Option<(StoreId, RowChange)> {
    serde_json::from_value::<StreamRecord>(record).unwrap().change().unwrap()
}

fn increments(record: Value) -> Increments {
    told(record).unwrap().1.increments()
}

fn keys(pk: &str, sk: &str) -> Value {
    json!({ "pk": { "S": pk }, "sk": { "S": sk } })
}

/// As Lambda hands a message's row over.
fn message(state: &str) -> Value {
    json!({
        "pk": { "S": "STORE#demo#PERSON#abcdefghijklm" }, "sk": { "S": "MESSAGE#abcdefghijklmnopqrstuvwxyz" },
        "id": { "S": "abcdefghijklmabcdefghijklmnopqrstuvwxyz" }, "store": { "S": "demo" },
        "source": { "S": "charge_paid" }, "step": { "N": "0" }, "parts": { "N": "2" },
        "hour": { "N": "498758" }, "received_at": { "S": "2026-11-24T14:03:07Z" },
        "occurrence": { "S": "charge:1" }, "state": { "S": state }, "provider_id": { "S": "SM1" },
        "at": { "S": "2026-11-24T14:03:09Z" }, "why": { "L": [] }, "expires_at": { "N": "1803304987" }
    })
}

#[test]
fn a_message_is_read_with_what_it_was_before() {
    let record = json!({
        "ApproximateCreationDateTime": 1_795_528_989, "Keys": keys("STORE#demo#PERSON#abcdefghijklm", "MESSAGE#abcdefghijklmnopqrstuvwxyz"),
        "OldImage": message("accepted"), "NewImage": message("delivered"), "SequenceNumber": "111", "SizeBytes": 26,
        "StreamViewType": "NEW_AND_OLD_IMAGES"
    });
    let increments = increments(record);
    let counts: Vec<_> = increments.values().flat_map(Counts::iter).map(|(it, by)| (it.key(), by)).collect();
    assert_eq!(counts, [("delivered".to_owned(), 1)]);
}

#[test]
fn what_is_gone_or_of_another_kind_is_not_counted() {
    let (pk, sk) = ("STORE#demo#PERSON#abcdefghijklm", "MESSAGE#abcdefghijklmnopqrstuvwxyz");
    let gone = json!({ "Keys": keys(pk, sk), "OldImage": message("accepted"), "SequenceNumber": "1" });
    assert_eq!(told(gone), None);
    for (pk, sk) in [
        (pk, "MESSAGE#abcdefghijklmnopqrstuvwxyz#CLICK#0"),
        ("STORE#demo#COUNTS", "2026-11-24T14Z#charge_paid"),
        ("STORE#demo", "SETTINGS"),
        ("STORE#demo#FACTS#charge:1", "FACTS"),
        ("BUCKETS", "2026-11-24T14:03Z"),
        ("RATE_LIMIT#x", "RATE_LIMIT"),
    ] {
        let other = json!({ "Keys": keys(pk, sk), "NewImage": keys(pk, sk), "SequenceNumber": "1" });
        assert_eq!(told(other), None, "{pk} {sk}");
    }
}

#[test]
fn a_subscriber_matters_where_the_consent_is_another() {
    let row = |consent: Value| {
        let mut row = keys("STORE#demo#SUBSCRIBERS#3", "+14155552671");
        row["consent"] = json!({ "M": consent });
        row
    };
    let consent = |status: &str| {
        json!({ "status": { "S": status }, "source": { "S": "reply" },
                "since": { "S": "2026-11-24T14:03:07.000000000Z" } })
    };
    let change = |old: Option<Value>, new: Value| {
        told(
            json!({ "Keys": keys("STORE#demo#SUBSCRIBERS#3", "+14155552671"), "OldImage": old, "NewImage": new,
                     "SequenceNumber": "1" }),
        )
    };
    let (yes, no) = (row(consent("subscribed")), row(consent("unsubscribed")));
    assert_eq!(change(Some(yes), no.clone()).unwrap().1.increments().len(), 1);
    assert_eq!(change(Some(no.clone()), no), None);
    assert_eq!(change(None, keys("STORE#demo#SUBSCRIBERS#3", "+14155552671")), None);
}

#[test]
fn a_row_that_makes_no_sense_is_an_error() {
    let (pk, sk) = ("STORE#demo#PERSON#abcdefghijklm", "MESSAGE#abcdefghijklmnopqrstuvwxyz");
    let record = json!({ "Keys": keys(pk, sk), "NewImage": keys(pk, sk), "SequenceNumber": "1" });
    assert!(serde_json::from_value::<StreamRecord>(record).unwrap().change().is_err());
}
