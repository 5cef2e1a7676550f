use jiff::SignedDuration;
use rechime_domain::{ids::SourceId, job::AudienceJob, minute::Minute};
use rechime_store::campaigns::{CampaignReach, ShardReach};
use serde_json::{Value, json};

use crate::testing::{Bench, demo_id};

const CAMPAIGNS: &str = "/api/v1/stores/demo/campaigns";

fn draft() -> Value {
    json!({ "name": "Spring", "template": "{{ store_name }}: 20 % off. Reply STOP to opt out" })
}

fn one(key: &str) -> String {
    format!("{CAMPAIGNS}/{key}")
}

async fn created(bench: &Bench, draft: &Value) -> String {
    let created = bench.post(CAMPAIGNS, draft).await;
    assert_eq!(created.status, 201, "{created}");
    created.json()["key"].as_str().unwrap().to_owned()
}

async fn subscriber(bench: &Bench, phone: &str, consent: &str) {
    let path = format!("/api/v1/stores/demo/subscribers/{phone}");
    assert_eq!(bench.put(&path, &json!({ "consent": consent })).await.status, 200);
}

#[tokio::test]
async fn a_draft_is_created_shown_changed_and_deleted() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &draft()).await;
    let mut shown = bench.get(&one(&key)).await.json();
    shown["key"] = json!("campaign-..");
    insta::assert_snapshot!(format!("{shown:#}"), @r#"
    {
      "canceled_at": null,
      "created_at": "2026-11-23T17:00:00Z",
      "key": "campaign-..",
      "launched_at": null,
      "links": "short",
      "name": "Spring",
      "progress": null,
      "segment": null,
      "segment_name": null,
      "send_at": "now",
      "state": "draft",
      "template": "{{ store_name }}: 20 % off. Reply STOP to opt out",
      "version": 1
    }
    "#);
    let edited = json!({ "name": "Autumn", "template": "Hi", "send_at": "2026-12-01T10:00", "segment": "received_recharge" });
    let changed = bench.put(&one(&key), &edited).await;
    assert_eq!((changed.status, &changed.json()["send_at"]), (200, &json!("2026-12-01T10:00:00")));
    assert_eq!(changed.json()["segment_name"], "Received a Recharge flow message");
    bench.clock.advance(SignedDuration::from_secs(1));
    let newer = created(&bench, &draft()).await;
    let listed = bench.get(CAMPAIGNS).await.json();
    let keys: Vec<_> = listed["campaigns"].as_array().unwrap().iter().map(|it| it["key"].clone()).collect();
    assert_eq!(keys, [json!(newer), json!(key)]);
    assert_eq!(bench.delete(&one(&key)).await.status, 204);
    assert_eq!(bench.get(&one(&key)).await.status, 404);
    assert_eq!(bench.get(&one("order_processed")).await.status, 404);
}

#[tokio::test]
async fn what_cannot_work_is_refused_with_a_word() {
    let bench = Bench::with_store().await;
    let bad = json!({ "name": "", "template": "{{ product_title }}", "send_at": "soon", "segment": "segment-gone" });
    insta::assert_snapshot!(bench.post(CAMPAIGNS, &bad).await, @r#"
    422
    {
      "detail": "Correct what `errors` lists, then send it again. Nothing was saved.",
      "errors": [
        {
          "detail": "give the campaign a name of 1 to 60 characters",
          "field": "name"
        },
        {
          "detail": "there is no such segment; GET the store's segments to see their keys, or leave it out for everybody",
          "field": "segment"
        },
        {
          "detail": "there is no tag {{ product_title }} here; use one of: store_name, portal_link",
          "field": "template"
        },
        {
          "detail": "write `now`, or a date and time such as 2026-12-01T10:00, which counts on each person's own clock",
          "field": "send_at"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn an_estimate_decides_about_everybody_as_if_it_were_launched_now() {
    let bench = Bench::with_store().await;
    for (phone, consent) in [
        ("+12125550101", "subscribed"),
        ("+14155550102", "subscribed"),
        ("+12125550103", "unsubscribed"),
        ("+12125550104", "unknown"),
    ] {
        subscriber(&bench, phone, consent).await;
    }
    let key = created(&bench, &draft()).await;
    insta::assert_snapshot!(bench.post(&format!("{}/estimate", one(&key)), &json!({})).await, @r#"
    200
    {
      "as_of": "2026-11-23T17:00:00Z",
      "cost_usd": "0.026600",
      "exact": true,
      "people": 4,
      "segments": 2,
      "skipped": {
        "opted_out": 1,
        "promotion_needs_consent": 1
      },
      "texts": 2,
      "through_at": "2026-11-23T17:00:01Z",
      "through_at_local": "2026-11-23T12:00:01-05:00",
      "waiting": 0
    }
    "#);
    // Seven in the morning in San Francisco, which waits until nine.
    bench.clock.set(crate::testing::instant("2026-11-24T15:00:00Z"));
    let estimate = bench.post(&format!("{}/estimate", one(&key)), &json!({})).await.json();
    assert_eq!((&estimate["texts"], &estimate["waiting"]), (&json!(2), &json!(1)));
    assert!(estimate["through_at"].as_str().unwrap() >= "2026-11-24T17:00:00Z", "{estimate}");
}

#[tokio::test]
async fn a_launch_settles_the_campaign_and_has_audience_begin_with_every_shard() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &draft()).await;
    let launch = format!("{}/launch", one(&key));
    let launched = bench.post(&launch, &json!({})).await;
    assert_eq!((launched.status, &launched.json()["state"]), (202, &json!("running")), "{launched}");
    let jobs: Vec<AudienceJob> = bench
        .audience
        .take()
        .iter()
        .map(|outgoing| serde_json::from_str(outgoing.job.get()).unwrap())
        .collect();
    let shards = jobs.iter().map(|job| match job {
        AudienceJob::Campaign(stretch) => stretch.shard,
        AudienceJob::Count(_) => panic!(),
    });
    assert!(shards.eq(0..16));
    for (method, refused) in
        [("PUT", bench.put(&one(&key), &draft()).await), ("DELETE", bench.delete(&one(&key)).await)]
    {
        assert_eq!(refused.status, 409, "{method}: {refused}");
    }
    // Only what audience has told nothing of is begun again.
    let id = SourceId::parse(&key).unwrap();
    bench.table.put_reach(&demo_id(), &id, &reach(3, &bench)).await.unwrap();
    assert_eq!(bench.post(&launch, &json!({})).await.status, 202);
    assert_eq!(bench.audience.take().len(), 15);
}

fn reach(shard: u8, bench: &Bench) -> ShardReach {
    ShardReach {
        shard,
        read: 10,
        matched: 4,
        held: 1,
        last_minute: Some(Minute::containing(bench.now()).plus(60)),
        skipped: std::iter::once(("opted_out".to_owned(), 1)).collect(),
        is_done: true,
        at: bench.now(),
    }
}

#[tokio::test]
async fn progress_is_what_audience_read_and_what_was_counted() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &draft()).await;
    bench.post(&format!("{}/launch", one(&key)), &json!({})).await;
    let id = SourceId::parse(&key).unwrap();
    for shard in 0..16 {
        bench.table.put_reach(&demo_id(), &id, &reach(shard, &bench)).await.unwrap();
    }
    let shown = bench.get(&one(&key)).await.json();
    assert_eq!(shown["state"], "running");
    insta::assert_snapshot!(format!("{:#}", shown["progress"]), @r#"
    {
      "as_of": "2026-11-23T17:00:00Z",
      "canceled": 0,
      "clicked": 0,
      "cost_usd": "0.000000",
      "delivered": 0,
      "failed": 0,
      "held": 16,
      "is_read_whole": true,
      "opted_out": 0,
      "planned": 64,
      "read": 160,
      "segments": 0,
      "sent": 0,
      "skipped": {
        "opted_out": 16
      },
      "undelivered": 0,
      "unknown": 0,
      "waiting": 48
    }
    "#);
    // However late it is, it runs while somebody waits.
    bench.clock.advance(SignedDuration::from_hours(80));
    assert_eq!(bench.get(&one(&key)).await.json()["state"], "running");
}

#[tokio::test]
async fn a_campaign_for_which_nobody_waits_is_done_and_cannot_be_canceled() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &draft()).await;
    bench.post(&format!("{}/launch", one(&key)), &json!({})).await;
    let id = SourceId::parse(&key).unwrap();
    for shard in 0..16 {
        let reach = ShardReach { matched: 1, held: 0, last_minute: None, ..reach(shard, &bench) };
        bench.table.put_reach(&demo_id(), &id, &reach).await.unwrap();
    }
    assert_eq!(bench.get(&one(&key)).await.json()["state"], "done");
    assert_eq!(bench.get(CAMPAIGNS).await.json()["campaigns"][0]["state"], "done");
    let late = bench.post(&format!("{}/cancel", one(&key)), &json!({})).await;
    assert_eq!(late.status, 409, "{late}");
}

#[tokio::test]
async fn a_campaign_is_canceled_once_and_nobody_waits_for_it_any_more() {
    let bench = Bench::with_store().await;
    let key = created(&bench, &draft()).await;
    let cancel = format!("{}/cancel", one(&key));
    assert_eq!(bench.post(&cancel, &json!({})).await.status, 409, "it is a draft");
    bench.post(&format!("{}/launch", one(&key)), &json!({})).await;
    let id = SourceId::parse(&key).unwrap();
    bench.table.put_reach(&demo_id(), &id, &reach(0, &bench)).await.unwrap();
    for _ in 0..2 {
        let canceled = bench.post(&cancel, &json!({})).await;
        assert_eq!((canceled.status, &canceled.json()["state"]), (200, &json!("canceled")), "{canceled}");
        let progress = canceled.json()["progress"].clone();
        assert_eq!((&progress["canceled"], &progress["waiting"]), (&json!(3), &json!(0)));
    }
    assert_eq!(bench.post(&format!("{}/launch", one(&key)), &json!({})).await.status, 409);
}

#[tokio::test]
async fn a_campaign_whose_segment_is_gone_or_whose_time_has_passed_is_not_launched() {
    let bench = Bench::with_store().await;
    let condition = json!({ "subscriber": { "field": "province", "is": "equal", "value": "HI" } });
    let segment = bench
        .post("/api/v1/stores/demo/segments", &json!({ "name": "Hawaii", "condition": condition }))
        .await
        .json();
    let mut new = draft();
    new["segment"] = segment["key"].clone();
    new["send_at"] = json!("2026-11-24T10:00");
    let key = created(&bench, &new).await;
    bench.clock.set(crate::testing::instant("2026-11-26T12:00:00Z"));
    let late = bench.post(&format!("{}/launch", one(&key)), &json!({})).await;
    assert_eq!((late.status, &late.json()["errors"][0]["field"]), (422, &json!("send_at")));
    bench.put(&one(&key), &json!({ "name": "Now", "template": "Hi", "segment": segment["key"] })).await;
    let path = format!("/api/v1/stores/demo/segments/{}", segment["key"].as_str().unwrap());
    assert_eq!(bench.delete(&path).await.status, 204);
    for deed in ["estimate", "launch"] {
        let refused = bench.post(&format!("{}/{deed}", one(&key)), &json!({})).await;
        assert_eq!(refused.status, 409, "{refused}");
    }
}

#[tokio::test]
async fn a_preview_and_a_test_of_a_campaigns_text_name_no_trigger() {
    let bench = Bench::with_store().await;
    let text = json!({ "template": "{{ store_name }}: 20 % off" });
    let preview = bench.post("/api/v1/stores/demo/preview", &text).await;
    assert_eq!((preview.status, &preview.json()["body"]), (200, &json!("Oat & Ember: 20 % off")));
    assert!(preview.json()["warnings"][0].as_str().unwrap().contains("STOP"));
    let mut sent = text;
    sent["to"] = json!("+12125551234");
    assert_eq!(bench.post("/api/v1/stores/demo/test-text", &sent).await.status, 202);
    sent["template"] = json!("{{ product_title }}");
    assert_eq!(bench.post("/api/v1/stores/demo/test-text", &sent).await.status, 422);
}
