//! Twilio's calls.

use std::sync::Arc;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rechime_domain::{
    consent::ConsentStatus,
    ids::{MessageId, SenderId},
    phone::PhoneNumber,
    sender::{Sender, SenderDoor},
};
use rechime_platform::{
    queue::Outgoing,
    secrets::{SenderSecret, SenderSecretEditor},
};
use rechime_sms::{
    feedback::{Feedback, Progress},
    webhooks::CallRefused,
};
use rechime_store::{consistency::Consistency, subscribers::Subscribers};
use rechime_testkit::{demo, twilio_sender};
use serde_json::{Value, json};
use sha1::Sha1;

use super::world::{ACCOUNT, TOKEN, World, path_key};
use crate::{Answer, CallOutcome};

const MESSAGE: &str = "abcdefghijklmabcdefghijklmnopqrstuvwxyz";
const SID: &str = "SM00000000000000000000000000000001";

const STOP: [(&str, &str); 5] = [
    ("AccountSid", ACCOUNT),
    ("Body", "Stop 😀"),
    ("From", "+14155552671"),
    ("MessageSid", SID),
    ("To", "+18005551212"),
];

/// Where replies to a sender come to.
fn replies_to(sender: &SenderId) -> String {
    format!("/sms/twilio/replies/{sender}/{}", path_key().of(sender, SenderDoor::Replies))
}

fn replies() -> String {
    replies_to(&SenderId::installation())
}

fn receipts_of(sender: &SenderId) -> String {
    let (store, message) = (demo(), MessageId::parse(MESSAGE).unwrap());
    let key = path_key().of(sender, SenderDoor::Receipts(&store, &message));
    format!("/sms/twilio/receipts/{sender}/{key}/{store}/{message}")
}

fn receipts() -> String {
    receipts_of(&SenderId::installation())
}

/// As Twilio signs: fields sorted by name.
fn signature(url: &str, fields: &[(&str, &str)]) -> String {
    signature_by(TOKEN, url, fields)
}

fn signature_by(token: &str, url: &str, fields: &[(&str, &str)]) -> String {
    let keyed = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap().chain_update(url);
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
    signed_by(TOKEN, path, query, fields)
}

fn signed_by(token: &str, path: &str, query: &str, fields: &[(&str, &str)]) -> Value {
    let mark = if query.is_empty() { "" } else { "?" };
    let url = format!("https://hooks.example.com{path}{mark}{query}");
    request(path, query, fields, &signature_by(token, &url, fields))
}

/// As the receipts' Function URL hands a form over, which Twilio signed for this address.
fn at_function_url(domain: &str, path: &str, fields: &[(&str, &str)]) -> Value {
    let signature = signature(&format!("https://{domain}{path}"), fields);
    let mut request = request(path, "", fields, &signature);
    request["requestContext"]["domainName"] = domain.into();
    request
}

/// Lambda names the domain by its own knowledge: a request for another one goes elsewhere.
#[tokio::test]
async fn a_receipt_at_the_function_url_is_checked_as_any_other() {
    const URL: &str = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws";
    let delivered = [("AccountSid", ACCOUNT), ("MessageSid", SID), ("MessageStatus", "delivered")];
    let world = World::new().await;
    assert_eq!(world.asked(at_function_url(URL, &receipts(), &delivered)).await, CallOutcome::Taken);
    assert_eq!((world.feedback.take().len(), world.replies.take().len()), (1, 0));
    let forbidden = CallOutcome::Refused(CallRefused::Forbidden);
    let for_another = signature(&format!("https://hooks.example.com{}", receipts()), &delivered);
    let mut request = request(&receipts(), "", &delivered, &for_another);
    request["requestContext"]["domainName"] = URL.into();
    assert_eq!(world.asked(request).await, forbidden, "it was signed for another address");
    for domain in
        ["evil.example", "abc.lambda-url.evil.example", "evil.example/x.lambda-url.eu-central-1.on.aws"]
    {
        assert_eq!(
            world.asked(at_function_url(domain, &receipts(), &delivered)).await,
            forbidden,
            "{domain}"
        );
    }
    assert_eq!(
        world.asked(at_function_url(URL, &replies(), &STOP)).await,
        forbidden,
        "replies come to the API"
    );
}

#[tokio::test]
async fn a_reply_goes_through_the_queue_and_counts() {
    let mut world = World::new().await;
    assert_eq!(world.asked(signed(&replies(), "", &STOP)).await, CallOutcome::Taken);
    world.another_process();
    assert_eq!(world.asked(signed(&replies(), "a=1", &STOP)).await, CallOutcome::Taken);
    let [Outgoing { job, .. }, again] = world.enqueued().try_into().unwrap();
    assert_eq!(job, again.job);
    insta::assert_json_snapshot!(job, @r#"
    {
      "type": "reply.v1",
      "id": "SM00000000000000000000000000000001",
      "from": "+14155552671",
      "body": "Stop 😀",
      "answered": false,
      "sender": "default"
    }
    "#);
    assert!(world.comes("q-1", 1, &serde_json::to_string(&job).unwrap()).await);
    assert!(world.comes("q-2", 1, &serde_json::to_string(&again.job).unwrap()).await);
    assert_eq!((world.consent("demo").await, world.answers().len()), (ConsentStatus::Unsubscribed, 1));
}

#[tokio::test]
async fn what_twilio_answered_itself_is_heeded_and_not_answered() {
    let world = World::new().await;
    let fields = [STOP[0], STOP[1], STOP[2], STOP[3], ("OptOutType", "STOP")];
    assert_eq!(world.asked(signed(&replies(), "", &fields)).await, CallOutcome::Taken);
    let [taken] = world.enqueued().try_into().unwrap();
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
        let name = format!("SM{number:032}");
        let fields = [
            STOP[0],
            ("Body", body),
            STOP[2],
            ("MessageSid", name.as_str()),
            ("OptOutType", opt_out_type),
            STOP[4],
        ];
        assert_eq!(world.asked(signed(&replies(), "", &fields)).await, CallOutcome::Taken);
        let [taken] = world.enqueued().try_into().unwrap();
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        assert!(world.comes(&name, 1, &serde_json::to_string(&taken.job).unwrap()).await);
        assert_eq!((world.consent("demo").await, world.answers().len()), (status, 0), "{body}");
    }
}

fn undelivered(code: &str) -> [(&str, &str); 5] {
    [
        STOP[0],
        ("ErrorCode", code),
        ("MessageSid", SID),
        ("MessageStatus", "undelivered"),
        ("To", "+14155552671"),
    ]
}

#[tokio::test]
async fn a_receipt_names_its_message_by_its_address() {
    let world = World::new().await;
    let fields = undelivered("30006");
    assert_eq!(world.asked(signed(&receipts(), "", &fields)).await, CallOutcome::Taken);
    let [taken] = world.enqueued().try_into().unwrap();
    let Feedback::Receipt(receipt) = taken.job else { panic!("no receipt") };
    assert_eq!(receipt.message.as_str(), MESSAGE);
    assert!(matches!(receipt.progress, Progress::Undelivered { .. }));
}

#[tokio::test]
async fn only_what_twilio_signed_for_our_address_is_taken() {
    let world = World::new().await;
    let elsewhere = signature(&format!("https://evil.example{}", replies()), &STOP);
    let other = signature(&format!("https://hooks.example.com{}", replies()), &STOP[1..]);
    for signature in ["", "x", &elsewhere, &other] {
        assert_eq!(
            world.asked(request(&replies(), "", &STOP, signature)).await,
            CallOutcome::Refused(CallRefused::Forbidden)
        );
    }
    let mut unsigned = signed(&replies(), "", &STOP);
    unsigned["headers"] = json!({});
    assert_eq!(world.asked(unsigned).await, CallOutcome::Refused(CallRefused::Forbidden));
    let mut empty = signed(&replies(), "", &STOP);
    empty["body"] = Value::Null;
    assert_eq!(world.asked(empty).await, CallOutcome::Refused(CallRefused::Forbidden));
    assert_eq!(
        world.asked(signed("/sms/twilio/else", "", &STOP)).await,
        CallOutcome::Refused(CallRefused::NotFound)
    );
    let mut large = signed(&replies(), "", &STOP);
    large["body"] = json!("A".repeat(70_000));
    assert_eq!(world.asked(large).await, CallOutcome::Refused(CallRefused::TooLarge));
    let mut broken = signed(&replies(), "", &STOP);
    broken["body"] = json!("no base64!");
    assert_eq!(world.asked(broken).await, CallOutcome::Refused(CallRefused::Malformed));
    assert!(world.enqueued().is_empty());
}

#[tokio::test]
async fn twilio_is_answered_with_an_empty_document_whatever_the_status() {
    let world = World::new().await;
    let mut large = signed(&replies(), "", &STOP);
    large["body"] = json!("A".repeat(70_000));
    let mut broken = signed(&replies(), "", &STOP);
    broken["body"] = json!("no base64!");
    let forged = request(&replies(), "", &STOP, "");
    let elsewhere = signed("/sms/twilio/else", "", &STOP);
    let mut answers = Vec::new();
    for request in [signed(&replies(), "", &STOP), broken, forged, elsewhere, large] {
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
    Arc::clone(&world.replies).refuse(true);
    Arc::clone(&world.feedback).refuse(true);
    let answer = world.answered(signed(&replies(), "", &STOP)).await;
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

/// A store's own Twilio account: its sender, whose token is known.
async fn subaccount(world: &World, digit: u8, token: &str) -> Sender {
    let sender = twilio_sender(digit);
    let secret = SenderSecret { account: sender.account.clone().unwrap(), token: token.into() };
    world.sender_secrets.put_sender_secret(&sender.id, &secret).await.unwrap();
    sender
}

fn said_to<'a>(sender: &'a Sender, body: &'a str) -> [(&'a str, &'a str); 5] {
    let (account, number) = (sender.account.as_deref().unwrap(), sender.identity.as_deref().unwrap());
    [("AccountSid", account), ("Body", body), STOP[2], STOP[3], ("To", number)]
}

#[tokio::test]
async fn each_subaccount_signs_with_its_own_token_and_for_itself_only() {
    let world = World::new().await;
    let [one, two] = [subaccount(&world, 1, "one").await, subaccount(&world, 2, "two").await];
    for (signer, token, door, expected) in [
        (&one, "one", &one, CallOutcome::Taken),
        (&two, "two", &two, CallOutcome::Taken),
        (&one, "two", &one, CallOutcome::Refused(CallRefused::Forbidden)),
        (&one, "one", &two, CallOutcome::Refused(CallRefused::Forbidden)),
        (&one, TOKEN, &one, CallOutcome::Refused(CallRefused::Forbidden)),
        (&two, "one", &one, CallOutcome::Refused(CallRefused::Forbidden)),
    ] {
        let call = signed_by(token, &replies_to(&door.id), "", &said_to(signer, "STOP"));
        assert_eq!(world.asked(call).await, expected, "{token}");
    }
    let senders: Vec<_> = world.enqueued().into_iter().map(|taken| taken.job).collect();
    let named = |feedback: &Feedback| matches!(feedback, Feedback::Reply(reply) if reply.sender.is_some());
    assert!(senders.len() == 2 && senders.iter().all(named), "{senders:?}");
}

/// Whoever owns an account can sign what they like for it, and so for addresses of other stores' texts.
#[tokio::test]
async fn an_account_has_no_say_in_the_texts_of_another() {
    let world = World::new().await;
    let one = subaccount(&world, 1, "one").await;
    let path = receipts_of(&SenderId::installation()).replace("default", one.id.as_str());
    let mut fields = undelivered("21610");
    fields[0] = ("AccountSid", one.account.as_deref().unwrap());
    let call = signed_by("one", &path, "", &fields);
    assert_eq!(world.asked(call).await, CallOutcome::Refused(CallRefused::NotFound));
}

#[tokio::test]
async fn an_address_that_was_never_given_out_costs_nothing() {
    let world = World::new().await;
    let one = subaccount(&world, 1, "one").await;
    for number in 0..200 {
        let guessed = format!("{number:0>32}").replace('0', "a").replace(['1', '8', '9'], "b");
        for path in [
            format!("/sms/twilio/replies/{}/{guessed}", one.id),
            format!("/sms/twilio/receipts/{}/{guessed}/demo/{MESSAGE}", one.id),
        ] {
            let call = signed_by("one", &path, "", &said_to(&one, "STOP"));
            assert_eq!(world.asked(call).await, CallOutcome::Refused(CallRefused::NotFound));
        }
    }
    assert_eq!(world.sender_secrets.reads(), 0);
}

#[tokio::test]
async fn a_stop_is_not_lost_while_its_credentials_are_out_of_reach() {
    let world = World::new().await;
    let one = subaccount(&world, 1, "one").await;
    world.sender_secrets.refuse(true);
    let call = || signed_by("one", &replies_to(&one.id), "", &said_to(&one, "STOP"));
    let answer = serde_json::to_string(&Answer::Http(world.answered(call()).await)).unwrap();
    assert!(answer.contains("503"), "{answer}");
    world.sender_secrets.refuse(false);
    assert_eq!(world.asked(call()).await, CallOutcome::Taken);
}

#[tokio::test]
async fn a_token_that_was_replaced_counts_at_once() {
    let world = World::new().await;
    let one = subaccount(&world, 1, "old").await;
    let call = |token| signed_by(token, &replies_to(&one.id), "", &said_to(&one, "STOP"));
    assert_eq!(world.asked(call("old")).await, CallOutcome::Taken);
    subaccount(&world, 1, "new").await;
    assert_eq!(world.asked(call("new")).await, CallOutcome::Taken);
}

/// The attack: a signature covers names and values one after the other, so one form can be written in other ways. Here a
/// customer's own words become another phone's STOP.
#[tokio::test]
async fn a_signed_call_cannot_be_made_over_into_the_stop_of_another_phone() {
    let world = World::new().await;
    let own = [
        STOP[0],
        ("Body", "STOPFrom+14155550000FromCityx"),
        ("From", "+14155552671"),
        ("MessageSid", SID),
        ("To", "+18005551212"),
    ];
    let made_over = [
        STOP[0],
        ("Body", "STOP"),
        ("From", "+14155550000"),
        ("FromCity", "xFrom+14155552671"),
        ("MessageSid", SID),
        ("To", "+18005551212"),
    ];
    let url = format!("https://hooks.example.com{}", replies());
    assert_eq!(signature(&url, &own), signature(&url, &made_over), "Twilio's signature is good for both");
    for fields in [own.as_slice(), &made_over] {
        assert_eq!(world.asked(signed(&replies(), "", fields)).await, CallOutcome::Taken);
    }
    for (number, taken) in world.enqueued().into_iter().enumerate() {
        assert!(world.comes(&format!("q-{number}"), 1, &serde_json::to_string(&taken.job).unwrap()).await);
    }
    let victim = PhoneNumber::from_e164("+14155550000").unwrap();
    let found = world.table.get_subscriber(&demo(), &victim, Consistency::Strong).await.unwrap();
    assert_eq!(found, None, "nobody of that phone said anything");
    assert_eq!(world.parked().await.len(), 1, "kept with its reason");
}

/// The attack: a field that comes twice is signed as a list, sorted and without doubles, and which of them is read is
/// anybody's guess.
#[tokio::test]
async fn a_call_that_has_a_field_twice_is_refused() {
    let world = World::new().await;
    let twice = [STOP[0], STOP[1], ("From", "+14155550000"), STOP[2], STOP[3], STOP[4]];
    let call = signed(&replies(), "", &twice);
    assert_eq!(world.asked(call).await, CallOutcome::Refused(CallRefused::Malformed));
    let mut doubled = [STOP[0], STOP[1], STOP[2], STOP[2], STOP[3], STOP[4]].to_vec();
    let url = format!("https://hooks.example.com{}", replies());
    let genuine = signature(&url, &STOP);
    doubled.swap(2, 4);
    let call = request(&replies(), "", &doubled, &genuine);
    assert_eq!(world.asked(call).await, CallOutcome::Refused(CallRefused::Malformed));
    assert!(world.enqueued().is_empty());
}

#[tokio::test]
async fn a_call_of_another_account_is_refused_though_it_is_signed() {
    let world = World::new().await;
    let other = "AC99999999999999999999999999999999";
    let fields = [("AccountSid", other), STOP[1], STOP[2], STOP[3], STOP[4]];
    for fields in [fields.as_slice(), &STOP[1..]] {
        let call = signed(&replies(), "", fields);
        assert_eq!(world.asked(call).await, CallOutcome::Refused(CallRefused::Forbidden));
    }
}

/// The attack: one signed call, made over and over.
#[tokio::test]
async fn a_call_that_was_seen_before_does_nothing_new() {
    let mut world = World::new().await;
    let start = [STOP[0], ("Body", "START"), STOP[2], STOP[3], STOP[4]];
    let stop_sid = SID.replace('1', "2");
    let stop = [STOP[0], ("Body", "STOP"), STOP[2], ("MessageSid", stop_sid.as_str()), STOP[4]];
    for (number, fields) in [start, stop].into_iter().enumerate() {
        assert_eq!(world.asked(signed(&replies(), "", &fields)).await, CallOutcome::Taken);
        let [taken] = world.enqueued().try_into().unwrap();
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        assert!(world.comes(&format!("q-{number}"), 1, &serde_json::to_string(&taken.job).unwrap()).await);
    }
    let (answers, ledger) = (world.answers().len(), world.ledger("demo").await.len());
    for _ in 0..100 {
        assert_eq!(world.asked(signed(&replies(), "", &start)).await, CallOutcome::Taken);
    }
    assert!(world.enqueued().is_empty(), "it takes no queue");
    // In another process it does, long after.
    world.another_process();
    world.clock.advance(jiff::SignedDuration::from_hours(24 * 500));
    assert_eq!(world.asked(signed(&replies(), "", &start)).await, CallOutcome::Taken);
    let [taken] = world.enqueued().try_into().unwrap();
    assert!(world.comes("q-9", 1, &serde_json::to_string(&taken.job).unwrap()).await);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
    assert_eq!((world.answers().len(), world.ledger("demo").await.len()), (answers, ledger));
}
