use rechime_platform::testing::{Answer, HttpStub};

use super::*;

fn environment(provider: &str) -> Environment {
    [
        ("SMS_PROVIDER", provider),
        ("SMS_ORIGINATION_IDENTITY", "+18005551212"),
        ("PUBLIC_URL", "https://texts.example"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_API_URL", "https://api.twilio.example"),
        ("TWILIO_MESSAGING_URL", "https://messaging.twilio.example"),
        ("TWILIO_TOKEN_PARAMETER", "/rechime/twilio"),
        ("SENDER_SECRETS_PREFIX", "/rechime/senders"),
        ("SEND_RATE_PER_SECOND", "10"),
    ]
    .into_iter()
    .collect()
}

/// What a provider is built of, and how often AWS was asked for a secret meanwhile.
async fn built(provider: &str) -> (Result<Provider, SetupError>, usize) {
    let token = r#"{"Parameter":{"Name":"/rechime/twilio","Value":"token"}}"#;
    let stub = HttpStub::start([Answer::json(200, token)]).unwrap();
    let built = from_environment(&stub.aws(), &environment(provider), &"key".into()).await;
    (built, stub.asked().len())
}

#[tokio::test]
async fn aws_has_no_lists_and_needs_no_secret() {
    let (aws, secrets) = built("aws").await;
    let aws = aws.unwrap();
    assert!(aws.number_lists.is_none());
    assert_eq!(secrets, 0);
}

#[tokio::test]
async fn twilio_brings_everything_and_its_token_is_read_once() {
    let (twilio, secrets) = built("twilio").await;
    let twilio = twilio.unwrap();
    assert!(twilio.number_lists.is_some());
    assert_eq!(secrets, 1);
}

#[tokio::test]
async fn a_provider_that_nobody_wrote_is_refused() {
    let Err(error) = built("pigeons").await.0 else { panic!("built") };
    assert!(error.to_string().contains("SMS_PROVIDER"), "{error}");
}

#[test]
fn a_message_of_the_feedback_queue_is_ours_or_a_publication() {
    let ours = r#"{"type":"reply.v1","id":"SM1","from":"+14155552671","body":"STOP","answered":false}"#;
    let published = r#"{"originationNumber":"+14155552671","messageBody":"STOP","inboundMessageId":"SM1"}"#;
    let reply = read_feedback(ours).unwrap();
    assert!(reply.is_some());
    assert_eq!(read_feedback(published).unwrap(), reply);
    for neither in ["", "STOP", "{}", r#"{"type":"reply.v9"}"#] {
        assert!(read_feedback(neither).is_err(), "{neither}");
    }
}
