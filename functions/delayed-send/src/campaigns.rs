//! Campaigns, which may be canceled at any moment.

use rechime_domain::{
    campaign::Campaign,
    decision::Decision,
    message::{MessageState, PendingMessage},
};
use rechime_platform::job::JobError;

use crate::DelayedSend;

impl DelayedSend {
    /// The campaign of a message, as it was a second ago at the latest; `None` for a message of a flow.
    pub(crate) async fn campaign_of(&self, message: &PendingMessage) -> Result<Option<Campaign>, JobError> {
        if !message.source.is_campaign() {
            return Ok(None);
        }
        self.campaigns.get_campaign(&message.store, &message.source).await.map_err(JobError::retry)
    }

    /// Ends a message of a campaign that was canceled; whether it was. It leaves no row: how many were left is what was
    /// planned, less what has a row. Where it has one already, because it was held or given back, the row says how it
    /// ended.
    pub(crate) async fn is_left(&self, message: &PendingMessage) -> Result<bool, JobError> {
        if !message.source.is_campaign() {
            return Ok(false);
        }
        let campaign = self.campaign_of(message).await?;
        if campaign.as_ref().is_some_and(Campaign::is_running) {
            return Ok(false);
        }
        let row = self.messages.get_message(&message.store, &message.id).await.map_err(JobError::retry)?;
        if row.is_some_and(|row| row.state.waits()) {
            let skipped =
                Decision::campaign_canceled().record(message, MessageState::Skipped { at: self.clock.now() });
            self.messages.put_skip(&skipped).await.map_err(JobError::retry)?;
        }
        Ok(true)
    }
}
