use axum::{body::Body, http::Request};
use rechime_domain::{
    counting::{CountRow, Counter},
    hour::Hour,
    ids::SourceId,
};
use rechime_store::counters::{Counters, Position, SequenceNumber, Shard};

use crate::testing::{Bench, KEY, demo_id};

const REPORT: &str = "/api/v1/stores/demo/report";

async fn add(bench: &Bench, row: CountRow, counts: &[(Counter, i64)]) {
    let position =
        Position { shard: Shard::named(&format!("{row:?}")), sequence: SequenceNumber::parse("1").unwrap() };
    let counts = counts.iter().cloned().collect();
    bench.memory.add_counts(&demo_id(), &row, &counts, &position).await.unwrap();
}

fn of(hour: &str, source: &str) -> CountRow {
    CountRow::Source { hour: hour.parse().unwrap(), source: SourceId::parse(source).unwrap() }
}

fn skipped(code: &str) -> Counter {
    Counter::Skipped(code.to_owned())
}

/// Two flows of a Sunday and a Monday in New York. Midnight is 05:00 UTC there.
async fn counted() -> Bench {
    let bench = Bench::with_store().await;
    add(&bench, of("2026-11-22T04Z", "charge_paid"), &[(Counter::Sent, 100)]).await;
    let sunday = [
        (Counter::Planned, 9),
        (Counter::Sent, 5),
        (Counter::Parts, 7),
        (Counter::Delivered, 4),
        (Counter::Undelivered, 1),
        (Counter::Cost, 44_050),
        (skipped("no_consent"), 3),
    ];
    add(&bench, of("2026-11-22T05Z", "charge_paid"), &sunday).await;
    add(&bench, of("2026-11-23T04Z", "charge_paid"), &[(Counter::Sent, 1), (Counter::Clicked, 1)]).await;
    let monday = [(Counter::Sent, 2), (Counter::Failed, 1), (Counter::Unknown, 1), (skipped("expired"), 2)];
    add(&bench, of("2026-11-23T14Z", "order_processed"), &monday).await;
    let hour: Hour = "2026-11-23T15Z".parse().unwrap();
    add(&bench, CountRow::Store { hour }, &[(Counter::OptedOut, 1)]).await;
    add(&bench, of("2026-11-24T05Z", "charge_paid"), &[(Counter::Sent, 100)]).await;
    bench
}

#[tokio::test]
async fn a_report_is_in_the_days_of_the_store() {
    let report = counted().await.get(&format!("{REPORT}?from=2026-11-22&to=2026-11-23")).await;
    insta::assert_snapshot!(report, @r#"
    200
    {
      "by": "day",
      "from": "2026-11-22",
      "lines": [
        {
          "at": "2026-11-22",
          "clicked": 1,
          "cost_usd": "0.044050",
          "delivered": 4,
          "failed": 0,
          "opted_out": 0,
          "planned": 9,
          "segments": 7,
          "sent": 6,
          "skipped": {
            "no_consent": 3
          },
          "source": "charge_paid",
          "undelivered": 1,
          "unknown": 0
        },
        {
          "at": "2026-11-23",
          "clicked": 0,
          "cost_usd": "0.000000",
          "delivered": 0,
          "failed": 0,
          "opted_out": 1,
          "planned": 0,
          "segments": 0,
          "sent": 0,
          "skipped": {},
          "source": null,
          "undelivered": 0,
          "unknown": 0
        },
        {
          "at": "2026-11-23",
          "clicked": 0,
          "cost_usd": null,
          "delivered": 0,
          "failed": 1,
          "opted_out": 0,
          "planned": 0,
          "segments": 0,
          "sent": 2,
          "skipped": {
            "expired": 2
          },
          "source": "order_processed",
          "undelivered": 0,
          "unknown": 1
        }
      ],
      "time_zone": "America/New_York",
      "to": "2026-11-23",
      "total": {
        "clicked": 1,
        "cost_usd": "0.044050",
        "delivered": 4,
        "failed": 1,
        "opted_out": 1,
        "planned": 9,
        "segments": 7,
        "sent": 8,
        "skipped": {
          "expired": 2,
          "no_consent": 3
        },
        "undelivered": 1,
        "unknown": 1
      }
    }
    "#);
}

#[tokio::test]
async fn by_hours_each_hour_is_on_the_clocks_of_the_store() {
    let bench = counted().await;
    let report = bench.get(&format!("{REPORT}?from=2026-11-23&to=2026-11-23&by=hour")).await.json();
    let lines = report["lines"].as_array().unwrap();
    let told: Vec<_> = lines.iter().map(|line| format!("{} {}", line["at"], line["source"])).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "2026-11-23T09:00:00-05:00" "order_processed"
    "2026-11-23T10:00:00-05:00" null
    "#);
}

#[tokio::test]
async fn a_spreadsheet_gets_the_same_as_csv() {
    let bench = counted().await;
    let path = format!("{REPORT}?from=2026-11-22&to=2026-11-23");
    let csv = bench.get(&format!("{path}&format=csv")).await;
    assert_eq!(csv.head.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        csv.head.headers["content-disposition"],
        "attachment; filename=\"demo-2026-11-22-2026-11-23.csv\""
    );
    insta::assert_snapshot!(csv.text.replace("\r\n", "\n"), @r"
    at,source,planned,sent,segments,delivered,undelivered,failed,unknown,clicked,opted_out,cost_usd,skipped,skipped_expired,skipped_no_consent
    2026-11-22,charge_paid,9,6,7,4,1,0,0,1,0,0.044050,3,0,3
    2026-11-23,,0,0,0,0,0,0,0,0,1,0.000000,0,0,0
    2026-11-23,order_processed,0,2,0,0,0,1,1,0,0,,2,2,0
    ");
    let request = Request::get(&path).header("Authorization", format!("Bearer {KEY}"));
    let accepted = bench.call(request.header("Accept", "text/csv").body(Body::empty()).unwrap()).await;
    assert_eq!(accepted.text, csv.text);
}

#[tokio::test]
async fn without_days_it_is_the_last_week() {
    let report = counted().await.get(REPORT).await.json();
    assert_eq!((&report["from"], &report["to"]), (&"2026-11-17".into(), &"2026-11-23".into()));
    assert_eq!((&report["by"], &report["total"]["sent"]), (&"day".into(), &108.into()));
}

#[tokio::test]
async fn a_report_that_cannot_be_is_refused_in_words() {
    let bench = Bench::with_store().await;
    for (query, status) in [
        ("from=2026-11-23&to=2026-11-22", 422),
        ("from=2026-01-01&to=2026-11-22", 422),
        ("from=2026-10-01&to=2026-11-22&by=hour", 422),
        ("from=yesterday", 400),
        ("by=week", 400),
        ("format=pdf", 400),
    ] {
        let answer = bench.get(&format!("{REPORT}?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {answer}");
    }
    let whole = bench.get(&format!("{REPORT}?from=2026-08-24&to=2026-11-23")).await;
    assert_eq!(whole.status, 200, "92 days: {whole}");
}

#[tokio::test]
async fn a_forecast_tells_what_waits_from_now_on() {
    let bench = Bench::with_store().await;
    for (hour, counts) in [
        // It is 17:00 UTC.
        ("2026-11-23T16Z", vec![(Counter::Waiting(55), 9)]),
        ("2026-11-23T17Z", vec![(Counter::Waiting(0), 1), (Counter::Waiting(5), -1)]),
        ("2026-11-24T14Z", vec![(Counter::Waiting(0), 30), (Counter::Waiting(5), 2)]),
        ("2026-11-24T17Z", vec![(Counter::Waiting(0), 9)]),
    ] {
        add(&bench, CountRow::Forecast { hour: hour.parse().unwrap() }, &counts).await;
    }
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo/forecast").await, @r#"
    200
    {
      "held": 33,
      "slots": [
        {
          "at": "2026-11-23T17:00:00Z",
          "at_local": "2026-11-23T12:00:00-05:00",
          "held": 1
        },
        {
          "at": "2026-11-24T14:00:00Z",
          "at_local": "2026-11-24T09:00:00-05:00",
          "held": 30
        },
        {
          "at": "2026-11-24T14:05:00Z",
          "at_local": "2026-11-24T09:05:00-05:00",
          "held": 2
        }
      ],
      "through_at": "2026-11-24T14:05:01Z",
      "through_at_local": "2026-11-24T09:05:01-05:00",
      "time_zone": "America/New_York"
    }
    "#);
}

#[tokio::test]
async fn a_forecast_counts_what_other_stores_have_waiting_for_the_same_sender() {
    let bench = Bench::with_store().await;
    let row = || CountRow::Forecast { hour: "2026-11-24T14Z".parse().unwrap() };
    add(&bench, row(), &[(Counter::Waiting(0), 600)]).await;
    let through_at = async || bench.get("/api/v1/stores/demo/forecast").await.json()["through_at"].clone();
    assert_eq!(through_at().await, "2026-11-24T14:01:42Z", "six texts of one and a half parts a second");
    let other = rechime_testkit::store_id("ember");
    bench.create_store("ember").await;
    let position = Position { shard: Shard::named("1"), sequence: SequenceNumber::parse("1").unwrap() };
    let counts = [(Counter::Waiting(0), 300), (Counter::Waiting(5), 9_000)].into_iter().collect();
    bench.memory.add_counts(&other, &row(), &counts, &position).await.unwrap();
    assert_eq!(through_at().await, "2026-11-24T14:02:32Z", "what waits longer is not in the way");
}
