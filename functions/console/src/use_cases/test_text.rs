//! A text to a phone of the merchant's own, to see it there before customers do.

use rechime_domain::{
    consent::ConsentStatus,
    job::SendJob,
    link::LinkForm,
    occurrence::Tags,
    phone::{InvalidPhone, PhoneNumber},
    trigger::Trigger,
};
use rechime_platform::{
    queue::{Outgoing, QueueError},
    random::{self, RandomError},
};
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency};
use serde::Deserialize;
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
    pub(crate) trigger: Trigger,
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
    let to = PhoneNumber::parse(&to, &settings.country)?;
    let listed = app.subscribers.get_subscriber(&settings.id, &to, Consistency::Strong).await?;
    if listed.is_some_and(|subscriber| subscriber.consent_status() == ConsentStatus::Unsubscribed) {
        return Err(TestError::OptedOut);
    }
    let id = random::key(ID_LENGTH)?;
    let (body, links) = (text.body.clone(), text.links.clone());
    let job = SendJob::Test { store: settings.id.clone(), to, body, id, links };
    let job = to_raw_value(&job).map_err(TestError::Encode)?;
    app.queues.sends.send(&[Outgoing::now(job)]).await?;
    Ok(text)
}
