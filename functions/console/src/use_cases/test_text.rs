//! A text to a phone of the merchant's own, to see it there before customers do.

use rechime_domain::{
    consent::ConsentStatus,
    job::SendJob,
    link::{LinkForm, PlacedLink},
    occurrence::Tags,
    phone::{InvalidPhone, PhoneNumber},
    trigger::Trigger,
};
use rechime_platform::{
    queue::{Outgoing, QueueError},
    random::{self, RandomError},
};
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency};
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;

use super::preview::{Draft, Preview, PreviewError, preview};
use crate::app::App;

/// Characters that tell a test from others.
const ID_LENGTH: usize = 16;

/// Why no test is sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TestError {
    #[error(transparent)]
    Template(#[from] PreviewError),
    #[error("Write the phone in international form, such as +14155552671; this is {0}.")]
    Phone(#[from] InvalidPhone),
    #[error("This phone opted out of the store's texts, so it gets no test either.")]
    OptedOut,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error("The text cannot be written down: {0}.")]
    Encode(serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What to send, and to whom. Without `tags` sample values are used.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct TestText {
    pub(crate) template: String,
    /// What starts its flow; a campaign has none.
    #[serde(default)]
    pub(crate) trigger: Option<Trigger>,
    pub(crate) to: String,
    #[cfg_attr(test, schema(value_type = Option<serde_json::Map<String, serde_json::Value>>))]
    pub(crate) tags: Option<Tags>,
    /// As in a preview.
    #[serde(default)]
    pub(crate) links: LinkForm,
}

/// Sends the text that a template makes, at any hour. It is not counted, and no activity tells of it.
pub(crate) async fn send(app: &App, store: &StoreConfig, wanted: TestText) -> Result<Preview, TestError> {
    let TestText { template, trigger, to, tags, links } = wanted;
    let settings = &store.settings;
    let text = preview(settings, &app.link_base, Draft { template, trigger, tags, links })?;
    let to = recipient(app, store, &to).await?;
    enqueue(app, store, to, text.body.clone(), text.links.clone()).await?;
    Ok(text)
}

/// Whom a test of the sender goes to.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct TestOfSender {
    pub(crate) to: String,
}

/// The text of a test of the sender.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct TestedSender {
    pub(crate) body: String,
}

/// Sends a short text, to see that the store's sender works and which number it shows.
pub(crate) async fn send_from_sender(
    app: &App,
    store: &StoreConfig,
    wanted: &TestOfSender,
) -> Result<TestedSender, TestError> {
    let to = recipient(app, store, &wanted.to).await?;
    let body = format!("{}: this is a test. Your texts come from this number.", store.settings.name);
    enqueue(app, store, to, body.clone(), Vec::new()).await?;
    Ok(TestedSender { body })
}

/// The phone of the merchant's own, unless its owner opted out.
async fn recipient(app: &App, store: &StoreConfig, to: &str) -> Result<PhoneNumber, TestError> {
    let settings = &store.settings;
    let to = PhoneNumber::parse(to, &settings.country)?;
    let listed = app.subscribers.get_subscriber(&settings.id, &to, Consistency::Strong).await?;
    if listed.is_some_and(|subscriber| subscriber.consent_status() == ConsentStatus::Unsubscribed) {
        return Err(TestError::OptedOut);
    }
    Ok(to)
}

async fn enqueue(
    app: &App,
    store: &StoreConfig,
    to: PhoneNumber,
    body: String,
    links: Vec<PlacedLink>,
) -> Result<(), TestError> {
    let id = random::key(ID_LENGTH)?;
    let job = SendJob::Test { store: store.settings.id.clone(), to, body, id, links };
    let job = to_raw_value(&job).map_err(TestError::Encode)?;
    Ok(app.queues.sends.send(&[Outgoing::now(job)]).await?)
}
