//! What the queue gets.

use rechime_domain::job::Proof;

use super::world::{PATH_KEY, Webhook, World, now};

#[tokio::test]
async fn the_event_is_enqueued_with_all_that_evaluation_needs() {
    let world = World::new().await;
    let path = format!("/webhooks/recharge/demo/{PATH_KEY}/charge/paid");
    assert_eq!(world.post(Webhook::signed(r#"{"charge":{"id":1}}"#).to(path)).await, 200);
    let job = world.one_of_recharge();
    assert_eq!((job.store.as_str(), job.topic.as_str()), ("demo", "charge/paid"));
    assert_eq!((job.proof, job.received_at), (Proof::TimestampedSignature, now()));
    assert_eq!(job.payload.get(), r#"{"charge":{"id":1}}"#);
}

#[tokio::test]
async fn the_end_of_the_connection_is_an_event_too() {
    let world = World::new().await;
    for topic in ["recharge/uninstalled", "app/uninstalled"] {
        let path = format!("/webhooks/recharge/demo/{PATH_KEY}/{topic}");
        assert_eq!(world.post(Webhook::signed(r#"{"recharge":{"shop":{"id":1}}}"#).to(path)).await, 200);
        assert_eq!(world.one_of_recharge().topic, topic);
    }
}

#[tokio::test]
async fn the_payload_is_enqueued_byte_for_byte() {
    let world = World::new().await;
    for body in [
        "{ \"subscription\" :\n\t{\r\n \"id\": 1.0e2 ,\"id\": 12345678901234567890123 }\n}",
        "{\"name\":\"Zoë 🌾 \u{2028}\\u00e9\\ud83c\\udf3e\\/\",\"b\":[1 , 2],\"a\":-0.0}",
        r#"{"quotes":"\"}{\\"}"#,
        "{}",
    ] {
        assert_eq!(world.post(Webhook::signed(body)).await, 200, "{body}");
        assert_eq!(world.one_of_recharge().payload.get(), body);
    }
}

/// The queue in memory carries what SQS would, so a character that SQS refuses would show as its escape.
#[tokio::test]
async fn a_character_that_somebody_refuses_costs_its_value_and_not_the_event() {
    let world = World::new().await;
    let refused = (0..' '.into()).chain([0xfffe, 0xffff]).filter_map(char::from_u32);
    for character in refused {
        let escape = format!("\\u{:04x}", u32::from(character));
        for inside in [character.to_string(), escape.clone()] {
            let body = format!(r#"{{"subscription":{{"id":7,"note":"a{inside}b"}}}}"#);
            assert_eq!(world.post(Webhook::signed(&body)).await, 200, "{body:?}");
            let payload = world.one_of_recharge().payload;
            assert_eq!(payload.get(), body.replace(character, &escape));
        }
    }
    for (body, expected) in [
        (br#"{"a":"x\ud83d"}"#.as_slice(), r#"{"a":"x\ufffd"}"#),
        (b"{\"a\":\"x\xff\xf0\x9f\"}", "{\"a\":\"x\u{fffd}\u{fffd}\"}"),
    ] {
        let webhook =
            Webhook { body: body.to_vec(), ..Webhook::unsigned("") }.with_legacy(super::world::SECRET);
        assert_eq!(world.post(webhook).await, 200, "{expected}");
        assert_eq!(world.one_of_recharge().payload.get(), expected);
    }
}

#[tokio::test]
async fn spaces_around_the_object_are_signed_and_not_enqueued() {
    let world = World::new().await;
    assert_eq!(world.post(Webhook::signed(" \n{ \"a\": 1 }\r\n")).await, 200);
    assert_eq!(world.one_of_recharge().payload.get(), "{ \"a\": 1 }");
}

#[tokio::test]
async fn two_deliveries_are_two_events_for_evaluation_to_tell_apart() {
    let world = World::new().await;
    for _ in 0..2 {
        assert_eq!(world.post(Webhook::signed("{}")).await, 200);
    }
    assert_eq!(world.proofs().len(), 2);
}
