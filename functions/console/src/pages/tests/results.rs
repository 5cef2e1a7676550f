//! What texts did, on the overview, in the list of flows and in a flow's report.

use rechime_domain::{
    counting::{CountRow, Counter, FlowText},
    ids::SourceId,
};
use rechime_store::{
    counters::{Counters, Position, SequenceNumber, Shard},
    parked::{Parked, ParkedId, ParkedKind, ParkedMessages},
};

use super::Browser;
use crate::testing::{Bench, demo_id};

async fn count(bench: &Bench, hour: &str, source: Option<&str>, counts: &[(Counter, i64)]) {
    let hour = hour.parse().unwrap();
    let row = match source {
        Some(source) => CountRow::Source { hour, source: SourceId::parse(source).unwrap() },
        None => CountRow::Store { hour },
    };
    put(bench, &row, counts).await;
}

async fn put(bench: &Bench, row: &CountRow, counts: &[(Counter, i64)]) {
    let position =
        Position { shard: Shard::named(&format!("{row:?}")), sequence: SequenceNumber::parse("1").unwrap() };
    bench.memory.add_counts(&demo_id(), row, &counts.iter().cloned().collect(), &position).await.unwrap();
}

fn skipped(code: &str) -> Counter {
    Counter::Skipped(code.to_owned())
}

/// It is Monday, 23 November, 12:00 in New York. Midnight is 05:00 UTC there.
async fn counted() -> Bench {
    let bench = Bench::with_store().await;
    let contact = serde_json::json!({ "contact": "help@shop.example" });
    assert_eq!(bench.patch("/api/v1/stores/demo", &contact).await.status, 200);
    let today = [
        (Counter::Sent, 200),
        (Counter::Parts, 300),
        (Counter::Delivered, 150),
        (Counter::Clicked, 7),
        (Counter::Failed, 2),
        (Counter::Unknown, 1),
        (Counter::Undelivered, 4),
        (skipped("no_consent"), 3),
        (skipped("superseded"), 30),
    ];
    count(&bench, "2026-11-23T14Z", Some("charge_paid"), &today).await;
    count(&bench, "2026-11-23T15Z", None, &[(Counter::OptedOut, 5)]).await;
    let sunday = [(Counter::Sent, 1_000), (Counter::Parts, 1_000), (Counter::Delivered, 1_000)];
    count(&bench, "2026-11-23T04Z", Some("order_processed"), &sunday).await;
    let costly = [(Counter::Sent, 8_000), (Counter::Cost, 70_480_000), (Counter::Failed, 9)];
    count(&bench, "2026-11-01T12Z", Some("order_processed"), &costly).await;
    bench
}

#[tokio::test]
async fn the_overview_tells_what_texts_did_in_the_days_of_the_store() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    let today = browser.get("/s/demo?days=1").await;
    today.shows(">200<").shows("75%").shows("3.5%").shows(">5<").shows("$3.99").shows("estimated");
    today.shows("33 skipped").shows("3 failed").shows("4 not delivered").shows("Texts by hour");
    let week = browser.get("/s/demo").await;
    week.shows(">1,200<").shows("96%").shows("0.6%").shows("Sunday, Nov 22: 1,000 sent, 1,000 delivered");
    let month = browser.get("/s/demo?days=30").await;
    month.shows(">9,200<").shows("$70.48").shows("by your provider");
    for odd in ["0", "2", "x", "-1", "99999999999"] {
        browser.get(&format!("/s/demo?days={odd}")).await.shows(">1,200<");
    }
}

#[tokio::test]
async fn texts_that_could_not_be_sent_since_yesterday_need_a_look() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    let overview = browser.get("/s/demo?days=30").await;
    overview.shows("3 texts could not be sent since yesterday.").shows("/s/demo/activity?show=failed");
    bench.clock.advance(jiff::SignedDuration::from_hours(48));
    browser.get("/s/demo?days=30").await.hides("could not be sent since yesterday");
}

#[tokio::test]
async fn what_waits_is_told_by_the_hour() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    browser.get("/s/demo").await.shows("Nothing waits for the next 24 hours.");
    let row = CountRow::Forecast { hour: "2026-11-24T14Z".parse().unwrap() };
    put(&bench, &row, &[(Counter::Waiting(0), 30), (Counter::Waiting(5), 1_002)]).await;
    let row = CountRow::Forecast { hour: "2026-11-24T15Z".parse().unwrap() };
    put(&bench, &row, &[(Counter::Waiting(10), 1)]).await;
    let overview = browser.get("/s/demo").await;
    overview.shows("1,033 texts wait. The first go tomorrow at 9:00 AM EST.");
    overview.shows("At the rate of your number, the last goes tomorrow at");
    overview.shows("1,032 texts").shows("tomorrow at 10:10 AM EST").shows("1 text<");
}

#[tokio::test]
async fn each_flow_tells_what_its_own_texts_did() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    let list = browser.get("/s/demo/flows").await;
    list.shows("200 sent · 7 clicked · 0 opted out · $3.99").shows("No texts in this time");
    list.shows("1,000 sent · 0 clicked").shows("/s/demo/flows/charge_paid/report?days=7");
    browser.get("/s/demo/flows?days=30").await.shows("9,000 sent");
    let report = browser.get("/s/demo/flows/charge_paid/report?days=1").await;
    report.shows(">200<").hides("1,000").shows("No longer true").shows("No consent");
    report.shows("/s/demo/activity?show=skipped&#38;flow=charge_paid&#38;reason=superseded");
    let (most, fewer) =
        (report.html.find("No longer true").unwrap(), report.html.find("No consent").unwrap());
    assert!(most < fewer, "the most frequent first");
    browser.get("/s/demo/flows/order_skipped/report").await.shows("No text was sent in this time.");
    assert_eq!(browser.get("/s/demo/flows/flow-none/report").await.status, 404);
}

#[tokio::test]
async fn a_flow_s_report_tells_its_messages_and_versions_apart() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    let by_text = [
        (Counter::Sent, 1_100),
        (Counter::Clicked, 61),
        (Counter::SentOf(FlowText { step: 0, alternative: 1 }), 100),
        (Counter::ClickedOf(FlowText { step: 0, alternative: 1 }), 1),
        (Counter::SentOf(FlowText { step: 7, alternative: 0 }), 300),
    ];
    count(&bench, "2026-11-23T13Z", Some("order_skipped"), &by_text).await;
    let report = browser.get("/s/demo/flows/order_skipped/report").await;
    report
        .shows("Message 1 · Version A")
        .shows(">700<")
        .shows("8.6%")
        .shows("Message 1 · Version B")
        .shows("1.0%");
    report.shows("A message that was removed").shows(">300<");
    browser.get("/s/demo/flows/charge_paid/report").await.hides("By message and version");
}

#[tokio::test]
async fn all_that_is_parked_is_tried_again_at_once() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    for (id, payload) in [("one", "{}"), ("two", "{}"), ("odd", "no JSON")] {
        let kind = ParkedKind::RechargeWebhook;
        let (topic, reason) = ("charge/paid".to_owned(), "Recharge refused the key.".to_owned());
        let id = ParkedId::new(bench.now(), id);
        let parked = Parked::new(id, kind, topic, reason, payload.to_owned(), bench.now());
        bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
    }
    browser.get("/s/demo/activity").await.shows("Some events could not be handled.");
    browser.get("/s/demo/activity/parked").await.shows("Try all again");
    let left = browser.submit("/s/demo/activity/parked", &[]).await;
    left.shows("2 events are on their way again. 1 cannot be tried again").shows("no JSON");
    left.hides("Try all again");
}

#[tokio::test]
async fn the_figures_can_be_downloaded_as_a_table() {
    let bench = counted().await;
    let browser = Browser::signed_in(&bench).await;
    browser.get("/s/demo?days=30").await.shows("/s/demo/report.csv?days=30");
    let table = browser.get("/s/demo/report.csv?days=30").await;
    table.shows("at,source,planned,sent").shows("2026-11-23,charge_paid,0,200,");
    let flow = browser.get("/s/demo/report.csv?flow=order_processed&days=30").await;
    flow.shows("2026-11-22,order_processed,0,1000,").hides("charge_paid");
    browser
        .get("/s/demo/flows/order_processed/report")
        .await
        .shows("/s/demo/report.csv?flow=order_processed&#38;days=7");
}
