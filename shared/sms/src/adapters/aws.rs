//! AWS End User Messaging SMS.

mod check;
mod feedback;
mod refusal;

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_platform::aws::{AwsConfig, Client, SMS};
use serde::{Deserialize, Serialize};

pub(super) use self::{check::check, feedback::feedback};
use crate::provider::{Accepted, LONGEST_CALL, LookUp, Outbound, SendError, SmsProvider};

/// What AWS takes for `TimeToLive`, in seconds:
/// <https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html>.
const SHORTEST_SECONDS: u64 = 5;
const LONGEST_SECONDS: u64 = 259_200;

/// Sends with AWS End User Messaging SMS.
///
/// The message's id and store travel in the text's context and come back with its receipts (`m` and `s`).
#[derive(Clone, Debug)]
pub(super) struct AwsSms {
    client: Client,
    origination_identity: Option<String>,
    configuration_set: Option<String>,
}

impl AwsSms {
    /// Sends from `origination_identity`, a number, a pool or the ARN of either; without one AWS chooses. Receipts come
    /// to where `configuration_set` sends them; without one there are none.
    #[must_use]
    pub(super) fn new(
        aws_config: &AwsConfig,
        origination_identity: Option<&str>,
        configuration_set: Option<&str>,
    ) -> Self {
        // SendTextMessage has no client token: a second attempt could be a second text.
        Self {
            client: Client::new(aws_config, &SMS).trying_once(LONGEST_CALL),
            origination_identity: origination_identity.map(ToOwned::to_owned),
            configuration_set: configuration_set.map(ToOwned::to_owned),
        }
    }

    /// The same, sending from another number or pool.
    pub(super) fn sending_from(&self, identity: Option<&str>) -> Self {
        Self { origination_identity: identity.map(ToOwned::to_owned), ..self.clone() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendTextMessage<'a> {
    destination_phone_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    origination_identity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration_set_name: Option<&'a str>,
    message_body: &'a str,
    message_type: &'a str,
    time_to_live: u64,
    context: BTreeMap<&'a str, &'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    message_id: Option<String>,
}

#[async_trait]
impl SmsProvider for AwsSms {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let request = SendTextMessage {
            destination_phone_number: text.to.as_str(),
            origination_identity: self.origination_identity.as_deref(),
            configuration_set_name: self.configuration_set.as_deref(),
            message_body: &text.body,
            message_type: if text.promotional { "PROMOTIONAL" } else { "TRANSACTIONAL" },
            time_to_live: time_to_live(text.time_to_live),
            context: BTreeMap::from([("m", text.message.as_str()), ("s", text.store.as_str())]),
        };
        let answer = self.client.call::<Sent>("SendTextMessage", &request).await;
        let answer = answer.map_err(|error| refusal::read(&error))?;
        let named = answer.message_id.map(|provider_id| Accepted { provider_id });
        named.ok_or_else(|| SendError::ambiguous("AWS answered without a message id"))
    }

    /// AWS cannot be asked; its receipts tell in time.
    async fn look_up(&self, _text: &Outbound, _since: Timestamp) -> LookUp {
        LookUp::CannotBeAsked
    }
}

fn time_to_live(wanted: Duration) -> u64 {
    wanted.as_secs().clamp(SHORTEST_SECONDS, LONGEST_SECONDS)
}

#[cfg(test)]
mod tests;
