//! What a store's texts are sent from: a number, a pool of numbers or a messaging service, in an account of a provider.

use std::{collections::BTreeSet, num::NonZeroU32};

use serde::{Deserialize, Serialize};

use crate::{ids::SenderId, phone::PhoneNumber};

mod path_key;

pub use self::path_key::{SenderDoor, SenderPathKey};

/// The companies that carry texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProviderName {
    /// AWS End User Messaging SMS.
    Aws,
    /// Twilio.
    Twilio,
}

impl ProviderName {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Aws, Self::Twilio];

    /// The name in the template's parameters, the API and the table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Twilio => "twilio",
        }
    }
}

/// A sender. Its credentials are not here but with the parameters of the deployment.
///
/// The stores that use one sender share its pace, its replies and the opt-outs that were said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Its id.
    pub id: SenderId,
    /// Who carries its texts.
    pub provider: ProviderName,
    /// The provider's account: for Twilio the SID of an account or a subaccount. AWS has the installation's only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What texts come from, in the provider's words: an E.164 number; for AWS also a pool, or the ARN of either; for
    /// Twilio also a messaging service. Without one AWS chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// The numbers that customers reply to, where the provider tells only the number that a reply came to.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub numbers: BTreeSet<PhoneNumber>,
    /// How many parts a second it may send. Providers and carriers count parts, not texts.
    pub parts_per_second: NonZeroU32,
    /// How many parts it may send in a day (UTC), where carriers set a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_cap: Option<NonZeroU32>,
}

impl Sender {
    /// A sender of a store's own. Its id is made of provider, account and identity.
    #[must_use]
    pub fn new(
        provider: ProviderName,
        account: Option<String>,
        identity: String,
        parts_per_second: NonZeroU32,
    ) -> Self {
        let id = SenderId::derive(provider.key(), account.as_deref().unwrap_or_default(), &identity);
        let numbers = PhoneNumber::from_e164(&identity).into_iter().collect();
        Self { id, provider, account, identity: Some(identity), numbers, parts_per_second, daily_cap: None }
    }

    /// The installation's own sender, as the template's parameters describe it.
    #[must_use]
    pub fn of_installation(
        provider: ProviderName,
        account: Option<String>,
        identity: Option<String>,
        parts_per_second: NonZeroU32,
    ) -> Self {
        let number = identity.as_deref().map(PhoneNumber::from_e164);
        let numbers = number.into_iter().flatten().collect();
        let id = SenderId::installation();
        Self { id, provider, account, identity, numbers, parts_per_second, daily_cap: None }
    }

    /// Whether both are the same number, pool or service: their id differs where one is the installation's.
    #[must_use]
    pub fn sends_from_the_same(&self, other: &Self) -> bool {
        (self.provider, &self.account, &self.identity) == (other.provider, &other.account, &other.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();

    fn twilio(account: &str, identity: &str) -> Sender {
        Sender::new(ProviderName::Twilio, Some(account.to_owned()), identity.to_owned(), TEN)
    }

    #[test]
    fn who_sends_from_the_same_number_has_the_same_sender_and_nobody_else_has() {
        let sender = twilio("AC1", "+18005551212");
        assert_eq!(twilio("AC1", "+18005551212").id, sender.id);
        assert_eq!(SenderId::parse(sender.id.as_str()).as_ref(), Ok(&sender.id));
        let aws = Sender::new(ProviderName::Aws, None, "+18005551212".to_owned(), TEN);
        for other in [twilio("AC2", "+18005551212"), twilio("AC1", "+18005551213"), aws] {
            assert_ne!(other.id, sender.id);
            assert!(!other.id.is_installations() && !other.sends_from_the_same(&sender));
        }
    }

    #[test]
    fn the_installations_sender_is_found_out_by_what_it_sends_from() {
        let (account, identity) = (Some("AC1".to_owned()), Some("+18005551212".to_owned()));
        let own = Sender::of_installation(ProviderName::Twilio, account, identity, TEN);
        assert_eq!(own.id.as_str(), "default");
        assert!(own.sends_from_the_same(&twilio("AC1", "+18005551212")));
        assert_eq!(own.numbers, twilio("AC1", "+18005551212").numbers);
    }

    #[test]
    fn a_sender_is_kept_without_what_it_has_not() {
        let sender = twilio("AC1", "MG0123456789abcdef0123456789abcdef");
        insta::assert_json_snapshot!(sender, @r#"
        {
          "id": "5z6qtcgz7a7v4n77",
          "provider": "twilio",
          "account": "AC1",
          "identity": "MG0123456789abcdef0123456789abcdef",
          "parts_per_second": 10
        }
        "#);
        let kept = serde_json::to_string(&sender).unwrap();
        assert_eq!(serde_json::from_str::<Sender>(&kept).unwrap(), sender);
    }
}
