//! The providers' side of senders, for the oracle `tests/oracles/senders`.
//!
//! Prints one line of JSON: what is sent to AWS and to Twilio for some texts, and the addresses of the installation's and of
//! two subaccounts' senders. Then answers each line of its input, a call as API Gateway hands it over, with `taken`,
//! `nothing new` or why it is refused.

use std::{
    error::Error,
    io::{self, BufRead, Write},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use rechime_domain::{
    ids::{MessageId, StoreId},
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
};
use rechime_platform::{
    environment::Environment,
    testing::{Answer, HttpStub},
};
use rechime_sms::{
    Provider, from_environment, new_sender_check,
    provider::Outbound,
    sender_check::SenderCheck,
    webhooks::{HttpRequest, ProviderWebhooks},
};
use serde_json::{Value, json};

/// Each sender's account and token.
const ACCOUNTS: [(&str, &str); 2] = [
    ("AC11111111111111111111111111111111", "token one"),
    ("AC22222222222222222222222222222222", "token two"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (senders, texts) = (senders(), texts()?);
    // Twilio's token of each sender, and the answer to its text; then the answers to what AWS is sent.
    let secret = |(account, token)| {
        let value = json!({ "account": account, "token": token }).to_string();
        Answer::json(200, &json!({ "Parameter": { "Value": value } }).to_string())
    };
    let created = || Answer::json(201, r#"{"sid":"SM1"}"#);
    let accepted = || Answer::json(200, r#"{"MessageId":"aws-1"}"#);
    let answers = ACCOUNTS.into_iter().flat_map(|account| [secret(account), created()]);
    let answers = answers.chain(texts.iter().map(|_| accepted()));
    let stub = HttpStub::start(answers.collect::<Vec<_>>())?;
    let environment = environment(stub.url());
    let key = "installation key".into();
    let Provider { sender: provider, webhooks, .. } =
        from_environment(&stub.aws(), &environment, &key).await?;
    for sender in &senders {
        provider.send(&text("Your box is on its way.")?.from(Some(sender.clone()))).await?;
    }
    for text in &texts {
        provider.send(text).await?;
    }
    let check = new_sender_check(&stub.aws(), &environment, &key)?;
    let sent: Vec<_> =
        stub.asked().into_iter().map(|asked| json!({ "line": asked.line, "body": asked.body })).collect();
    let addresses: Vec<_> = senders.iter().map(|sender| check.replies_url(sender)).collect();
    let accounts: Vec<_> = ACCOUNTS.iter().map(|(account, token)| json!([account, token])).collect();
    writeln!(io::stdout(), "{}", json!({ "sent": sent, "replies": addresses, "accounts": accounts }))?;
    answer(webhooks).await
}

fn senders() -> [Sender; 2] {
    let [(one, _), (two, _)] = ACCOUNTS;
    [(one, "+18005551301"), (two, "+18005551302")].map(|(account, number)| {
        Sender::new(ProviderName::Twilio, Some(account.to_owned()), number.to_owned(), NonZeroU32::MIN)
    })
}

fn environment(url: &str) -> Environment {
    [
        ("SMS_PROVIDER", "aws"),
        ("SMS_ORIGINATION_IDENTITY", "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1"),
        ("SMS_CONFIGURATION_SET", "receipts"),
        ("SEND_RATE_PER_SECOND", "10"),
        ("PUBLIC_URL", "https://texts.example"),
        ("TWILIO_API_URL", url),
        ("TWILIO_MESSAGING_URL", url),
        ("SENDER_SECRETS_PREFIX", "/rechime/test/senders"),
    ]
    .into_iter()
    .collect()
}

fn text(body: &str) -> Result<Outbound, Box<dyn Error>> {
    let (store, to) = (StoreId::parse("demo")?, PhoneNumber::from_e164("+14155552671")?);
    let message = MessageId::of_test(&store, &to, body);
    Ok(Outbound::notice(message, store, to, body.to_owned()))
}

/// Texts of every kind, each with the installation's own sender or another number of AWS.
fn texts() -> Result<[Outbound; 4], Box<dyn Error>> {
    let number = Sender::new(ProviderName::Aws, None, "+18005551401".to_owned(), NonZeroU32::MIN);
    Ok([
        text("Your box is on its way.")?,
        Outbound { promotional: true, ..text("Ça va, 😀?")? },
        text(&"a".repeat(1600))?.within(Duration::ZERO),
        text("From a number.")?.from(Some(number)),
    ])
}

async fn answer(webhooks: Arc<dyn ProviderWebhooks>) -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lock().lines() {
        let call: Value = serde_json::from_str(&line?)?;
        let request: HttpRequest = serde_json::from_value(call)?;
        let answer = match webhooks.admit(&request).await {
            Ok(Some(_)) => "taken".to_owned(),
            Ok(None) => "nothing new".to_owned(),
            Err(refused) => format!("{refused:?}"),
        };
        writeln!(io::stdout(), "{answer}")?;
        io::stdout().flush()?;
    }
    Ok(())
}
