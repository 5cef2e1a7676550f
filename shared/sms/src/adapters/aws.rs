//! AWS End User Messaging SMS.

mod check;
mod feedback;
mod refusal;

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_pinpointsmsvoicev2::config::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_pinpointsmsvoicev2::{Client, config::Builder, types::MessageType};
use aws_types::SdkConfig;
use jiff::Timestamp;

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
        sdk_config: &SdkConfig,
        origination_identity: Option<&str>,
        configuration_set: Option<&str>,
    ) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_timeout(LONGEST_CALL)
            .operation_attempt_timeout(LONGEST_CALL)
            .build();
        // SendTextMessage has no client token: the SDK's own second attempt could be a second text.
        let config =
            Builder::from(sdk_config).retry_config(RetryConfig::disabled()).timeout_config(timeouts).build();
        Self {
            client: Client::from_conf(config),
            origination_identity: origination_identity.map(ToOwned::to_owned),
            configuration_set: configuration_set.map(ToOwned::to_owned),
        }
    }

    /// The same, sending from another number or pool.
    pub(super) fn sending_from(&self, identity: Option<&str>) -> Self {
        Self { origination_identity: identity.map(ToOwned::to_owned), ..self.clone() }
    }
}

#[async_trait]
impl SmsProvider for AwsSms {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let request = self
            .client
            .send_text_message()
            .destination_phone_number(text.to.as_str())
            .set_origination_identity(self.origination_identity.clone())
            .set_configuration_set_name(self.configuration_set.clone())
            .message_body(&text.body)
            .message_type(if text.promotional {
                MessageType::Promotional
            } else {
                MessageType::Transactional
            })
            .time_to_live(time_to_live(text.time_to_live))
            .context("m", text.message.as_str())
            .context("s", text.store.as_str());
        let answer = request.send().await.map_err(|error| refusal::read(&error))?;
        let named = answer.message_id.map(|provider_id| Accepted { provider_id });
        named.ok_or_else(|| SendError::ambiguous("AWS answered without a message id"))
    }

    /// AWS cannot be asked; its receipts tell in time.
    async fn look_up(&self, _text: &Outbound, _since: Timestamp) -> LookUp {
        LookUp::CannotBeAsked
    }
}

fn time_to_live(wanted: Duration) -> i32 {
    i32::try_from(wanted.as_secs().clamp(SHORTEST_SECONDS, LONGEST_SECONDS)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
