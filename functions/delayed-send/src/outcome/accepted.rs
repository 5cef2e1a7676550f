//! The provider has the text.

use rechime_domain::message::MessageState;
use rechime_platform::job::JobError;
use rechime_sms::provider::Accepted;

use crate::{DelayedSend, claimed::Claimed};

impl DelayedSend {
    pub(crate) async fn accepted(&self, claimed: &Claimed<'_>, accepted: Accepted) -> Result<(), JobError> {
        let state = MessageState::Accepted { provider_id: accepted.provider_id, at: self.clock.now() };
        self.put_outcome(claimed, &state).await.map(drop)
    }
}
