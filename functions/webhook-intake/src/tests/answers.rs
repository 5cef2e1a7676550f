//! What is answered, and that nothing but a 200 of an accepted event enqueues anything.

use super::world::{BODY, PATH_KEY, Webhook, World};

fn at(topic: &str) -> Webhook {
    Webhook::signed(BODY).to(format!("/webhooks/recharge/demo/{PATH_KEY}/{topic}"))
}

#[tokio::test]
async fn a_topic_without_meaning_to_us_is_taken_and_dropped() {
    let world = World::new().await;
    for topic in ["order/created", "store/updated", "customer/updated"] {
        let answer = world.answer(at(topic)).await;
        assert_eq!(answer.status(), 200, "{topic}");
        insta::allow_duplicates! { insta::assert_snapshot!(text(answer.body()), @r#"{"status":"ignored"}"#) }
    }
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn what_is_no_topic_or_no_webhooks_url_is_not_found() {
    let world = World::new().await;
    for topic in ["subscription/resumed", "Subscription/created", "x/y"] {
        assert_eq!(world.post(at(topic)).await, 404, "{topic}");
    }
    for path in [
        "/",
        "/webhooks/recharge/demo",
        &format!("/webhooks/recharge/demo/{PATH_KEY}/subscription"),
        &format!("/webhooks/recharge/demo/{PATH_KEY}/subscription/created/x"),
        &format!("/webhooks/recharge/DEMO/{PATH_KEY}/subscription/created"),
        &format!("/webhooks/shopify/demo/{PATH_KEY}/subscription/created"),
    ] {
        assert_eq!(world.post(Webhook::signed(BODY).to(path)).await, 404, "{path}");
    }
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn an_unknown_topic_is_not_told_to_strangers() {
    let world = World::new().await;
    let path = "/webhooks/recharge/demo/wrong/no/topic";
    assert_eq!(world.post(Webhook::signed(BODY).to(path)).await, 401);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let world = World::new().await;
    for body in [
        "",
        "{",
        "not json",
        "[]",
        "null",
        "7",
        r#""{}""#,
        "{} {}",
        r#"{"a":1,}"#,
        r#"{"a":"\x"}"#,
        "{\u{1}}",
    ] {
        assert_eq!(world.post(Webhook::signed(body)).await, 400, "{body:?}");
    }
    let mut not_text = Webhook::unsigned(BODY);
    not_text.body = b"\xff\xfe{\0}\0".to_vec();
    assert_eq!(world.post(not_text.with_legacy(super::world::SECRET)).await, 400);
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn a_body_of_256_kib_is_taken_and_one_byte_more_is_not() {
    let world = World::new().await;
    let padded = |len: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(len - 8));
    assert_eq!(world.post(Webhook::signed(&padded(256 * 1024))).await, 200);
    assert_eq!(world.proofs().len(), 1);
    assert_eq!(world.post(Webhook::signed(&padded(256 * 1024 + 1))).await, 413);
    assert_eq!(world.proofs(), []);
}

#[tokio::test]
async fn while_the_queue_or_the_secrets_are_out_of_reach_recharge_is_asked_to_repeat() {
    let world = World::new().await;
    world.events.refuse(true);
    assert_eq!(world.post(Webhook::signed(BODY)).await, 503);
    world.events.refuse(false);
    world.secrets.refuse(true);
    assert_eq!(world.post(Webhook::signed(BODY)).await, 503);
    world.secrets.refuse(false);
    assert_eq!(world.proofs(), []);
    assert_eq!(world.post(Webhook::signed(BODY)).await, 200);
    assert_eq!(world.proofs().len(), 1);
}

#[tokio::test]
async fn each_answer_says_what_to_do_and_nothing_of_the_secrets() {
    let world = World::new().await;
    let mut too_large = Webhook::unsigned(BODY);
    too_large.body = vec![b' '; 256 * 1024 + 1];
    let mut answers = Vec::new();
    let webhooks = [
        Webhook::signed(BODY),
        at("order/created"),
        Webhook::signed("[]"),
        Webhook::unsigned(BODY),
        Webhook::signed(BODY).to("/webhooks"),
        at("no/topic"),
        too_large,
    ];
    for webhook in webhooks {
        answers.push(told(&world, webhook).await);
    }
    world.events.refuse(true);
    answers.push(told(&world, Webhook::signed(BODY)).await);
    insta::assert_snapshot!(answers.join("\n"), @r#"
    200 application/json {"status":"accepted"}
    200 application/json {"status":"ignored"}
    400 application/problem+json {"detail":"The body must be one JSON object, as it was sent.","status":400,"title":"Not JSON"}
    401 application/problem+json {"detail":"The webhook could not be verified.","status":401,"title":"Unauthorized"}
    404 application/problem+json {"detail":"This is not the URL of a webhook. Copy it from the store's page.","status":404,"title":"Not found"}
    404 application/problem+json {"detail":"Recharge has no such topic. The path ends in /{resource}/{action}.","status":404,"title":"Unknown topic"}
    413 application/problem+json {"detail":"A webhook is at most 256 KiB.","status":413,"title":"Too large"}
    503 application/problem+json {"detail":"The event was not taken. Send it again.","status":503,"title":"Unavailable"}
    "#);
}

/// `200 application/json {…}`
async fn told(world: &World, webhook: Webhook) -> String {
    let answer = world.answer(webhook).await;
    let content_type = answer.headers()["content-type"].to_str().unwrap();
    format!("{} {content_type} {}", answer.status().as_u16(), text(answer.body()))
}

fn text(body: &[u8]) -> &str {
    std::str::from_utf8(body).unwrap()
}
