//! A text that a merchant sends to a phone of their own, to see it there.

use rechime_domain::{
    ids::{MessageId, StoreId},
    job::SendJob,
    link::PlacedLink,
    pace::{Class, seconds_until},
    parts,
    phone::PhoneNumber,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_sms::provider::{Outbound, SendError};

use crate::{DelayedSend, links::LinkedText};

impl DelayedSend {
    /// Hands the text to the provider when its turn has come. It was asked for by somebody who waits for it, so it goes at any hour, and is
    /// sent again rather than lost. Its links work, and nothing counts who follows them: it has no row. What the provider refuses is parked, where the merchant finds it with the reason.
    pub(crate) async fn send_test(
        &self,
        store: StoreId,
        to: PhoneNumber,
        body: &str,
        placed: &[PlacedLink],
        id: &str,
    ) -> Result<(), JobError> {
        let sender = self.sender_of(&store).await?;
        let now = self.clock.now();
        let parts = [parts::count(body).count];
        let turns = self.paces.take_turns(&sender, Class::Immediate, &parts, now).await;
        let turns = turns.map_err(JobError::retry)?;
        let Some(turn) = turns.starts.first() else {
            let (body, id, links) = (body.to_owned(), id.to_owned(), placed.to_vec());
            let delay = seconds_until(turns.again_at.as_microsecond(), now.as_microsecond()).max(1);
            let again = Outgoing::after(SendJob::Test { store, to, body, id, links }, delay);
            return self.sends.send(&[again]).await.map_err(JobError::retry);
        };
        self.await_turn(*turn).await;
        let message = MessageId::of_test(&store, &to, id);
        let LinkedText { body, links } = self.link_text(&store, &message, body, placed);
        if !links.is_empty() {
            self.links.put_links(&links, self.clock.now()).await.map_err(JobError::retry)?;
        }
        let sender = self.own_sender_of(&store).await?;
        let text = Outbound::notice(message, store, to, body).from(sender);
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
