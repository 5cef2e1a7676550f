use rechime_domain::job::Proof;
use rechime_store::parked::{Parked, ParkedId, Parking};
use serde_json::json;

use crate::testing::{Bench, demo_id, instant};

async fn park(bench: &Bench, unique: &str, payload: &str) -> String {
    let at = instant("2026-11-23T16:00:00Z");
    let id = ParkedId::new(at, unique);
    let reason = "the charge has no id".to_owned();
    let parked = Parked::new(id, "charge/paid".to_owned(), reason, payload.to_owned(), at);
    bench.memory.park(&demo_id(), &parked).await.unwrap();
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
          "id": "2026-11-23T16:00:00.000000000Z_q-1",
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
    let [sent] = &bench.events.take()[..] else { panic!("one job") };
    assert_eq!((sent.job.topic.as_str(), sent.job.proof), ("charge/paid", Proof::PathKey));
    assert_eq!(sent.job.payload.get(), "{\"charge\": {\"id\": 1}}");
    insta::assert_snapshot!(bench.post(&format!("{path}/retry"), &json!({})).await, @r#"
    404
    {
      "detail": "No such webhook is parked. It was tried again or removed, or it expired after 14 days.",
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
      "detail": "Its body is no JSON, so trying again cannot help. DELETE it.",
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
