//! Whether an account can send from a number or messaging service:
//! <https://www.twilio.com/docs/iam/api/account>, <https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource>.

use std::collections::BTreeSet;

use rechime_domain::{phone::PhoneNumber, sender::Sender};
use rechime_platform::secrets::SenderSecret;
use reqwest::{Client, StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, de::DeserializeOwned};

use super::Twilio;
use crate::sender_check::CheckError;

const NO_NUMBER: &str = "this account has no such number; give one of its numbers as +18005551212, or the SID of a \
                         messaging service";
const NO_SMS: &str = "this number cannot send texts; choose one with the capability SMS";
const NO_SERVICE: &str = "this account has no such messaging service; copy its SID from Twilio's console";

#[derive(Deserialize)]
struct Account {
    status: String,
}

#[derive(Deserialize)]
struct Numbers {
    incoming_phone_numbers: Vec<Number>,
}

#[derive(Deserialize)]
struct Number {
    capabilities: Capabilities,
}

#[derive(Deserialize)]
struct Capabilities {
    #[serde(alias = "SMS")]
    sms: bool,
}

#[derive(Deserialize)]
struct Service {}

/// Asks as one account.
struct Asker<'a> {
    http: Client,
    secret: &'a SenderSecret,
}

impl Twilio {
    /// The numbers of a sender: its own, or none where it is a messaging service, whose address names it.
    pub(in crate::adapters) async fn check(
        &self,
        sender: &Sender,
        secret: &SenderSecret,
    ) -> Result<BTreeSet<PhoneNumber>, CheckError> {
        let http = self.http.get().map_err(|error| CheckError::NotReached(error.to_string()))?;
        let asker = Asker { http, secret };
        let account = format!("{}/2010-04-01/Accounts/{}", self.api_url, secret.account);
        let known: Option<Account> = asker.get(&format!("{account}.json"), &[]).await?;
        let status = known.ok_or(CheckError::Credentials)?.status;
        if status != "active" {
            return Err(CheckError::AccountNotActive(status));
        }
        let identity = sender.identity.as_deref().unwrap_or_default();
        if identity.starts_with("MG") {
            let url = format!("{}/v1/Services/{identity}", self.messaging_url);
            let service: Option<Service> = asker.get(&url, &[]).await?;
            service.ok_or(CheckError::NoSuchIdentity(NO_SERVICE))?;
            return Ok(BTreeSet::new());
        }
        let url = format!("{account}/IncomingPhoneNumbers.json");
        let numbers: Option<Numbers> = asker.get(&url, &[("PhoneNumber", identity)]).await?;
        let numbers = numbers.map(|numbers| numbers.incoming_phone_numbers).unwrap_or_default();
        let [number] = numbers.as_slice() else { return Err(CheckError::NoSuchIdentity(NO_NUMBER)) };
        number.capabilities.sms.then(|| sender.numbers.clone()).ok_or(CheckError::NoSuchIdentity(NO_SMS))
    }
}

impl Asker<'_> {
    /// What is there; `None` where nothing is.
    async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<T>, CheckError> {
        let SenderSecret { account, token } = self.secret;
        let request = self.http.get(url).query(query).basic_auth(account, Some(token.expose_secret()));
        let unreachable = |error: reqwest::Error| CheckError::NotReached(error.without_url().to_string());
        let answer = request.send().await.map_err(unreachable)?;
        match answer.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(CheckError::Credentials),
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => answer.json().await.map(Some).map_err(unreachable),
            status => Err(CheckError::NotReached(format!("Twilio answered {}", status.as_u16()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use rechime_domain::sender::{ProviderName, SenderPathKey};
    use rechime_platform::testing::{Answer, HttpStub};

    use super::*;

    async fn checked(identity: &str, answers: &[(u16, &str)]) -> (Result<usize, CheckError>, Vec<String>) {
        let answers: Vec<_> = answers.iter().map(|(status, body)| Answer::json(*status, body)).collect();
        let stub = HttpStub::start(answers).unwrap();
        let environment = [
            ("TWILIO_API_URL", stub.url()),
            ("TWILIO_MESSAGING_URL", stub.url()),
            ("PUBLIC_URL", "https://texts.example"),
        ];
        let environment = environment.into_iter().collect();
        let twilio = Twilio::new(&environment, SenderPathKey::new(b"key")).unwrap();
        let account = Some("AC1".to_owned());
        let rate = std::num::NonZeroU32::MIN;
        let sender = Sender::new(ProviderName::Twilio, account, identity.to_owned(), rate);
        let secret = SenderSecret { account: "AC1".to_owned(), token: "token".into() };
        let checked = twilio.check(&sender, &secret).await.map(|numbers| numbers.len());
        (checked, stub.asked().into_iter().map(|asked| asked.line).collect())
    }

    const ACTIVE: (u16, &str) = (200, r#"{"status":"active"}"#);

    #[tokio::test]
    async fn an_active_account_with_the_number_or_service_can_be_used() {
        let number = (200, r#"{"incoming_phone_numbers":[{"capabilities":{"sms":true,"voice":false}}]}"#);
        let (numbers, asked) = checked("+18005551212", &[ACTIVE, number]).await;
        assert_eq!(numbers, Ok(1));
        insta::assert_debug_snapshot!(asked, @r#"
        [
            "GET /2010-04-01/Accounts/AC1.json",
            "GET /2010-04-01/Accounts/AC1/IncomingPhoneNumbers.json?PhoneNumber=%2B18005551212",
        ]
        "#);
        let (numbers, asked) = checked("MG1", &[ACTIVE, (200, r#"{"sid":"MG1"}"#)]).await;
        assert_eq!((numbers, asked[1].as_str()), (Ok(0), "GET /v1/Services/MG1"));
    }

    #[tokio::test]
    async fn what_cannot_send_is_refused_with_what_to_do() {
        let cases = [
            (vec![(401, "{}")], CheckError::Credentials),
            (vec![(404, "{}")], CheckError::Credentials),
            (vec![(200, r#"{"status":"suspended"}"#)], CheckError::AccountNotActive("suspended".to_owned())),
            (vec![ACTIVE, (200, r#"{"incoming_phone_numbers":[]}"#)], CheckError::NoSuchIdentity(NO_NUMBER)),
            (
                vec![ACTIVE, (200, r#"{"incoming_phone_numbers":[{"capabilities":{"SMS":false}}]}"#)],
                CheckError::NoSuchIdentity(NO_SMS),
            ),
            (vec![(500, "{}")], CheckError::NotReached("Twilio answered 500".to_owned())),
        ];
        for (answers, expected) in cases {
            assert_eq!(checked("+18005551212", &answers).await.0, Err(expected));
        }
        let gone = checked("MG1", &[ACTIVE, (404, "{}")]).await.0;
        assert_eq!(gone, Err(CheckError::NoSuchIdentity(NO_SERVICE)));
    }
}
