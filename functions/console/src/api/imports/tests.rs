use std::sync::Arc;

use axum::{body::Body, http::Request};
use rechime_domain::{
    consent::{ConsentEntry, ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use rechime_store::{
    Fault, Faulty,
    subscribers::{SHARDS, SubscriberEditor, SubscriberShards, Subscribers},
};
use serde_json::{Value, json};

use crate::testing::{Answer, Bench, KEY, demo_id, instant};

const IMPORTS: &str = "/api/v1/stores/demo/imports";

async fn send(bench: &Bench, path: &str, lines: impl Into<Body>) -> Answer {
    let request = Request::post(path).header("Authorization", format!("Bearer {KEY}"));
    bench.call(request.header("Content-Type", "text/csv").body(lines.into()).unwrap()).await
}

async fn sent(bench: &Bench, path: &str, lines: &str) -> Value {
    let answer = send(bench, path, lines.to_owned()).await;
    assert!(answer.status < 300, "{answer}");
    answer.json()
}

/// Begins an import, and gives its path.
async fn begin(bench: &Bench, query: &str, header: &str) -> String {
    let begun = sent(bench, &format!("{IMPORTS}{query}"), header).await;
    format!("{IMPORTS}/{}", begun["id"].as_str().unwrap())
}

/// Sends a file in parts of so many lines, until it is done. Each part begins where the answer before says.
async fn go_through(bench: &Bench, import: &str, pass: &str, file: &[&str], size: usize) -> Value {
    let mut state = bench.get(import).await.json();
    loop {
        let kind = if pass == "lines" { "import" } else { "preview" };
        let from = usize::try_from(state[kind]["next_line"].as_u64().unwrap()).unwrap() - 1;
        let to = (from + size).min(file.len());
        let last = to == file.len();
        let path = format!("{import}/{pass}?line={}&last={last}", from + 1);
        let answer = send(bench, &path, file[from..to].concat()).await;
        if answer.status == 500 {
            // The process died: another one asks how far it had come.
            state = bench.get(import).await.json();
            continue;
        }
        assert_eq!(answer.status, 200, "{answer}");
        state = answer.json();
        if last && state[kind]["next_line"] == json!(file.len() + 1) {
            return state;
        }
    }
}

#[tokio::test]
async fn a_long_list_is_looked_at_and_then_imported_part_by_part() {
    let bench = Bench::with_store().await;
    let import =
        begin(&bench, "?file_name=list.csv", "Phone;SMS Consent;Country\n+16175550199;yes;US\n").await;
    let early = send(&bench, &format!("{import}/lines?line=2"), "+16175550101;yes;US\n").await;
    insta::assert_snapshot!(early.json()["detail"].as_str().unwrap(), @"Send every line to the preview first. It goes on from line 2.");
    sent(&bench, &format!("{import}/preview?line=2"), "+16175550101;yes;US\n+16175550102;no;US\n").await;
    let again = sent(&bench, &format!("{import}/preview?line=2"), "+16175550101;yes;US\n").await;
    let seen = ["next_line", "lines"].map(|it| again["preview"][it].as_u64().unwrap());
    assert_eq!(seen, [4, 2], "a part that comes twice is counted once");
    let gap = send(&bench, &format!("{import}/preview?line=9"), "+16175550103;yes;US\n").await;
    insta::assert_snapshot!(gap.json()["detail"].as_str().unwrap(), @"Lines are missing before this part. Send the lines from 4 on.");
    // A part that was sent already, and some lines more.
    let lines = "+16175550102;no;US\n12;yes;US\n+16175550103;perhaps;US\n+16175550101;yes;US\n";
    let seen = sent(&bench, &format!("{import}/preview?line=3&last=true"), lines).await;
    assert_eq!((&seen["preview"]["next_line"], &seen["state"]), (&json!(7), &json!("previewed")));
    assert_eq!(
        bench.memory.list_subscribers(&demo_id(), None).await.unwrap().items,
        [],
        "nothing is written"
    );
    let beyond = send(&bench, &format!("{import}/lines?line=2"), "x\n".repeat(9)).await;
    assert_eq!(beyond.status, 409, "{beyond}");
    let first = sent(&bench, &format!("{import}/lines?line=2"), "+16175550101;yes;US\n").await;
    assert_eq!((&first["import"]["next_line"], &first["state"]), (&json!(3), &json!("importing")));
    let done = sent(&bench, &format!("{import}/lines?line=3&last=true"), lines).await;
    assert_eq!((&done["state"], &done["file_name"]), (&json!("done"), &json!("list.csv")));
    let counts = ["lines", "subscribed", "unsubscribed", "unchanged", "refused"];
    assert_eq!(counts.map(|it| done["import"][it].as_u64().unwrap()), [5, 1, 1, 1, 2]);
    let reasons: Vec<_> = done["import"]["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["reason"], &it["first_lines"]))
        .collect();
    assert_eq!(reasons, [(&json!("invalid_phone"), &json!([4])), (&json!("unknown_consent"), &json!([5]))]);
    let previewed = counts.map(|it| done["preview"][it].as_u64().unwrap());
    assert_eq!(
        previewed,
        [5, 2, 1, 0, 2],
        "a phone that comes again in a later part is unchanged only once it is written"
    );
    let ids = bench.get(IMPORTS).await.json();
    assert_eq!(ids["imports"].as_array().unwrap().len(), 1);
    let audit = bench.get("/api/v1/stores/demo/audit").await.json();
    let told: Vec<_> =
        audit["audit"].as_array().unwrap().iter().filter(|it| it["action"] == "import_subscribers").collect();
    assert_eq!(told.len(), 2, "its beginning and its end: {audit}");
}

#[tokio::test]
async fn what_cannot_be_begun_or_gone_on_with_says_so() {
    let bench = Bench::with_store().await;
    for (query, header, status) in [
        ("", "email\n", 422),
        ("", "", 422),
        ("", "phone,Email Marketing\n", 422),
        ("?consent_column=nothing", "phone,status\n", 422),
        ("?consent_column=status&subscribed=a&unsubscribed=a", "phone,status\n", 422),
        ("?subscribed=a", "phone\n", 422),
        ("?colour=blue", "phone\n", 400),
        ("?consent_column=status&subscribed=active", "phone,status\n", 201),
    ] {
        let answer = send(&bench, &format!("{IMPORTS}{query}"), header).await;
        assert_eq!(answer.status, status, "{query} {header}: {answer}");
    }
    let import = begin(&bench, "", "phone\n").await;
    for (path, lines, status) in [
        (format!("{IMPORTS}/nothing/preview?line=2"), "x\n", 404),
        (format!("{import}/preview"), "x\n", 400),
        (format!("{import}/preview?line=2"), "+16175550101", 422),
        // Somebody is named unsubscribed where no column says who agreed.
        (format!("{import}/preview?line=2&last=true"), "unsubscribed\n", 422),
    ] {
        let answer = send(&bench, &path, lines).await;
        assert_eq!(answer.status, status, "{path}: {answer}");
    }
}

/// A file of so many people; some of them twice, some with a broken line, some who say no.
fn file(people: usize) -> Vec<String> {
    let line = |n: usize| {
        let phone = format!("+1{}555{:04}", 201 + n / 10_000 % 19, n % 10_000);
        match n % 10 {
            0 => format!("{phone},no,2026-05-0{},\n", 1 + n % 9),
            1 => format!("{phone},yes,,NY\n"),
            2 if n % 100 == 2 => format!("{phone},\"yes,,NY\n"),
            3 if n % 50 == 3 => format!("{phone},perhaps,,\n"),
            _ => format!("{phone},yes,2026-04-0{},\n", 1 + n % 9),
        }
    };
    let again = (0..people).step_by(7).map(|n| line(n).replace("yes", "no"));
    let header = "phone,consent,consent_at,province\n".to_owned();
    std::iter::once(header).chain((0..people).map(line)).chain(again).collect()
}

/// The whole list with its evidence.
async fn kept(bench: &Bench) -> Vec<(Subscriber, Vec<ConsentEntry>)> {
    let mut kept = Vec::new();
    for shard in 0..SHARDS {
        let mut cursor = None;
        loop {
            let page = bench.memory.list_shard(&demo_id(), shard, cursor.as_ref(), usize::MAX).await.unwrap();
            for subscriber in page.items {
                let ledger = bench.memory.list_consents(&demo_id(), &subscriber.phone).await.unwrap();
                kept.push((subscriber, ledger));
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    kept
}

async fn imported(
    people: usize,
    size: usize,
    deaths: &[usize],
) -> (Value, Vec<(Subscriber, Vec<ConsentEntry>)>) {
    let bench = Bench::with_store().await;
    let faulty = Arc::new(Faulty::over((*bench.memory).clone()));
    let (list, progress) = (faulty.clone(), faulty.clone());
    let bench = bench.with_app(|ports| {
        ports.subscribers = list;
        ports.imports = progress;
    });
    let lines = file(people);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let import = begin(&bench, "", lines[0]).await;
    go_through(&bench, &import, "preview", &lines, size).await;
    let previewed = bench.get(&import).await.json();
    // It dies in each of these calls of the table: before a line is saved, after it, or before its progress is.
    let mut deaths = deaths.iter();
    let done = loop {
        if let (false, Some(calls)) = (faulty.is_armed(), deaths.next()) {
            faulty.fail_after(*calls, if calls % 2 == 0 { Fault::Refused } else { Fault::AnswerLost });
        }
        let state = bench.get(&import).await.json();
        let from = usize::try_from(state["import"]["next_line"].as_u64().unwrap_or(2)).unwrap() - 1;
        let to = (from + size).min(lines.len());
        let is_last = to == lines.len();
        let path = format!("{import}/lines?line={}&last={is_last}", from + 1);
        let answer = send(&bench, &path, lines[from..to].concat()).await;
        if answer.status == 200 && answer.json()["state"] == "done" {
            break answer.json();
        }
        assert!([200, 500].contains(&answer.status), "{answer}");
    };
    let counts = |pass: &Value| {
        ["lines", "subscribed", "unsubscribed", "refused"].map(|it| pass[it].as_u64().unwrap())
    };
    if size > lines.len() {
        assert_eq!(counts(&previewed["preview"]), counts(&done["import"]), "the preview is exact");
    }
    (done, kept(&bench).await)
}

#[tokio::test]
async fn an_import_that_dies_again_and_again_leaves_what_one_in_one_go_does() {
    let (people, size) = (3000, 700);
    let (whole, list) = imported(people, 100_000, &[]).await;
    let deaths: Vec<usize> = (0..40).map(|n| 1 + n * 37 % 600).collect();
    let (again, same) = imported(people, size, &deaths).await;
    assert!(list == same, "the lists differ");
    let both = ["lines", "refused", "refusals"].map(|it| (&whole["import"][it], &again["import"][it]));
    for (one, other) in both {
        assert_eq!(one, other);
    }
    assert!(list.len() > 2900 && whole["import"]["refused"].as_u64().unwrap() > 50, "{whole}");
}

#[tokio::test]
#[ignore = "takes a minute: cargo test --profile local --workspace --lib two_hundred_thousand -- --ignored"]
async fn two_hundred_thousand_lines_in_parts_with_twenty_deaths() {
    let people = 175_000;
    let began = std::time::Instant::now();
    let (whole, list) = imported(people, 7000, &[]).await;
    let one_go = began.elapsed();
    let deaths: Vec<usize> = (0..20).map(|n| 1 + n * 3571 % 9000).collect();
    let (again, same) = imported(people, 7000, &deaths).await;
    assert!(list == same, "the lists differ");
    assert_eq!(whole["import"]["refusals"], again["import"]["refusals"]);
    println!(
        "{} lines, {} subscribers, {one_go:?}: {}",
        whole["import"]["lines"],
        list.len(),
        whole["import"]
    );
}

#[tokio::test]
async fn an_exported_list_comes_back_and_changes_nothing() {
    let bench = Bench::with_store().await;
    let phone = |n: u32| PhoneNumber::from_e164(&format!("+1617555{n:04}")).unwrap();
    for (n, status, source, words) in [
        (100, ConsentStatus::Subscribed, ConsentSource::Reply, "=START, \"please\"\nnow"),
        (101, ConsentStatus::Unsubscribed, ConsentSource::Reply, "STOP"),
        (102, ConsentStatus::Subscribed, ConsentSource::Shopify, "+1"),
        (103, ConsentStatus::Void, ConsentSource::Provider, "30003"),
        (104, ConsentStatus::Subscribed, ConsentSource::Import, "@sum"),
    ] {
        let said = Statement::new(status, source, instant("2026-11-01T10:00:00.123456789Z")).saying(words);
        bench.memory.put_consent(&demo_id(), &phone(n), &said).await.unwrap();
    }
    bench.put("/api/v1/stores/demo/subscribers/+16175550105", &json!({"consent": "unknown", "time_zone": "Asia/Tokyo", "address": {"country": "JP", "province": "-13", "zip": "'=1"}})).await;
    let exported = bench.get("/api/v1/stores/demo/subscribers/export").await;
    let mut rows: Vec<_> = exported.text.lines().collect();
    rows[1..].sort_unstable();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    phone,consent,consent_source,consent_at,wording,time_zone,country,province,zip
    '+16175550100,subscribed,reply,2026-11-01T10:00:00.123456789Z,"'=START, ""please"" now",,,,
    '+16175550101,unsubscribed,reply,2026-11-01T10:00:00.123456789Z,STOP,,,,
    '+16175550102,subscribed,shopify,2026-11-01T10:00:00.123456789Z,'+1,,,,
    '+16175550103,void,provider,2026-11-01T10:00:00.123456789Z,30003,,,,
    '+16175550104,subscribed,import,2026-11-01T10:00:00.123456789Z,'@sum,,,,
    '+16175550105,unknown,,,,Asia/Tokyo,JP,'-13,''=1
    "#);
    let before = kept(&bench).await;
    bench.clock.advance(jiff::SignedDuration::from_hours(1));
    let again = sent(&bench, "/api/v1/stores/demo/subscribers/import", &exported.text).await;
    assert_eq!(
        (&again["unchanged"], &again["imported"], &again["format"]),
        (&json!(6), &json!(0), &json!("rechime")),
        "{again}"
    );
    assert!(kept(&bench).await == before);
}

#[tokio::test]
async fn a_long_list_is_exported_in_pages() {
    let bench = Bench::with_store().await;
    let lines: String =
        (0..2345).map(|n| format!("+1617{:07}\n", 5_000_000 + n)).collect::<Vec<_>>().concat();
    sent(&bench, "/api/v1/stores/demo/subscribers/import", &format!("phone\n{lines}")).await;
    let (mut table, mut query, mut pages) = (String::new(), String::new(), 0);
    loop {
        let page = bench.get(&format!("/api/v1/stores/demo/subscribers/export{query}")).await;
        assert_eq!(page.head.headers["content-type"], "text/csv; charset=utf-8");
        table += &page.text;
        pages += 1;
        let Some(link) = page.head.headers.get("link") else { break };
        let next = link.to_str().unwrap().strip_suffix(">; rel=\"next\"");
        query = next.and_then(|next| next.strip_prefix('<')).unwrap().to_owned();
    }
    let phones: std::collections::BTreeSet<_> =
        table.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!((table.lines().count(), phones.len(), pages), (2346, 2345, 3));
}
