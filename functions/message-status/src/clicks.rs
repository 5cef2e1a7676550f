//! Clicks: who followed a link, and what it means for the message and its subscriber.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{
    click::{ClickClass, classify},
    job::{ClickJob, FollowedLink},
    message::{MessageRecord, MessageState},
};
use rechime_platform::job::JobError;
use rechime_store::{StoreError, clicks::Click};
use serde::Deserialize;

use crate::MessageStatus;

/// What begins the names of the versions of a click in a queue.
const KIND: &str = "click.";

/// Whether a queue message is a click. What is not may be a provider's own.
pub(crate) fn is_click(message: &str) -> bool {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    serde_json::from_str::<Kind>(message).is_ok_and(|message| message.kind.starts_with(KIND))
}

impl MessageStatus {
    /// Finds out who followed a link, and writes it down. Each step may be done again: a click that comes twice is one.
    pub(crate) async fn click(&self, message: &str) -> Result<(), JobError> {
        let ClickJob::V1(followed) = serde_json::from_str(message).map_err(JobError::park)?;
        let row = self.messages.get_message(&followed.store, &followed.message).await;
        match row.map_err(JobError::retry)? {
            Some(row) => self.note(&followed, &row).await.map_err(JobError::retry),
            // A test text, or a person who was erased.
            None => Ok(()),
        }
    }

    async fn note(&self, followed: &FollowedLink, row: &MessageRecord) -> Result<(), StoreError> {
        let class = classify(&followed.signals, followed.at, delivered_at(&row.state));
        let first = self.clicks.put_click(&click(followed, class)).await?;
        // Another hit of this class came before, and whoever handled it goes on, or comes again.
        if class != ClickClass::Human || first != followed.at {
            return Ok(());
        }
        self.clicks.put_clicked(&followed.store, &followed.message, followed.at).await?;
        let Some(phone) = &row.phone else { return Ok(()) };
        let day = followed.at.to_zoned(TimeZone::UTC).date();
        self.sent_texts.note_click(&followed.store, phone, &followed.message, &row.source, day).await
    }
}

fn click(followed: &FollowedLink, class: ClickClass) -> Click {
    Click {
        store: followed.store.clone(),
        message: followed.message.clone(),
        position: followed.position,
        code: followed.code.clone(),
        class,
        at: followed.at,
        expires_at: followed.expires_at,
    }
}

/// When the phone got the text, where a receipt told.
const fn delivered_at(state: &MessageState) -> Option<Timestamp> {
    match state {
        MessageState::Delivered { at, .. } => Some(*at),
        _ => None,
    }
}
