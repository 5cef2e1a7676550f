//! A text that a merchant sends to a phone of their own, to see it there.

use rechime_domain::{
    ids::{MessageId, StoreId},
    link::PlacedLink,
    phone::PhoneNumber,
};
use rechime_platform::job::JobError;
use rechime_sms::provider::{Outbound, SendError};

use crate::{DelayedSend, links::LinkedText};

impl DelayedSend {
    /// Hands the text to the provider. It was asked for by somebody who waits for it, so it goes at any hour, and is
    /// sent again rather than lost. Its links work, and nothing counts who follows them: it has no row. What the provider refuses is parked, where the merchant finds it with the reason.
    pub(crate) async fn send_test(
        &self,
        store: StoreId,
        to: PhoneNumber,
        body: &str,
        placed: &[PlacedLink],
        id: &str,
    ) -> Result<(), JobError> {
        let message = MessageId::of_test(&store, &to, id);
        let LinkedText { body, links } = self.link_text(&store, &message, body, placed);
        if !links.is_empty() {
            self.links.put_links(&links, self.clock.now()).await.map_err(JobError::retry)?;
        }
        let text = Outbound::notice(message, store, to, body);
        match self.provider.send(&text).await {
            Ok(_) | Err(SendError::Ambiguous { .. }) => Ok(()),
            Err(error @ (SendError::Throttled { .. } | SendError::NotReached { .. })) => {
                Err(JobError::retry(error))
            }
            Err(error @ (SendError::Refused { .. } | SendError::Misconfigured { .. })) => {
                Err(JobError::park(error))
            }
        }
    }
}
