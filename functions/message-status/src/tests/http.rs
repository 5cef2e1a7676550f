//! Twilio's calls.

use std::sync::Arc;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rechime_domain::consent::ConsentStatus;
use rechime_platform::queue::Outgoing;
use rechime_sms::{
    feedback::{Feedback, Progress},
    webhooks::CallRefused,
};
use serde_json::{Value, json};
use sha1::Sha1;

use super::world::{TOKEN, World};
use crate::{Answer, CallOutcome};

const REPLIES: &str = "/sms/twilio/replies";
const RECEIPTS: &str = "/sms/twilio/receipts/demo/abcdefghijklmabcdefghijklmnopqrstuvwxyz";

const STOP: [(&str, &str); 4] =
    [("Body", "Stop 😀"), ("From", "+14155552671"), ("MessageSid", "SM1"), ("To", "+18005551212")];

/// As Twilio signs: fields sorted by name.
fn signature(url: &str, fields: &[(&str, &str)]) -> String {
    let keyed = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap().chain_update(url);
    let code = fields.iter().fold(keyed, |code, (name, value)| code.chain_update(name).chain_update(value));
    BASE64.encode(&code.finalize().into_bytes())
}

/// As API Gateway hands a form over.
fn request(path: &str, query: &str, fields: &[(&str, &str)], signature: &str) -> Value {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    json!({
        "version": "2.0", "routeKey": format!("POST {path}"), "rawPath": path, "rawQueryString": query,
        "headers": { "host": "evil.example", "x-twilio-signature": signature },
        "requestContext": { "http": { "method": "POST", "path": path } },
        "body": BASE64.encode(body.as_bytes()), "isBase64Encoded": true,
    })
}

fn signed(path: &str, query: &str, fields: &[(&str, &str)]) -> Value {
    let mark = if query.is_empty() { "" } else { "?" };
    let url = format!("https://hooks.example.com{path}{mark}{query}");
    request(path, query, fields, &signature(&url, fields))
}

#[tokio::test]
async fn a_reply_goes_through_the_queue_and_counts() {
    let world = World::new().await;
    assert_eq!(world.asked(signed(REPLIES, "", &STOP)).await, CallOutcome::Taken);
    assert_eq!(world.asked(signed(REPLIES, "a=1", &STOP)).await, CallOutcome::Taken);
    let [Outgoing { job, .. }, again] = world.feedback.take().try_into().unwrap();
    assert_eq!(job, again.job);
    insta::assert_json_snapshot!(job, @r#"
    {
      "type": "reply.v1",
      "id": "SM1",
      "from": "+14155552671",
      "body": "Stop 😀",
      "answered": false
    }
    "#);
    assert!(world.comes("q-1", 1, &serde_json::to_string(&job).unwrap()).await);
    assert!(world.comes("q-2", 1, &serde_json::to_string(&again.job).unwrap()).await);
    assert_eq!((world.consent("demo").await, world.answers().len()), (ConsentStatus::Unsubscribed, 1));
}

#[tokio::test]
async fn what_twilio_answered_itself_is_heeded_and_not_answered() {
    let world = World::new().await;
    let fields = [STOP[0], STOP[1], STOP[2], ("OptOutType", "STOP")];
    assert_eq!(world.asked(signed(REPLIES, "", &fields)).await, CallOutcome::Taken);
    let [taken] = world.feedback.take().try_into().unwrap();
    assert!(world.comes("q-1", 1, &serde_json::to_string(&taken.job).unwrap()).await);
    assert_eq!((world.consent("demo").await, world.answers().len()), (ConsentStatus::Unsubscribed, 0));
}

/// Advanced Opt-Out's keywords are the merchant's own: `HALT` may be a stop, and `YES` a start.
#[tokio::test]
async fn what_twilio_understood_counts_before_our_reading() {
    let world = World::new().await;
    for (number, (body, opt_out_type, status)) in [
        ("HALT", "STOP", ConsentStatus::Unsubscribed),
        ("YES", "START", ConsentStatus::Subscribed),
        ("stop by anytime", "HELP", ConsentStatus::Subscribed),
        ("Alto ahi", "STOP", ConsentStatus::Unsubscribed),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("SM{number}");
        let fields =
            [("Body", body), STOP[1], ("MessageSid", name.as_str()), ("OptOutType", opt_out_type), STOP[3]];
        assert_eq!(world.asked(signed(REPLIES, "", &fields)).await, CallOutcome::Taken);
        let [taken] = world.feedback.take().try_into().unwrap();
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        assert!(world.comes(&name, 1, &serde_json::to_string(&taken.job).unwrap()).await);
        assert_eq!((world.consent("demo").await, world.answers().len()), (status, 0), "{body}");
    }
}

#[tokio::test]
async fn a_receipt_names_its_message_by_its_address() {
    let world = World::new().await;
    let fields = [
        ("ErrorCode", "30006"),
        ("MessageSid", "SM1"),
        ("MessageStatus", "undelivered"),
        ("To", "+14155552671"),
    ];
    assert_eq!(world.asked(signed(RECEIPTS, "", &fields)).await, CallOutcome::Taken);
    let [taken] = world.feedback.take().try_into().unwrap();
    let Feedback::Receipt(receipt) = taken.job else { panic!("no receipt") };
    assert_eq!(receipt.message.as_str(), "abcdefghijklmabcdefghijklmnopqrstuvwxyz");
    assert!(matches!(receipt.progress, Progress::Undelivered { .. }));
}

#[tokio::test]
async fn only_what_twilio_signed_for_our_address_is_taken() {
    let world = World::new().await;
    let elsewhere = signature("https://evil.example/sms/twilio/replies", &STOP);
    let other = signature("https://hooks.example.com/sms/twilio/replies", &STOP[1..]);
    for signature in ["", "x", &elsewhere, &other] {
        assert_eq!(
            world.asked(request(REPLIES, "", &STOP, signature)).await,
            CallOutcome::Refused(CallRefused::Forbidden)
        );
    }
    let mut unsigned = signed(REPLIES, "", &STOP);
    unsigned["headers"] = json!({});
    assert_eq!(world.asked(unsigned).await, CallOutcome::Refused(CallRefused::Forbidden));
    let mut empty = signed(REPLIES, "", &STOP);
    empty["body"] = Value::Null;
    assert_eq!(world.asked(empty).await, CallOutcome::Refused(CallRefused::Forbidden));
    assert_eq!(
        world.asked(signed("/sms/twilio/else", "", &STOP)).await,
        CallOutcome::Refused(CallRefused::NotFound)
    );
    let mut large = signed(REPLIES, "", &STOP);
    large["body"] = json!("A".repeat(70_000));
    assert_eq!(world.asked(large).await, CallOutcome::Refused(CallRefused::TooLarge));
    let mut broken = signed(REPLIES, "", &STOP);
    broken["body"] = json!("no base64!");
    assert_eq!(world.asked(broken).await, CallOutcome::Refused(CallRefused::Malformed));
    assert!(world.feedback.take().is_empty());
}

#[tokio::test]
async fn where_the_provider_does_not_call_nobody_is_listened_to() {
    let mut world = World::new().await;
    world.function.webhooks = None;
    let answer = world.answered(signed(REPLIES, "", &STOP)).await;
    assert_eq!(answer.outcome, CallOutcome::Refused(CallRefused::NotFound));
    assert!(world.feedback.take().is_empty());
}

#[tokio::test]
async fn twilio_is_answered_with_an_empty_document_whatever_the_status() {
    let world = World::new().await;
    let mut large = signed(REPLIES, "", &STOP);
    large["body"] = json!("A".repeat(70_000));
    let mut broken = signed(REPLIES, "", &STOP);
    broken["body"] = json!("no base64!");
    let forged = request(REPLIES, "", &STOP, "");
    let elsewhere = signed("/sms/twilio/else", "", &STOP);
    let mut answers = Vec::new();
    for request in [signed(REPLIES, "", &STOP), broken, forged, elsewhere, large] {
        let answer = Answer::Http(world.answered(request).await);
        answers.push(serde_json::to_string(&answer).unwrap());
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    {"body":"<Response/>","headers":{"content-type":"text/xml"},"statusCode":200}
    {"body":"<Response/>","headers":{"content-type":"text/xml"},"statusCode":400}
    {"body":"<Response/>","headers":{"content-type":"text/xml"},"statusCode":403}
    {"body":"<Response/>","headers":{"content-type":"text/xml"},"statusCode":404}
    {"body":"<Response/>","headers":{"content-type":"text/xml"},"statusCode":413}
    "#);
}

#[tokio::test]
async fn what_the_queue_does_not_take_is_not_acknowledged() {
    let world = World::new().await;
    Arc::clone(&world.feedback).refuse(true);
    let answer = world.answered(signed(REPLIES, "", &STOP)).await;
    insta::assert_json_snapshot!(Answer::Http(answer), @r#"
    {
      "body": "<Response/>",
      "headers": {
        "content-type": "text/xml"
      },
      "statusCode": 503
    }
    "#);
}
