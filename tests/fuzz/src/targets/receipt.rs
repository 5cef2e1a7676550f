//! What SMS providers publish and call in: read without panic, carried by the queue as it is, and taken only if it is
//! signed.

use std::{collections::BTreeMap, sync::Arc};

use data_encoding::BASE64;
use futures::FutureExt;
use hmac::{Hmac, KeyInit, Mac};
use rechime_domain::{
    ids::{MessageId, SenderId, StoreId},
    sender::{SenderDoor, SenderPathKey},
};
use rechime_platform::secrets::{MemorySenderSecrets, SenderSecret};
use rechime_sms::{
    TwilioWebhooks,
    feedback::Feedback,
    read_feedback,
    webhooks::{HttpRequest, ProviderWebhooks, RequestContext},
};
use rechime_testkit::{DAY, at};
use sha1::Sha1;

use super::Target;

pub(super) const TARGET: Target = Target { name: "receipt", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    "&",
    "=",
    "%00",
    "%F0%9F",
    "+",
    "MessageSid",
    "From",
    "To",
    "Body",
    "OptOutType",
    "STOP",
    "MessageStatus",
    "delivered",
    "undelivered",
    "ErrorCode",
    "21610",
    "30006",
    "AccountSid",
    "%2B14155552671",
    "\"eventType\":",
    "\"TEXT_DELIVERED\"",
    "\"isFinal\":true",
    "\"context\":{",
    "\"eventTimestamp\":",
    "9223372036854775807",
    "\"inboundMessageId\":",
    "\"originationNumber\":",
    "\"messageBody\":",
    "1e308",
];

const TOKEN: &str = "the auth token";
const PUBLIC_URL: &str = "https://texts.example";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
const STORE: &str = "demo";
const MESSAGE: &str = "abcdefghijklmabcdefghijklmnopqrstuvwxyz";

/// The first byte says what it is: a publication of AWS, or a form of Twilio's to one of two addresses.
fn seeds() -> Vec<Vec<u8>> {
    let ids = ["0000000000000.00000000000000000000000000", "demo"];
    let aws = [
        payloads::sms::reply("+14155552671", "STOP", "in-1"),
        payloads::sms::receipt("+14155552671", "TEXT_DELIVERED", "Message delivered", ids),
        payloads::sms::receipt("+14155552671", "TEXT_INVALID", "no such number", ids),
    ];
    let forms = [
        (
            b"r",
            "MessageSid=SM00000000000000000000000000000001&AccountSid=AC00000000000000000000000000000001&From=%2B14155552671&To=%2B18005551212&Body=STOP&OptOutType=STOP",
        ),
        (
            b"s",
            "MessageSid=SM00000000000000000000000000000001&AccountSid=AC00000000000000000000000000000001&To=%2B14155552671&MessageStatus=delivered",
        ),
        (
            b"s",
            "MessageSid=SM00000000000000000000000000000001&AccountSid=AC00000000000000000000000000000001&To=%2B14155552671&MessageStatus=undelivered&ErrorCode=30006",
        ),
    ];
    let aws = aws.into_iter().map(|json| format!("a{json}").into_bytes());
    aws.chain(forms.iter().map(|(kind, form)| [kind.as_slice(), form.as_bytes()].concat())).collect()
}

fn most_bytes(input: usize) -> usize {
    400_000 + 400 * input
}

fn run(input: &[u8]) -> String {
    let (kind, rest) = input.split_first().unwrap_or((&b'a', &[]));
    match kind {
        b'r' => call(&replies_path(), rest),
        b's' => call(&receipts_path(), rest),
        _ => match read_feedback(&String::from_utf8_lossy(rest)) {
            Ok(feedback) => said(feedback),
            Err(_) => "no JSON".to_owned(),
        },
    }
}

fn key() -> SenderPathKey {
    SenderPathKey::new(b"installation key")
}

fn replies_path() -> String {
    let sender = SenderId::installation();
    format!("/sms/twilio/replies/{sender}/{}", key().of(&sender, SenderDoor::Replies))
}

fn receipts_path() -> String {
    let (sender, store) = (SenderId::installation(), StoreId::parse(STORE).unwrap());
    let key = key().of(&sender, SenderDoor::Receipts(&store, &MessageId::parse(MESSAGE).unwrap()));
    format!("/sms/twilio/receipts/{sender}/{key}/{STORE}/{MESSAGE}")
}

fn webhooks() -> TwilioWebhooks {
    let own = SenderSecret { account: ACCOUNT.to_owned(), token: TOKEN.into() };
    TwilioWebhooks::new(Some(Arc::new(own)), Arc::new(MemorySenderSecrets::default()), key(), PUBLIC_URL)
}

/// What is signed is read. The same without its signature, or changed after it, is refused.
fn call(path: &str, body: &[u8]) -> String {
    let webhooks = webhooks();
    let admit = |request: HttpRequest| webhooks.admit(&request).now_or_never().unwrap();
    let request = |signature: Option<String>, body: &[u8]| HttpRequest {
        raw_path: path.to_owned(),
        raw_query_string: String::new(),
        headers: signature
            .map(|code| ("x-twilio-signature".to_owned(), code))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        body: Some(BASE64.encode(body)),
        is_base64_encoded: true,
        request_context: RequestContext::default(),
    };
    let signature = signature(path, body);
    assert!(admit(request(None, body)).is_err(), "a call without a signature is taken");
    let changed = [body, b"&Body=START"].concat();
    assert!(admit(request(Some(signature.clone()), &changed)).is_err(), "a changed call is taken");
    match admit(request(Some(signature), body)) {
        Ok(feedback) => said(feedback),
        Err(refused) => format!("{refused:?}"),
    }
}

/// <https://www.twilio.com/docs/usage/webhooks/webhooks-security>: the address, and each field once with its values in order.
fn signature(path: &str, body: &[u8]) -> String {
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    fields.sort_unstable();
    fields.dedup();
    let code =
        Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap().chain_update(PUBLIC_URL).chain_update(path);
    let code = fields.iter().fold(code, |code, (name, value)| code.chain_update(name).chain_update(value));
    BASE64.encode(&code.finalize().into_bytes())
}

fn said(feedback: Option<Feedback>) -> String {
    let Some(feedback) = feedback else { return "nothing".to_owned() };
    let carried = serde_json::to_string(&feedback).unwrap();
    let back: Feedback = serde_json::from_str(&carried).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), carried, "the queue changes it");
    match feedback {
        Feedback::Reply(reply) => format!("{:?} {}", reply.heard(), reply.answered),
        Feedback::Answer(answer) => format!("{:?}", answer.turn),
        Feedback::Receipt(receipt) => {
            let state = format!("{:?}", receipt.state(at(DAY)));
            state.chars().take(8).chain(receipt.opted_out.to_string().chars()).collect()
        }
    }
}
