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
        body: "Your box is on its way.".to_owned(),
        promotional: false,
        sender: None,
        time_to_live: Duration::from_hours(1),
    }
}

async fn send(answers: impl IntoIterator<Item = Answer>) -> (Result<Accepted, SendError>, HttpStub) {
    let stub = HttpStub::start(answers).unwrap();
    let sent = AwsSms::new(&stub.aws(), Some("pool-1"), Some("receipts")).send(&text()).await;
    (sent, stub)
}

/// What an error of AWS's comes to. A second answer stands ready: nobody may ask for it.
async fn error(status: u16, body: &str) -> SendError {
    let (sent, stub) =
        send([Answer::json(status, body), Answer::json(200, r#"{"MessageId":"twice"}"#)]).await;
    assert_eq!(stub.asked().len(), 1, "tried again: {body}");
    sent.unwrap_err()
}

#[tokio::test]
async fn a_text_carries_its_message_store_and_lifetime() {
    let (sent, stub) = send([Answer::json(200, r#"{"MessageId":"aws-1"}"#)]).await;
    assert_eq!(sent, Ok(Accepted { provider_id: "aws-1".to_owned() }));
    let body: serde_json::Value = serde_json::from_str(&stub.asked()[0].body).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap(), @r#"
    {
      "ConfigurationSetName": "receipts",
      "Context": {
        "m": "abcdefghijklmabcdefghijklmnopqrstuvwxyz",
        "s": "demo"
      },
      "DestinationPhoneNumber": "+14155552671",
      "MessageBody": "Your box is on its way.",
      "MessageType": "TRANSACTIONAL",
      "OriginationIdentity": "pool-1",
      "TimeToLive": 3600
    }
    "#);
}

#[test]
fn lifetimes_are_what_aws_takes() {
    assert_eq!(time_to_live(Duration::ZERO), 5);
    assert_eq!(time_to_live(Duration::from_mins(1)), 60);
    assert_eq!(time_to_live(Duration::MAX), 259_200);
}

#[tokio::test]
async fn only_what_was_certainly_not_sent_says_so() {
    let throttled = error(400, r#"{"__type":"ThrottlingException","Message":"slow down"}"#).await;
    assert_eq!(throttled, SendError::Throttled { retry_after: None });

    let conflict =
        |reason| format!(r#"{{"__type":"ConflictException","Message":"+14155552671","Reason":"{reason}"}}"#);
    let opted_out = error(400, &conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT")).await;
    assert!(
        matches!(opted_out, SendError::Refused { opted_out: true, invalid_number: false, .. }),
        "{opted_out}"
    );
    let sandbox = error(400, &conflict("DESTINATION_PHONE_NUMBER_NOT_VERIFIED")).await;
    assert!(sandbox.to_string().contains("ask AWS for production access"), "{sandbox}");
    let blocked = error(400, &conflict("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION")).await;
    assert!(
        matches!(blocked, SendError::Refused { opted_out: false, invalid_number: false, .. }),
        "{blocked}"
    );

    let invalid = r#"{"__type":"ValidationException","Message":"+14155552671","Reason":"INVALID_PARAMETER",
        "Fields":[{"Name":"DestinationPhoneNumber","Message":"+14155552671"}]}"#;
    let invalid = error(400, invalid).await;
    assert!(matches!(invalid, SendError::Refused { invalid_number: true, .. }), "{invalid}");
    assert!(!format!("{invalid} {opted_out} {sandbox}").contains("4155552671"));

    for (kind, reason) in [
        ("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
        ("AccessDeniedException", "ACCOUNT_DISABLED"),
        ("ResourceNotFoundException", ""),
        ("UnrecognizedClientException", ""),
    ] {
        let error = error(400, &format!(r#"{{"__type":"{kind}","Message":"no","Reason":"{reason}"}}"#)).await;
        assert!(matches!(error, SendError::Misconfigured { .. }), "{kind}: {error}");
    }
}

#[tokio::test]
async fn whatever_may_have_been_sent_is_ambiguous_and_tried_once() {
    for (status, body) in [
        (500, r#"{"__type":"InternalServerException","Message":"oh"}"#),
        (503, "Service Unavailable"),
        (200, "no JSON"),
        (200, "{}"),
    ] {
        assert!(matches!(error(status, body).await, SendError::Ambiguous { .. }), "{status} {body}");
    }
    let (lost, stub) = send([Answer::HangsUp, Answer::json(200, r#"{"MessageId":"twice"}"#)]).await;
    assert!(matches!(lost, Err(SendError::Ambiguous { .. })), "{lost:?}");
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn a_connection_that_never_was_is_safe_to_try_again() {
    let (refused, _stub) = send([]).await;
    assert!(matches!(refused, Err(SendError::NotReached { .. })), "{refused:?}");
}

#[tokio::test]
async fn aws_cannot_be_asked() {
    let stub = HttpStub::start([]).unwrap();
    let sms = AwsSms::new(&stub.aws(), None, None);
    assert_eq!(sms.look_up(&text(), Timestamp::UNIX_EPOCH).await, LookUp::CannotBeAsked);
}

#[test]
fn a_text_is_not_printed() {
    let printed = format!("{:?}", text());
    assert!(printed.contains("abcdefghijklmabcdefghijklmnopqrstuvwxyz"));
    assert!(!printed.contains("4155552671") && !printed.contains("box"), "{printed}");
}
