//! The credentials of senders that stores have besides the installation's own.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rechime_domain::ids::SenderId;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{SecretsError, parameter_store::ParameterStore};
use crate::{
    aws::AwsConfig,
    cache::Cache,
    environment::{Environment, EnvironmentError},
};

/// How long credentials count. A thousand senders then cost SSM three reads a second for each busy process.
const FRESH: Duration = Duration::from_mins(5);
/// How long they count for a caller that suspects them.
const SUSPECT: Duration = Duration::from_secs(2);
/// How many senders are remembered.
const REMEMBERED: usize = 4096;

/// What a sender's account is opened with.
#[derive(Clone, Debug)]
pub struct SenderSecret {
    /// The account's name with its provider, which is no secret: whoever signs must be this account.
    pub account: String,
    /// The account's auth token.
    pub token: SecretString,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    token: String,
}

/// Each sender's credentials.
#[async_trait]
pub trait SenderSecrets: Send + Sync {
    /// A sender's credentials; `None` if none are kept.
    async fn get_sender_secret(&self, sender: &SenderId) -> Result<Option<Arc<SenderSecret>>, SecretsError>;

    /// The same as they are now, for a caller that finds that those of [`Self::get_sender_secret`] do not fit.
    async fn refresh_sender_secret(
        &self,
        sender: &SenderId,
    ) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        self.get_sender_secret(sender).await
    }
}

/// Credentials and their changes. Only the console has it. They are never deleted: customers still reply to a number that
/// no store uses any more, and their STOP is believed only with the credentials.
#[async_trait]
pub trait SenderSecretEditor: SenderSecrets {
    /// Puts a sender's credentials in place of those it had.
    async fn put_sender_secret(&self, sender: &SenderId, secret: &SenderSecret) -> Result<(), SecretsError>;
}

/// One `SecureString` for each sender: `{SENDER_SECRETS_PREFIX}/{sender}`, JSON.
#[derive(Clone, Debug)]
pub struct SsmSenderSecrets {
    parameters: ParameterStore,
    prefix: String,
}

impl SsmSenderSecrets {
    /// The credentials below `SENDER_SECRETS_PREFIX`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        let prefix = environment.required("SENDER_SECRETS_PREFIX")?.trim_end_matches('/').to_owned();
        Ok(Self { parameters: ParameterStore::new(aws_config), prefix })
    }

    fn name(&self, sender: &SenderId) -> String {
        format!("{}/{sender}", self.prefix)
    }
}

#[async_trait]
impl SenderSecrets for SsmSenderSecrets {
    async fn get_sender_secret(&self, sender: &SenderId) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        let name = self.name(sender);
        let Some(json) = self.parameters.get(&name).await? else { return Ok(None) };
        // serde_json's own message may quote the secret.
        let reason = "not the JSON it was written as; set the store's sender again".to_owned();
        let kept: Kept = serde_json::from_str(json.expose_secret())
            .map_err(|_| SecretsError::Unusable { name, reason })?;
        Ok(Some(Arc::new(SenderSecret { account: kept.account, token: kept.token.into() })))
    }
}

#[async_trait]
impl SenderSecretEditor for SsmSenderSecrets {
    async fn put_sender_secret(&self, sender: &SenderId, secret: &SenderSecret) -> Result<(), SecretsError> {
        let name = self.name(sender);
        let kept = Kept { account: secret.account.clone(), token: secret.token.expose_secret().to_owned() };
        let json = serde_json::to_string(&kept).map_err(|_| SecretsError::Unusable {
            name: name.clone(),
            reason: "it cannot be written as JSON".to_owned(),
        })?;
        self.parameters.put(&name, &json.into()).await
    }
}

/// Remembers what `S` answered. While `S` is out of reach, an older answer still counts: a STOP must be taken while SSM is
/// down.
#[derive(Debug)]
pub struct CachedSenderSecrets<S> {
    inner: S,
    answers: Cache<SenderId, Option<Arc<SenderSecret>>>,
}

impl<S> CachedSenderSecrets<S> {
    /// Remembers what `inner` answers.
    pub fn new(inner: S) -> Self {
        Self { inner, answers: Cache::new(FRESH, REMEMBERED).forgetting_first(Option::is_none) }
    }
}

impl<S: SenderSecrets> CachedSenderSecrets<S> {
    async fn younger_than(
        &self,
        age: Duration,
        sender: &SenderId,
    ) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        let load = || self.inner.get_sender_secret(sender);
        let answer = self.answers.get_or_load_within(age, sender, load).await;
        answer.or_else(|error| self.answers.get_even_aged(sender).ok_or(error))
    }
}

#[async_trait]
impl<S: SenderSecrets> SenderSecrets for CachedSenderSecrets<S> {
    async fn get_sender_secret(&self, sender: &SenderId) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        self.younger_than(FRESH, sender).await
    }

    async fn refresh_sender_secret(
        &self,
        sender: &SenderId,
    ) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        self.younger_than(SUSPECT, sender).await
    }
}

/// Keeps credentials in memory, counts reads, and can be put out of reach.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Default)]
pub struct MemorySenderSecrets {
    kept: std::sync::Mutex<std::collections::BTreeMap<SenderId, Arc<SenderSecret>>>,
    reads: std::sync::atomic::AtomicUsize,
    refuses: std::sync::atomic::AtomicBool,
}

#[cfg(any(test, feature = "testing"))]
impl MemorySenderSecrets {
    /// How often credentials were read.
    pub fn reads(&self) -> usize {
        self.reads.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Whether every read fails from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(any(test, feature = "testing"))]
#[async_trait]
impl SenderSecrets for MemorySenderSecrets {
    async fn get_sender_secret(&self, sender: &SenderId) -> Result<Option<Arc<SenderSecret>>, SecretsError> {
        self.reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if self.refuses.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(SecretsError::Unreachable { name: sender.to_string(), reason: "told to".to_owned() });
        }
        let kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(kept.get(sender).cloned())
    }
}

#[cfg(any(test, feature = "testing"))]
#[async_trait]
impl SenderSecretEditor for MemorySenderSecrets {
    async fn put_sender_secret(&self, sender: &SenderId, secret: &SenderSecret) -> Result<(), SecretsError> {
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.insert(sender.clone(), Arc::new(secret.clone()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    fn sender() -> SenderId {
        SenderId::parse("abcdefghijklmnop").unwrap()
    }

    fn secret() -> SenderSecret {
        SenderSecret { account: "AC1".to_owned(), token: "token".into() }
    }

    #[tokio::test]
    async fn credentials_are_kept_as_a_secure_string_that_names_their_account() {
        let value = r#"{"Parameter":{"Value":"{\"account\":\"AC1\",\"token\":\"token\"}"}}"#;
        let missing = Answer::json(400, r#"{"__type":"ParameterNotFound"}"#);
        let stub = HttpStub::start([Answer::json(200, "{}"), Answer::json(200, value), missing]).unwrap();
        let environment = [("SENDER_SECRETS_PREFIX", "/rechime/prod/senders")].into_iter().collect();
        let secrets = SsmSenderSecrets::from_environment(&stub.aws(), &environment).unwrap();
        secrets.put_sender_secret(&sender(), &secret()).await.unwrap();
        let found = secrets.get_sender_secret(&sender()).await.unwrap().unwrap();
        assert_eq!((found.account.as_str(), found.token.expose_secret()), ("AC1", "token"));
        assert!(secrets.get_sender_secret(&sender()).await.unwrap().is_none());
        let put = &stub.asked()[0].body;
        assert!(
            put.contains("/rechime/prod/senders/abcdefghijklmnop") && put.contains("SecureString"),
            "{put}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_answer_counts_while_none_can_be_had_and_a_changed_token_is_found() {
        let secrets = CachedSenderSecrets::new(MemorySenderSecrets::default());
        secrets.inner.put_sender_secret(&sender(), &secret()).await.unwrap();
        for _ in 0..3 {
            assert!(secrets.get_sender_secret(&sender()).await.unwrap().is_some());
        }
        assert_eq!(secrets.inner.reads(), 1);
        tokio::time::advance(Duration::from_mins(6)).await;
        secrets.inner.refuse(true);
        assert!(secrets.get_sender_secret(&sender()).await.unwrap().is_some());
        secrets.inner.refuse(false);
        let changed = SenderSecret { token: "changed".into(), ..secret() };
        secrets.inner.put_sender_secret(&sender(), &changed).await.unwrap();
        let found = secrets.refresh_sender_secret(&sender()).await.unwrap().unwrap();
        assert_eq!(found.token.expose_secret(), "changed");
    }
}
