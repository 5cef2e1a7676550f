use rechime_domain::{
    ids::{MessageId, StoreId},
    phone::PhoneNumber,
};
use rechime_platform::testing::{Answer, HttpStub};

use super::*;

fn text() -> Outbound {
    Outbound {
        message: MessageId::parse("abcdefghijklmabcdefghijklmnopqrstuvwxyz").unwrap(),
        store: StoreId::parse("demo").unwrap(),
        to: PhoneNumber::from_e164("+14155552671").unwrap(),
        body: "Your box & more".to_owned(),
        promotional: false,
        sender: None,
        time_to_live: Duration::from_hours(24),
    }
}

fn twilio(stub: &HttpStub, origination: &str) -> Messages {
    let secret = SenderSecret { account: "AC1".to_owned(), token: "token".into() };
    Messages::new(rechime_platform::http::HttpClient::new().get().unwrap(), stub.url(), &secret, origination)
}

async fn error(answer: Answer) -> SendError {
    let stub = HttpStub::start([answer, Answer::json(201, r#"{"sid":"SMtwice"}"#)]).unwrap();
    let sent = twilio(&stub, "+18005551212").send(&text()).await;
    assert_eq!(stub.asked().len(), 1, "tried again");
    sent.unwrap_err()
}

fn coded(status: u16, code: u32) -> Answer {
    Answer::json(status, &format!(r#"{{"code":{code},"message":"'To' +14155552671","status":{status}}}"#))
}

#[tokio::test]
async fn a_text_is_a_form_with_basic_authentication() {
    let stub = HttpStub::start([Answer::json(201, r#"{"sid":"SM1","status":"queued"}"#)]).unwrap();
    let sent = twilio(&stub, "+18005551212").send(&text()).await;
    assert_eq!(sent, Ok(Accepted { provider_id: "SM1".to_owned() }));
    let asked = &stub.asked()[0];
    assert_eq!(asked.line, "POST /2010-04-01/Accounts/AC1/Messages.json");
    assert!(asked.headers.contains(&"authorization: Basic QUMxOnRva2Vu".to_owned()), "{asked:?}");
    assert_eq!(
        asked.body,
        "To=%2B14155552671&From=%2B18005551212&Body=Your+box+%26+more&ValidityPeriod=36000"
    );
}

#[tokio::test]
async fn receipts_come_to_an_address_that_names_the_message() {
    let stub = HttpStub::start([Answer::json(201, r#"{"sid":"SM1"}"#)]).unwrap();
    let key = SenderPathKey::new(b"installation key");
    let sender = SenderId::installation();
    let twilio = twilio(&stub, "+18005551212").with_receipts_at("https://texts.example/", &key, &sender);
    twilio.send(&text()).await.unwrap();
    let body = stub.asked()[0].body.clone();
    let callback =
        form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "StatusCallback").unwrap();
    let path = callback.1.strip_prefix("https://texts.example").unwrap();
    let path = webhook::CallPath::parse(path).unwrap();
    assert!(path.was_issued(&key), "{path:?}");
    assert!(matches!(path.door, webhook::Door::Receipts { store, message }
        if (&store, &message) == (&text().store, &text().message)));
}

#[tokio::test]
async fn a_messaging_service_is_named_as_such() {
    let stub = HttpStub::start([Answer::json(201, r#"{"sid":"SM1"}"#)]).unwrap();
    twilio(&stub, "MG1").send(&text()).await.unwrap();
    assert!(stub.asked()[0].body.contains("&MessagingServiceSid=MG1&"), "{:?}", stub.asked());
    assert_eq!(validity_period(Duration::ZERO), "1");
}

#[tokio::test]
async fn only_what_was_certainly_not_sent_says_so() {
    let slow_down = coded(429, 20429).with_header("retry-after", "7");
    assert_eq!(error(slow_down).await, SendError::Throttled { retry_after: Some(Duration::from_secs(7)) });
    assert_eq!(error(coded(400, 21611)).await, SendError::Throttled { retry_after: None });

    let stopped = error(coded(400, 21610)).await;
    assert!(
        matches!(stopped, SendError::Refused { opted_out: true, invalid_number: false, .. }),
        "{stopped}"
    );
    for code in [21211, 21614, 21635] {
        let invalid = error(coded(400, code)).await;
        assert!(matches!(invalid, SendError::Refused { invalid_number: true, .. }), "{code}: {invalid}");
        assert!(!invalid.to_string().contains("4155552671"));
    }
    let other = error(coded(400, 21617)).await;
    assert!(matches!(other, SendError::Refused { opted_out: false, invalid_number: false, .. }), "{other}");
}

/// Such a text stays due: it is tried again until somebody has changed the setting, and then is a dead letter.
#[tokio::test]
async fn what_only_the_merchant_can_mend_is_no_refusal_of_the_text() {
    let mut told = Vec::new();
    for (status, code) in [
        (401, 20003),
        (403, 20005),
        (404, 20404),
        (301, 0),
        (400, 21408),
        (403, 21408),
        (400, 21601),
        (400, 21608),
        (400, 21609),
        (400, 21704),
        (400, 21212),
        (400, 21267),
        (400, 21603),
        (400, 21606),
        (400, 21607),
        (400, 21659),
        (400, 21660),
        (400, 21661),
        (404, 21701),
        (400, 21702),
        (400, 21703),
        (404, 21705),
    ] {
        let error = error(coded(status, code)).await;
        assert!(matches!(error, SendError::Misconfigured { .. }), "{status} {code}: {error}");
        told.push(error.to_string());
    }
    told.dedup();
    insta::assert_snapshot!(told.get(..9).unwrap().join("\n"), @r"
    The SMS provider is not set up: Twilio does not let this account in; check TwilioAccountSid and the stored auth token.
    The SMS provider is not set up: Twilio knows no such account; check TwilioAccountSid.
    The SMS provider is not set up: Twilio answered 301; check the parameter TwilioApiUrl.
    The SMS provider is not set up: turn on this country in Twilio's Messaging geographic permissions.
    The SMS provider is not set up: Twilio does not send from this number or service (21601); check SmsOriginationIdentity.
    The SMS provider is not set up: the Twilio account is on trial and texts verified phones only (21608); upgrade it in Twilio's console.
    The SMS provider is not set up: Twilio does not take the address for receipts (21609); check the parameter PublicUrl.
    The SMS provider is not set up: the Twilio messaging service has no number (21704); add one to its sender pool.
    The SMS provider is not set up: Twilio does not send from this number or service (21212); check SmsOriginationIdentity.
    ");
}

#[tokio::test]
async fn whatever_may_have_been_sent_is_ambiguous() {
    let answers =
        [coded(500, 20500), Answer::json(503, "<html>"), Answer::json(201, "<html>"), Answer::HangsUp];
    for answer in answers {
        let described = format!("{answer:?}");
        assert!(matches!(error(answer).await, SendError::Ambiguous { .. }), "{described}");
    }
}

#[tokio::test]
async fn a_connection_that_never_was_is_safe_to_try_again() {
    let stub = HttpStub::start([]).unwrap();
    let refused = twilio(&stub, "+18005551212").send(&text()).await;
    assert!(matches!(refused, Err(SendError::NotReached { .. })), "{refused:?}");
}

async fn looked_up(status: u16, page: &str) -> LookUp {
    let stub = HttpStub::start([Answer::json(status, page)]).unwrap();
    let since = "2026-11-24T14:03:00.9Z".parse().unwrap();
    let found = twilio(&stub, "+18005551212").look_up(&text(), since).await;
    assert_eq!(
        stub.asked()[0].line,
        "GET /2010-04-01/Accounts/AC1/Messages.json?To=%2B14155552671&PageSize=200"
    );
    found
}

fn page(body: &str, date: &str, next: &str) -> String {
    format!(
        r#"{{"messages":[{{"sid":"SM1","body":"{body}","date_created":"{date}"}}],"next_page_uri":{next}}}"#
    )
}

const IN_TIME: &str = "Tue, 24 Nov 2026 14:03:00 +0000";

#[tokio::test]
async fn a_look_up_finds_the_same_text_of_the_same_time() {
    let found = LookUp::Found(vec![Accepted { provider_id: "SM1".to_owned() }]);
    assert_eq!(looked_up(200, &page("Your box & more", IN_TIME, "null")).await, found);
    let trial = "Sent from your Twilio trial account - Your box & more";
    assert_eq!(looked_up(200, &page(trial, IN_TIME, "null")).await, found);
    assert_eq!(looked_up(200, &page("Your box", IN_TIME, "null")).await, LookUp::NotFound);
    let before = "Tue, 24 Nov 2026 14:02:59 +0000";
    assert_eq!(looked_up(200, &page("Your box & more", before, "null")).await, LookUp::NotFound);
}

#[tokio::test]
async fn a_look_up_names_every_text_with_the_same_words() {
    let listed = |sid| format!(r#"{{"sid":"{sid}","body":"Your box & more","date_created":"{IN_TIME}"}}"#);
    let page = format!(r#"{{"messages":[{},{}],"next_page_uri":"/next"}}"#, listed("SM2"), listed("SM1"));
    let found = ["SM2", "SM1"].map(|sid| Accepted { provider_id: sid.to_owned() });
    assert_eq!(looked_up(200, &page).await, LookUp::Found(found.to_vec()));
}

#[tokio::test]
async fn a_look_up_that_did_not_see_all_gives_no_answer() {
    assert_eq!(looked_up(200, &page("else", IN_TIME, r#""/next""#)).await, LookUp::NoAnswer);
    assert_eq!(looked_up(500, "{}").await, LookUp::NoAnswer);
    assert_eq!(looked_up(200, "<html>").await, LookUp::NoAnswer);
}
