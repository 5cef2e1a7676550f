//! The port that looks at a sender before a store gets it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use rechime_domain::{phone::PhoneNumber, sender::Sender};
use rechime_platform::secrets::SenderSecret;

/// Why a sender cannot be used, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The provider does not take the credentials.
    #[error(
        "Twilio does not accept this account and auth token; copy both from the account's page in Twilio's console"
    )]
    Credentials,
    /// The account sends nothing.
    #[error("this Twilio account is {0}; use an active one")]
    AccountNotActive(String),
    /// The account has no such number, pool or service.
    #[error("{0}")]
    NoSuchIdentity(&'static str),
    /// Nobody knows.
    #[error("the provider could not be asked ({0}); try again")]
    NotReached(String),
}

/// Asks providers for senders. It changes nothing there.
#[async_trait]
pub trait SenderCheck: Send + Sync {
    /// The numbers of a sender that the provider knows, can be used, and takes the credentials for.
    async fn check(
        &self,
        sender: &Sender,
        secret: Option<&SenderSecret>,
    ) -> Result<BTreeSet<PhoneNumber>, CheckError>;

    /// The address that the provider calls with replies, to be set at the number or messaging service; `None` where replies
    /// come by the installation's topic.
    fn replies_url(&self, sender: &Sender) -> Option<String>;
}
