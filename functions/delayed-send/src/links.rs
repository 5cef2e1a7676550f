//! The short links of a text: named before the claim, so that the row has the words that are sent, and put after it,
//! so that none leads anywhere before its message is somebody's to send.

use rechime_domain::{
    ids::{MessageId, StoreId},
    link::{PlacedLink, with_codes},
};
use rechime_platform::job::JobError;
use rechime_store::links::NewLink;

use crate::{DelayedSend, claimed::Claimed};

/// A text with the codes of its message.
pub(crate) struct LinkedText {
    pub(crate) body: String,
    pub(crate) links: Vec<NewLink>,
}

impl DelayedSend {
    /// Gives a text the codes of its message's links. They are the same each time.
    pub(crate) fn link_text(
        &self,
        store: &StoreId,
        message: &MessageId,
        body: &str,
        placed: &[PlacedLink],
    ) -> LinkedText {
        let links: Vec<_> = (0..)
            .zip(placed)
            .map(|(position, link)| NewLink {
                code: self.link_key.code(message, position),
                store: store.clone(),
                message: message.clone(),
                position,
                destination: link.destination.clone(),
            })
            .collect();
        LinkedText { body: with_codes(body, placed, links.iter().map(|link| &link.code)), links }
    }

    /// Puts the links of a claimed text. If the table does not take them the text is not sent: it would lead nowhere.
    pub(crate) async fn put_links(&self, claimed: &Claimed<'_>) -> Result<(), JobError> {
        if claimed.links.is_empty() {
            return Ok(());
        }
        self.links.put_links(&claimed.links, claimed.claim.at).await.map_err(JobError::retry)
    }
}
