//! A sender as it is asked for, and whether it can be one.

use std::num::NonZeroU32;

use rechime_domain::{
    flow::edit::FieldFault,
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::SenderError;

/// The most parts a second that one sender may have: more than any number or pool of numbers is allowed.
const MOST_PARTS: u32 = 1_000;

/// What a store's texts are to be sent from.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSender {
    pub(crate) provider: ProviderName,
    /// Only for Twilio: the SID of the account or subaccount.
    pub(crate) account: Option<String>,
    /// A number, as +18005551212; for Twilio also the SID of a messaging service; for AWS also the id or ARN of a number or
    /// pool.
    pub(crate) identity: String,
    /// Only for Twilio: the account's auth token. It may be left out if the store has this sender already.
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) auth_token: Option<SecretString>,
    /// Parts a second that the number or pool may send; 1 to 1000.
    pub(crate) parts_per_second: u32,
    /// Parts a day (UTC) that it may send; 1 or more. Without one there is no limit.
    pub(crate) daily_cap: Option<u32>,
}

impl NewSender {
    /// The sender, if it can be one.
    pub(super) fn parse(self) -> Result<Sender, SenderError> {
        let identity = self.identity.trim().to_owned();
        let account = self.account.as_deref().map(str::trim).filter(|account| !account.is_empty());
        let rate = NonZeroU32::new(self.parts_per_second).filter(|rate| rate.get() <= MOST_PARTS);
        let daily_cap = self.daily_cap.map(NonZeroU32::new);
        let faults = [
            account_fault(self.provider, account).map(|fault| FieldFault::new("account", fault)),
            identity_fault(self.provider, &identity).map(|fault| FieldFault::new("identity", fault)),
            (self.provider == ProviderName::Aws && self.auth_token.is_some())
                .then(|| FieldFault::new("auth_token", "leave it out: AWS has no auth token")),
            rate.is_none().then(|| FieldFault::new("parts_per_second", "use 1 to 1000 parts")),
            (daily_cap == Some(None))
                .then(|| FieldFault::new("daily_cap", "use 1 part or more; leave it out for no limit")),
        ];
        let faults: Vec<_> = faults.into_iter().flatten().collect();
        let Some(rate) = rate.filter(|_| faults.is_empty()) else {
            return Err(SenderError::Invalid(faults));
        };
        let account = account.map(ToOwned::to_owned);
        let sender = Sender::new(self.provider, account, identity, rate);
        Ok(Sender { daily_cap: daily_cap.flatten(), ..sender })
    }
}

fn account_fault(provider: ProviderName, account: Option<&str>) -> Option<&'static str> {
    match (provider, account) {
        (ProviderName::Aws, Some(_)) => Some("leave it out: texts go from the AWS account of the installation"),
        (ProviderName::Aws, None) => None,
        (ProviderName::Twilio, account) => (!account.is_some_and(|account| is_sid(account, "AC")))
            .then_some("give the account's SID: AC and 32 digits or letters, from the account's page in Twilio's console"),
    }
}

fn identity_fault(provider: ProviderName, identity: &str) -> Option<&'static str> {
    let is_number = PhoneNumber::from_e164(identity).is_ok();
    match provider {
        ProviderName::Twilio => (!is_number && !is_sid(identity, "MG"))
            .then_some("give a number of the account, as +18005551212, or the SID of a messaging service, which begins with MG"),
        ProviderName::Aws => {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-_:/.".contains(&byte);
            let can_be = (1..=256).contains(&identity.len()) && identity.bytes().all(allowed);
            (!can_be).then_some("give a number, as +18005551212, or the id or ARN of a number or pool")
        }
    }
}

/// Two letters and 32 hexadecimal digits: <https://www.twilio.com/docs/glossary/what-is-a-sid>.
fn is_sid(text: &str, kind: &str) -> bool {
    let digits = text.strip_prefix(kind);
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
