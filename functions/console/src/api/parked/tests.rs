use rechime_domain::job::{EventJob, Proof};
use rechime_store::parked::{Parked, ParkedId, ParkedKind, ParkedMessages};
use serde_json::json;

use crate::testing::{Bench, demo_id, instant};

async fn park(bench: &Bench, unique: &str, payload: &str) -> String {
    let at = instant("2026-11-23T16:00:00Z");
    let id = ParkedId::new(at, unique);
    let reason = "the charge has no id".to_owned();
    let kind = ParkedKind::RechargeWebhook;
    let parked = Parked::new(id, kind, "charge/paid".to_owned(), reason, payload.to_owned(), at);
    bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
    format!("/api/v1/stores/demo/parked/{}", parked.id)
}

#[tokio::test]
async fn what_is_parked_is_listed_and_removed() {
    let bench = Bench::with_store().await;
    let path = park(&bench, "q-1", "{\"charge\":{}}").await;
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo/parked").await, @r#"
    200
    {
      "next_cursor": null,
      "parked": [
        {
          "complete": true,
          "given_up": false,
          "id": "2026-11-23T16:00:00.000000000Z_q-1",
          "kind": "recharge_webhook",
          "parked_at": "2026-11-23T16:00:00Z",
          "payload": "{\"charge\":{}}",
          "reason": "the charge has no id",
          "topic": "charge/paid"
        }
      ]
    }
    "#);
    assert_eq!(bench.delete(&path).await.status, 204);
    assert_eq!(bench.get("/api/v1/stores/demo/parked").await.json()["parked"], json!([]));
    assert_eq!(bench.delete("/api/v1/stores/demo/parked/nonsense").await.status, 404);
}

#[tokio::test]
async fn a_retried_webhook_is_on_its_way_again_and_no_longer_parked() {
    let bench = Bench::with_store().await;
    let path = park(&bench, "q-1", "{\"charge\": {\"id\": 1}}").await;
    assert_eq!(bench.post(&format!("{path}/retry"), &json!({})).await.status, 202);
    let [sent] = bench.events.take().try_into().unwrap();
    let EventJob::Recharge(job) = EventJob::read(sent.job.get()).unwrap() else {
        panic!("a webhook of Recharge's")
    };
    assert_eq!((job.topic.as_str(), job.proof), ("charge/paid", Proof::PathKey));
    assert_eq!(job.payload.get(), "{\"charge\": {\"id\": 1}}");
    insta::assert_snapshot!(bench.post(&format!("{path}/retry"), &json!({})).await, @r#"
    404
    {
      "detail": "No such message is parked. It was tried again or removed, or it expired after 14 days.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn a_webhook_stays_parked_while_it_cannot_be_handed_on() {
    let bench = Bench::with_store().await;
    let path = park(&bench, "q-1", "{}").await;
    bench.events.refuse(true);
    assert_eq!(bench.post(&format!("{path}/retry"), &json!({})).await.status, 500);
    assert_eq!(bench.get("/api/v1/stores/demo/parked").await.json()["parked"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_tried_again_says_so() {
    let bench = Bench::with_store().await;
    let torn = park(&bench, "q-1", "{\"charge\":").await;
    insta::assert_snapshot!(bench.post(&format!("{torn}/retry"), &json!({})).await, @r#"
    409
    {
      "detail": "Its body is not JSON, so trying again cannot help. DELETE it.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
    let long = park(&bench, "q-2", &"x".repeat(300_001)).await;
    insta::assert_snapshot!(bench.post(&format!("{long}/retry"), &json!({})).await, @r#"
    409
    {
      "detail": "Its body is too long to have been kept whole. DELETE it; Recharge has the data.",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn each_kind_goes_back_to_the_queue_it_came_from_as_it_was() {
    let bench = Bench::with_store().await;
    let at = instant("2026-11-23T16:00:00Z");
    for (kind, queue) in [
        (ParkedKind::Event, &bench.events),
        (ParkedKind::Send, &bench.sends),
        (ParkedKind::Feedback, &bench.feedback),
        (ParkedKind::Audience, &bench.audience),
    ] {
        let (id, body) = (ParkedId::new(at, "q-1"), r#"{"type": "of.tomorrow"}"#.to_owned());
        let parked = Parked::new(id, kind, "of.tomorrow".to_owned(), "unknown".to_owned(), body.clone(), at);
        bench.memory.park(None, &parked).await.unwrap();
        assert_eq!(bench.get("/api/v1/parked").await.json()["parked"][0]["payload"], body);
        let retried = bench.post(&format!("/api/v1/parked/{}/retry", parked.id), &json!({})).await;
        assert_eq!(retried.status, 202, "{kind:?}");
        let [sent] = queue.take().try_into().unwrap();
        assert_eq!(sent.job.get(), body);
        assert_eq!(bench.get("/api/v1/parked").await.json()["parked"], json!([]));
    }
    assert_eq!(bench.delete("/api/v1/parked/nonsense").await.status, 404);
}

#[tokio::test]
async fn what_names_a_store_that_is_not_connected_is_listed_under_that_name() {
    let bench = Bench::empty();
    let path = park(&bench, "q-1", "{}").await;
    let parked = bench.get("/api/v1/stores/demo/parked").await.json()["parked"].clone();
    assert_eq!(parked[0]["reason"], "the charge has no id");
    assert_eq!(bench.get("/api/v1/parked").await.json()["parked"], json!([]), "it names a store");
    assert_eq!(bench.delete(&path).await.status, 204);
    assert_eq!(bench.get("/api/v1/stores/No%20store/parked").await.status, 404);
}

#[tokio::test]
async fn a_shopify_webhook_keeps_the_time_it_came() {
    let bench = Bench::with_store().await;
    let at = instant("2026-11-23T16:00:00Z");
    let (id, kind) = (ParkedId::new(at, "q-1"), ParkedKind::ShopifyWebhook);
    let parked =
        Parked::new(id, kind, "customers/update".to_owned(), "unread".to_owned(), "{}".to_owned(), at);
    bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
    let path = format!("/api/v1/stores/demo/parked/{}/retry", parked.id);
    assert_eq!(bench.post(&path, &json!({})).await.status, 202);
    let [sent] = bench.events.take().try_into().unwrap();
    let EventJob::Shopify(job) = EventJob::read(sent.job.get()).unwrap() else { panic!("one of Shopify's") };
    assert_eq!((job.topic.as_str(), job.received_at), ("customers/update", at));
}

#[tokio::test]
async fn all_that_is_parked_goes_again_and_repeating_it_sends_nothing_twice() {
    let bench = Bench::with_store().await;
    for number in 0..30 {
        park(&bench, &format!("q-{number:02}"), r#"{"charge":{"id":1}}"#).await;
    }
    park(&bench, "r", "not JSON").await;
    let path = "/api/v1/stores/demo/parked/retry";
    insta::assert_snapshot!(bench.post(path, &json!({})).await, @r#"
    200
    {
      "kept": 1,
      "more": false,
      "retried": 30
    }
    "#);
    assert_eq!(bench.events.take().len(), 30);
    assert_eq!(bench.post(path, &json!({})).await.json()["retried"], 0);
    assert_eq!(
        (bench.events.take().len(), bench.post("/api/v1/parked/retry", &json!({})).await.status),
        (0, 200)
    );
}

#[tokio::test]
async fn a_release_goes_again_by_a_schedule_of_the_next_minute() {
    let bench = Bench::with_store().await;
    let (at, topic) = (instant("2026-11-23T16:00:00Z"), "release.v1".to_owned());
    let minute = rechime_domain::minute::Minute::at_or_after(at);
    let payload = serde_json::to_string(&rechime_domain::job::ReleaseJob::V1 { minute }).unwrap();
    let id = ParkedId::new(at, "q-1");
    let parked = Parked::new(id, ParkedKind::Release, topic, "it failed".to_owned(), payload, at);
    bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
    let path = format!("/api/v1/stores/demo/parked/{}/retry", parked.id);
    assert_eq!(bench.post(&path, &json!({})).await.status, 202);
    assert_eq!(bench.schedules.ensured().len(), 1);
}
