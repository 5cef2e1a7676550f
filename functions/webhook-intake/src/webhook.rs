//! A webhook as it came, and the job that it becomes.

use http::HeaderMap;
use jiff::Timestamp;
use rechime_domain::{
    job::{EventJob, ShopifyJob, WebhookJob},
    json,
};
use rechime_platform::http_api::Request;
use rechime_recharge::topic::Topic;
use serde_json::value::RawValue;

use crate::{answer::Answer, proof::Origin, webhook_path::WebhookPath};

/// The largest body taken. Recharge's are 1 to 12 KB; ten of these must fit one invocation's 6 MB.
const MAX_BODY_BYTES: usize = 256 * 1024;

pub(crate) struct Webhook<'a> {
    pub(crate) path: WebhookPath,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl<'a> Webhook<'a> {
    pub(crate) fn read(request: &'a Request) -> Result<Self, Answer> {
        let path = WebhookPath::parse(request.uri().path()).ok_or(Answer::NotFound)?;
        let body = request.body().as_slice();
        if body.len() > MAX_BODY_BYTES {
            return Err(Answer::TooLarge);
        }
        Ok(Self { path, headers: request.headers(), body })
    }

    /// The body as the JSON object that it must be.
    pub(crate) fn payload(&self) -> Result<Box<RawValue>, Answer> {
        object(self.body)
    }

    /// What evaluation is to do about it. Where that is nothing the answer says why.
    pub(crate) fn job(
        &self,
        origin: Origin<'_>,
        payload: Box<RawValue>,
        received_at: Timestamp,
    ) -> Result<EventJob, Answer> {
        check_topic(origin)?;
        let store = self.path.store.clone();
        Ok(match origin {
            Origin::Recharge { topic, proof } => {
                WebhookJob::new(store, topic.to_owned(), proof, received_at, payload).into()
            }
            Origin::Shopify { topic } => {
                ShopifyJob::new(store, topic.to_owned(), received_at, payload).into()
            }
        })
    }
}

fn check_topic(origin: Origin<'_>) -> Result<(), Answer> {
    match origin {
        Origin::Recharge { topic, .. } => match Topic::parse(topic) {
            Ok(Topic::Handled(_) | Topic::Uninstalled) => Ok(()),
            Ok(Topic::Known) => Err(Answer::Ignored),
            Err(_) => Err(Answer::UnknownTopic),
        },
        Origin::Shopify { topic } if rechime_shopify::TOPICS.contains(&topic) => Ok(()),
        Origin::Shopify { .. } => Err(Answer::Ignored),
    }
}

/// The body as the JSON object that it must be. Bytes that are no UTF-8, and characters that no reader takes inside a text,
/// cost the value that they stand in and not the event.
fn object(body: &[u8]) -> Result<Box<RawValue>, Answer> {
    let text = String::from_utf8_lossy(body);
    let payload = RawValue::from_string(json::mended(&text).into_owned()).map_err(|_| Answer::NotJson)?;
    if payload.get().starts_with('{') { Ok(payload) } else { Err(Answer::NotJson) }
}
