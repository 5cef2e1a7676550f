//! The provider has the text.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::message::MessageState;
use rechime_platform::job::JobError;
use rechime_sms::provider::Accepted;

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    pub(crate) async fn accepted(&self, claimed: &Claimed<'_>, accepted: Accepted) -> Result<(), JobError> {
        let now = self.clock.now();
        let state = MessageState::Accepted { provider_id: accepted.provider_id, at: now };
        self.put_outcome(claimed, &state).await?;
        self.put_received_day(claimed, now).await
    }

    /// The segment "received a flow message": written once a day for a person, not once a text.
    pub(crate) async fn put_received_day(
        &self,
        claimed: &Claimed<'_>,
        at: Timestamp,
    ) -> Result<(), JobError> {
        let day = at.to_zoned(TimeZone::UTC).date();
        if claimed.received_on == Some(day) {
            return Ok(());
        }
        let (text, person) = (&claimed.text, claimed.message.id.person());
        let put = self.subscribers.put_received_day(&text.store, &text.to, &person, day).await;
        put.map_err(JobError::retry)
    }
}
