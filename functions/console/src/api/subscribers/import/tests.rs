use axum::{body::Body, http::Request};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
};
use rechime_store::subscribers::Subscribers;
use serde_json::{Value, json};

use crate::testing::{Answer, Bench, KEY, demo_id, instant};

const LIST: &str = "/api/v1/stores/demo/subscribers";

async fn send(bench: &Bench, kind: &str, list: impl Into<Body>) -> Answer {
    let request = Request::post(format!("{LIST}/import"))
        .header("Authorization", format!("Bearer {KEY}"))
        .header("Content-Type", kind);
    bench.call(request.body(list.into()).unwrap()).await
}

async fn import(bench: &Bench, list: &str) -> Value {
    let answer = send(bench, "text/csv; charset=utf-8", list.to_owned()).await;
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()
}

async fn person(bench: &Bench, phone: &str) -> Value {
    bench.get(&format!("{LIST}/{phone}")).await.json()
}

#[tokio::test]
async fn a_spreadsheet_becomes_the_list_with_its_evidence() {
    let bench = Bench::with_store().await;
    let list = "\u{feff}Phone;Consent;Consent at;Wording;Time Zone;State;Zip;Notes\r\n\
        (415) 555-2671;yes;2026-03-01T10:00:00Z;\"Text me; I agree\";America/Denver;co;80202;VIP\r\n\
        \r\n\
        +14155552672;unsubscribed;2026-03-02;;;;\r\n";
    insta::assert_json_snapshot!(import(&bench, list).await, @r#"
    {
      "columns": [
        {
          "column": "Phone",
          "read_as": "phone"
        },
        {
          "column": "Consent",
          "read_as": "consent"
        },
        {
          "column": "Consent at",
          "read_as": "consent_at"
        },
        {
          "column": "Wording",
          "read_as": "wording"
        },
        {
          "column": "Time Zone",
          "read_as": "time_zone"
        },
        {
          "column": "State",
          "read_as": "province"
        },
        {
          "column": "Zip",
          "read_as": "zip"
        },
        {
          "column": "Notes",
          "read_as": null
        }
      ],
      "continue_from": null,
      "everybody_agreed": false,
      "format": null,
      "imported": 2,
      "opted_out_kept": 0,
      "refusals": [],
      "refused": [],
      "remarks": [],
      "subscribed": 1,
      "unchanged": 0,
      "unsubscribed": 1,
      "updated": 0
    }
    "#);
    insta::assert_json_snapshot!(person(&bench, "+14155552671").await, @r#"
    {
      "address": {
        "country": "US",
        "province": "CO",
        "zip": "80202"
      },
      "consent": "subscribed",
      "consent_since": "2026-03-01T10:00:00Z",
      "consent_source": "import",
      "phone": "+14155552671",
      "received_recharge_on": null,
      "time_zone": "America/Denver"
    }
    "#);
    insta::assert_snapshot!(bench.get(&format!("{LIST}/+14155552671/consents")).await, @r#"
    200
    {
      "consents": [
        {
          "since": "2026-03-01T10:00:00Z",
          "source": "import",
          "status": "subscribed",
          "wording": "Text me; I agree"
        }
      ]
    }
    "#);
    // Midnight in New York, where the store is.
    assert_eq!(person(&bench, "+14155552672").await["consent_since"], "2026-03-02T05:00:00Z");
    assert_eq!(bench.get("/api/v1/stores/demo").await.json()["store"]["has_stated_zones"], true);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is one answer")]
async fn bad_lines_are_named_and_cost_no_other() {
    let bench = Bench::with_store().await;
    let list = b"phone,consent,consent_at,time_zone\n\
        +14155552671,,,\n911,,,\n+14155552672,maybe,,\n+14155552673,,,Mars/Olympus\n\
        +14155552674,yes,yesterday,\n+14155552675,yes,2027-01-01,\n+14155552676,yes,,,,\n\xff,,,\n+14155552677\n";
    insta::assert_snapshot!(send(&bench, "text/csv", list.to_vec()).await, @r#"
    200
    {
      "columns": [
        {
          "column": "phone",
          "read_as": "phone"
        },
        {
          "column": "consent",
          "read_as": "consent"
        },
        {
          "column": "consent_at",
          "read_as": "consent_at"
        },
        {
          "column": "time_zone",
          "read_as": "time_zone"
        }
      ],
      "continue_from": null,
      "everybody_agreed": false,
      "format": null,
      "imported": 2,
      "opted_out_kept": 0,
      "refusals": [
        {
          "detail": "The phone is not a valid number. Write it in international form, such as +14155552671.",
          "first_lines": [
            3
          ],
          "lines": 1,
          "reason": "invalid_phone"
        },
        {
          "detail": "The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them.",
          "first_lines": [
            4
          ],
          "lines": 1,
          "reason": "unknown_consent"
        },
        {
          "detail": "`Mars/Olympus` is no IANA time zone; use a name such as America/New_York, or leave it out.",
          "first_lines": [
            5
          ],
          "lines": 1,
          "reason": "unknown_place"
        },
        {
          "detail": "The consent_at is no time. Write it like 2026-03-31, or like 2026-03-31T09:00:00Z.",
          "first_lines": [
            6
          ],
          "lines": 1,
          "reason": "unreadable_time"
        },
        {
          "detail": "The consent_at is in the future. Write when the subscriber agreed, or leave it out.",
          "first_lines": [
            7
          ],
          "lines": 1,
          "reason": "future_time"
        },
        {
          "detail": "This line has 6 fields and the header row 4. Put a field that holds the separator in double quotes.",
          "first_lines": [
            8
          ],
          "lines": 1,
          "reason": "too_many_fields"
        },
        {
          "detail": "This line is not UTF-8. Save the file as CSV in UTF-8.",
          "first_lines": [
            9
          ],
          "lines": 1,
          "reason": "not_utf8"
        }
      ],
      "refused": [
        {
          "detail": "The phone is not a valid number. Write it in international form, such as +14155552671.",
          "line": 3
        },
        {
          "detail": "The consent is none of `subscribed`, `unsubscribed` and `unknown`; write one of them.",
          "line": 4
        },
        {
          "detail": "`Mars/Olympus` is no IANA time zone; use a name such as America/New_York, or leave it out.",
          "line": 5
        },
        {
          "detail": "The consent_at is no time. Write it like 2026-03-31, or like 2026-03-31T09:00:00Z.",
          "line": 6
        },
        {
          "detail": "The consent_at is in the future. Write when the subscriber agreed, or leave it out.",
          "line": 7
        },
        {
          "detail": "This line has 6 fields and the header row 4. Put a field that holds the separator in double quotes.",
          "line": 8
        },
        {
          "detail": "This line is not UTF-8. Save the file as CSV in UTF-8.",
          "line": 9
        }
      ],
      "remarks": [],
      "subscribed": 0,
      "unchanged": 0,
      "unsubscribed": 0,
      "updated": 2
    }
    "#);
    assert_eq!(person(&bench, "+14155552671").await["consent"], "unknown", "left blank");
    assert_eq!(person(&bench, "+14155552677").await["consent"], "unknown", "the line ends before it");
}

#[tokio::test]
async fn a_file_as_a_whole_is_refused_only_for_what_is_wrong_with_all_of_it() {
    let bench = Bench::with_store().await;
    for (kind, list, status, advice) in [
        ("text/csv", "name,email\nSam,s@example.com\n", 422, "it has name, email"),
        ("text/csv", "", 422, "cannot be read"),
        (
            "text/csv",
            "phone,Email Marketing\n+14155552671,no\n",
            422,
            "These columns may say who agreed to texts: `Email Marketing`",
        ),
        (
            "application/json",
            r#"[{"phone":"+14155552671","Email Marketing":"no"}]"#,
            422,
            "may say who agreed",
        ),
        ("application/json", r#"{"phone":"+14155552671"}"#, 422, "a JSON list of people"),
        ("text/csv", "phone,zip,Zip\n", 422, "`zip` twice"),
        ("application/json", r#"[{"phone":"+14155552671","zone":"x"}]"#, 422, "unknown field `zone`"),
        ("application/xml", "<list/>", 415, "text/csv"),
    ] {
        let answer = send(&bench, kind, list).await;
        assert_eq!(answer.status, status, "{list}");
        assert!(answer.text.contains(advice), "{answer}");
    }
    let large = format!("phone\n{}", "+14155552671\n".repeat(90_000));
    assert_eq!(send(&bench, "text/csv", large).await.status, 413);
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    let bench = Bench::with_store().await;
    let list = "phone,wording,zip\n+14155552671,I agree,10001\n+14155552672,,\n";
    assert_eq!(import(&bench, list).await["imported"], 2);
    let ledger = async || bench.get(&format!("{LIST}/+14155552671/consents")).await.text;
    let before = ledger().await;
    bench.clock.advance(jiff::SignedDuration::from_hours(1));
    let again = import(&bench, list).await;
    assert_eq!((&again["imported"], &again["unchanged"]), (&json!(0), &json!(2)));
    assert_eq!(ledger().await, before);
    // What the list leaves out stays.
    import(&bench, "phone,time_zone\n+14155552671,America/Denver\n").await;
    let now = person(&bench, "+14155552671").await;
    assert_eq!((&now["time_zone"], &now["address"]["zip"]), (&json!("America/Denver"), &json!("10001")));
}

#[tokio::test]
async fn nobody_who_opted_out_is_subscribed_again() {
    let bench = Bench::with_store().await;
    let phone = PhoneNumber::from_e164("+14155552671").unwrap();
    let said_at = instant("2026-11-01T10:00:00Z");
    let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, said_at).saying("STOP");
    let ruling = bench.memory.put_consent(&demo_id(), &phone, &stop).await.unwrap();
    let entry = stop.entry(ruling).unwrap();
    let kept = import(&bench, "phone,consent_at,zip\n+14155552671,2026-11-20,10001\n").await;
    assert_eq!((&kept["imported"], &kept["opted_out_kept"]), (&json!(0), &json!(1)));
    let now = person(&bench, "+14155552671").await;
    assert_eq!((&now["consent"], &now["address"]["zip"]), (&json!("unsubscribed"), &json!("10001")));
    assert_eq!(bench.memory.list_consents(&demo_id(), &phone).await, Ok(vec![entry]));
    // Two lines of one phone count in their order.
    let list = "phone,consent\n+14155552672,yes\n+14155552672,no\n+14155552672,yes\n";
    let both = import(&bench, list).await;
    assert_eq!((&both["imported"], &both["opted_out_kept"]), (&json!(2), &json!(1)));
    assert_eq!(person(&bench, "+14155552672").await["consent"], "unsubscribed");
}

#[tokio::test]
async fn json_goes_through_the_same_code() {
    let bench = Bench::with_store().await;
    let list = json!([{ "phone": "+14155552671", "state": "NY", "wording": "I agree" }, { "phone": "911" }]);
    let answer = send(&bench, "application/json", list.to_string()).await.json();
    assert_eq!((&answer["imported"], &answer["refused"][0]["line"]), (&json!(1), &json!(2)));
    assert_eq!(person(&bench, "+14155552671").await["address"]["province"], "NY");
}
