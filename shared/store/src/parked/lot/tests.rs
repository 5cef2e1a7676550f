use std::sync::Arc;

use jiff::SignedDuration;
use rechime_platform::{batch::Parking, clock::FakeClock, operator_alerts::MemoryOperatorAlerts};

use super::*;
use crate::Memory;

const NOW: &str = "2026-11-24T17:00:05Z";

async fn parked(kind: ParkedKind, body: &str, store: Option<&str>) -> (Vec<Parked>, usize) {
    let (memory, operator_alerts) = (Arc::new(Memory::default()), Arc::new(MemoryOperatorAlerts::default()));
    let clock = Arc::new(FakeClock::at(NOW.parse().unwrap()));
    let lot = ParkingLot::new(memory.clone(), operator_alerts.clone(), clock.clone(), kind);
    let sent_at = Some("2026-11-24T16:59:59Z".parse().unwrap());
    let record = Record { message_id: "m-1".to_owned(), body: body.to_owned(), receive_count: 1, sent_at };
    for _ in 0..2 {
        lot.park(&record, "it makes no sense").await.unwrap();
        clock.advance(SignedDuration::from_secs(40));
    }
    let store = store.map(|id| StoreId::parse(id).unwrap());
    (memory.list_parked(store.as_ref(), None).await.unwrap().items, operator_alerts.sent().len())
}

#[tokio::test]
async fn a_webhook_is_kept_by_its_own_body_under_its_store() {
    let body = r#"{"type":"recharge_webhook.v1","store":"demo","topic":"charge/paid","proof":"path_key","received_at":"2026-11-24T17:00:00Z","payload":{"a": 1}}"#;
    let (kept, reported) = parked(ParkedKind::Event, body, Some("demo")).await;
    let [kept] = kept.as_slice() else { panic!("parked once: {kept:?}") };
    assert_eq!((kept.kind, kept.topic.as_str()), (ParkedKind::RechargeWebhook, "charge/paid"));
    assert_eq!((kept.payload.as_str(), kept.complete), (r#"{"a": 1}"#, true));
    assert_eq!(kept.id.received_at().to_string(), "2026-11-24T17:00:00Z");
    assert_eq!((kept.parked_at.to_string().as_str(), reported), ("2026-11-24T17:00:45Z", 2));
}

#[tokio::test]
async fn anything_else_is_kept_whole_under_the_store_that_it_names_or_none() {
    for (body, store, topic) in [
        (r#"{"type":"send.v1","message":{"store":"demo","id":7}}"#, Some("demo"), "send.v1"),
        (r#"{"type":"reply.v1","from":"x"}"#, None, "reply.v1"),
        (r#"{"store":"no store's name"}"#, None, "unknown"),
        ("not even JSON", None, "unknown"),
    ] {
        let (kept, _) = parked(ParkedKind::Send, body, store).await;
        let [kept] = kept.as_slice() else { panic!("{body}: {kept:?}") };
        assert_eq!((kept.kind, kept.topic.as_str(), kept.payload.as_str()), (ParkedKind::Send, topic, body));
        assert_eq!(kept.id.received_at().to_string(), "2026-11-24T16:59:59Z");
    }
}
