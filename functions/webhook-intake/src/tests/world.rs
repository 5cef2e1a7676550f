//! A store that is connected, and whoever sends it webhooks.

use std::{ops::Deref, sync::Arc};

use async_trait::async_trait;
use http::Method;
use jiff::Timestamp;
use rechime_domain::{
    ids::StoreId,
    job::{EventJob, Proof, ShopifyJob, WebhookJob},
};
use rechime_platform::{
    http_api::{Request, Response},
    queue::Outgoing,
    secrets::{
        Cached, MemorySecrets, RechargeSecrets, ReplacedSecret, SecretEditor, SecretsError, SigningSecrets,
        SigningSecretsReader,
    },
};
use rechime_recharge::signature;
pub(super) use rechime_testkit::demo;
use rechime_testkit::{DAY, at, path_keys, secrets};
use secrecy::SecretString;

use crate::Intake;

/// The store `demo`'s, as [`path_keys`] issues it.
pub(super) const PATH_KEY: &str = "k3yInThePathOfTheUrlzvp4fyn33gksppod";
pub(super) const SECRET: &str = "the-client-secret";
/// What Shopify signs with.
const SHOPIFY_SECRET: &str = "hush";
pub(super) const PREVIOUS: &str = "the-one-before-it";
pub(super) const BODY: &str = r#"{"subscription":{"id":7}}"#;

/// Intake, with a store `demo` whose client secret was replaced once.
pub(super) struct World {
    kit: rechime_testkit::World,
    intake: Intake,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    pub(super) async fn new() -> Self {
        let kit = rechime_testkit::World::empty(DAY);
        let intake = Intake {
            path_keys: path_keys(),
            secrets: kit.secrets.clone(),
            events: kit.events.clone(),
            clock: kit.clock.clone(),
        };
        let world = Self { kit, intake };
        world.knows_secrets(Some(SECRET), Some(PREVIOUS)).await;
        world
    }

    /// The same, remembering the secrets that there are now until they are refreshed.
    pub(super) async fn remembering(mut self) -> Self {
        let remembered = self.secrets.get_signing(&demo()).await.unwrap();
        let secrets = Arc::new(Remembering { remembered, now: Arc::clone(&self.secrets) });
        self.intake = Intake { secrets, ..self.intake };
        self
    }

    /// The same with secrets remembered as the function remembers them.
    pub(super) fn caching(mut self) -> Self {
        let secrets = Arc::new(Cached::new(Shared(Arc::clone(&self.secrets))));
        self.intake = Intake { secrets, ..self.intake };
        self
    }

    pub(super) async fn knows_secrets(&self, current: Option<&str>, previous: Option<&str>) {
        let signing = SigningSecrets {
            client_secret: current.map(SecretString::from),
            previous_client_secret: previous
                .map(|secret| ReplacedSecret { secret: secret.into(), replaced_at: now() }),
            path_key: PATH_KEY.into(),
            shopify_secret: Some(SHOPIFY_SECRET.into()),
            timestamped: false,
        };
        self.secrets.put(&demo(), &RechargeSecrets { signing, ..secrets() }).await.unwrap();
    }

    /// Sends a webhook; gives the status.
    pub(super) async fn post(&self, webhook: Webhook) -> u16 {
        self.answer(webhook).await.status().as_u16()
    }

    pub(super) async fn answer(&self, webhook: Webhook) -> Response {
        self.intake.handle(webhook.into_request()).await
    }

    /// The proofs of what was enqueued since the last time, all of it Recharge's.
    pub(super) fn proofs(&self) -> Vec<Proof> {
        self.enqueued().into_iter().map(|job| recharge(job).proof).collect()
    }

    /// What was enqueued since the last time, for evaluation at once.
    pub(super) fn enqueued(&self) -> Vec<EventJob> {
        let at_once = |outgoing: Outgoing<EventJob>| {
            assert_eq!(outgoing.delay_seconds, 0);
            outgoing.job
        };
        self.events.take().into_iter().map(at_once).collect()
    }

    /// The one webhook of Recharge's that was enqueued since the last time.
    pub(super) fn one_of_recharge(&self) -> WebhookJob {
        let [job] = self.enqueued().try_into().unwrap();
        recharge(job)
    }

    /// The one webhook of Shopify's that was enqueued since the last time.
    pub(super) fn one_of_shopify(&self) -> ShopifyJob {
        match <[EventJob; 1]>::try_from(self.enqueued()).unwrap() {
            [EventJob::Shopify(job)] => job,
            [EventJob::Recharge(job)] => panic!("Recharge's: {job:?}"),
        }
    }
}

fn recharge(job: EventJob) -> WebhookJob {
    match job {
        EventJob::Recharge(job) => job,
        EventJob::Shopify(job) => panic!("Shopify's: {job:?}"),
    }
}

/// The secrets that there are now.
struct Shared(Arc<MemorySecrets>);

#[async_trait]
impl SigningSecretsReader for Shared {
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        self.0.get_signing(store).await
    }
}

/// Secrets as a process remembers them.
struct Remembering {
    remembered: Option<Arc<SigningSecrets>>,
    now: Arc<MemorySecrets>,
}

#[async_trait]
impl SigningSecretsReader for Remembering {
    async fn get_signing(&self, _: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        Ok(self.remembered.clone())
    }

    async fn refresh_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        self.now.get_signing(store).await
    }
}

pub(super) fn now() -> Timestamp {
    at(DAY)
}

/// A webhook as it is sent: `subscription/created` of the store `demo`, unless it is said otherwise.
pub(super) struct Webhook {
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Webhook {
    pub(super) fn unsigned(body: &str) -> Self {
        let path = format!("/webhooks/recharge/demo/{PATH_KEY}/subscription/created");
        Self { path, headers: Vec::new(), body: body.into() }
    }

    /// Signed in both ways, as Recharge does.
    pub(super) fn signed(body: &str) -> Self {
        Self::unsigned(body).with_timestamped(SECRET, now()).with_legacy(SECRET)
    }

    pub(super) fn with_timestamped(mut self, secret: &str, at: Timestamp) -> Self {
        let (timestamp, signature) = signature::timestamped(&secret.into(), &self.body, at);
        self.headers.push(("X-Recharge-Webhook-Timestamp", timestamp));
        self.headers.push(("X-Recharge-Webhook-Signature", signature));
        self
    }

    pub(super) fn with_legacy(mut self, secret: &str) -> Self {
        self.headers.push(("X-Recharge-Hmac-Sha256", signature::legacy(&secret.into(), &self.body)));
        self
    }

    pub(super) fn to(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    fn into_request(self) -> Request {
        let request = http::Request::builder().method(Method::POST).uri(self.path);
        let headers = self.headers.into_iter();
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        request.body(self.body).unwrap()
    }
}
