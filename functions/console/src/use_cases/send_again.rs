//! Sending failed texts again, one or all that a filter finds.

use rechime_domain::{
    consent::ConsentStatus,
    ids::MessageId,
    job::SendJob,
    message::{MessageRecord, NotAgain, PendingMessage},
};
use rechime_platform::queue::{Outgoing, QueueError};
use rechime_store::{
    StoreError,
    audit::AuditAction,
    configs::StoreConfig,
    consistency::Consistency,
    journal::{JournalDecision, JournalEntry},
};
use serde::Serialize;
use serde_json::value::to_raw_value;

use super::{
    activity::filter::{Filter, find},
    audit,
    author::Author,
};
use crate::app::App;

/// As many texts are sent again by one request, and so many pages of the activity are looked through for them.
const MOST: usize = 100;
const PAGES: usize = 5;

/// Why a text is not sent again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendAgainError {
    #[error("No message of this id was sent.")]
    NotFound,
    #[error(transparent)]
    NotAgain(#[from] NotAgain),
    #[error("The customer opted out, so nothing is sent to them.")]
    OptedOut,
    #[error("This number was deactivated or cannot get texts, so the text would fail again.")]
    NumberGone,
    #[error("This text was sent again already. The activity shows what became of that.")]
    Already,
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error("The text cannot be written down: {0}.")]
    Encode(serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SendAgainError {
    /// Whether it is about this text alone, so that others may still go.
    const fn is_of_one(&self) -> bool {
        !matches!(self, Self::Queue(_) | Self::Encode(_) | Self::Store(_))
    }
}

/// A text that is on its way again.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SecondTry {
    /// The message that sends it.
    pub(crate) id: MessageId,
    /// The message that failed.
    pub(crate) of: MessageId,
}

/// What became of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SecondTries {
    /// Texts that are on their way again.
    pub(crate) sent: usize,
    /// Texts that may not be sent again.
    pub(crate) refused: usize,
}

/// Sends a text again as it was, by a message of its own. Every rule is looked at once more before it goes; what can be said
/// at once is said here. Asking twice sends once, because the second message's id is made of the first's.
pub(crate) async fn send_again(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    id: &str,
) -> Result<SecondTry, SendAgainError> {
    let id = MessageId::parse(id).map_err(|_| SendAgainError::NotFound)?;
    let row = app.messages.get_message(&store.settings.id, &id).await?.ok_or(SendAgainError::NotFound)?;
    let message = row.again(store.flows.get(&row.source), app.clock.now())?;
    check_reachable(app, &row).await?;
    if app.messages.get_message(&message.store, &message.id).await?.is_some() {
        return Err(SendAgainError::Already);
    }
    let second = SecondTry { id: message.id.clone(), of: id };
    enqueue(app, message, &row).await?;
    let entry = author.entry_of(app, AuditAction::SendAgain, second.of.as_str(), Vec::new());
    audit::record(app, &store.settings.id, &entry).await;
    Ok(second)
}

async fn check_reachable(app: &App, row: &MessageRecord) -> Result<(), SendAgainError> {
    let Some(phone) = &row.phone else { return Ok(()) };
    let listed = app.subscribers.get_subscriber(&row.store, phone, Consistency::Strong).await?;
    match listed.map(|subscriber| subscriber.consent_status()) {
        Some(ConsentStatus::Unsubscribed) => Err(SendAgainError::OptedOut),
        Some(ConsentStatus::Void) => Err(SendAgainError::NumberGone),
        _ => Ok(()),
    }
}

/// First the journal, so that the activity has it before it goes.
async fn enqueue(app: &App, message: PendingMessage, row: &MessageRecord) -> Result<(), SendAgainError> {
    let entry = JournalEntry {
        message: message.id.clone(),
        source: message.source.clone(),
        step: message.step,
        occurrence: row.id.second_try(),
        phone: row.phone.as_ref().map(rechime_domain::phone::PhoneNumber::masked),
        decision: JournalDecision::Send,
    };
    let (now, uniq) = (app.clock.now(), message.id.parts().1.to_owned());
    app.journal.put_entries(&message.store, now, &uniq, &[entry]).await?;
    let job = to_raw_value(&SendJob::new(message)).map_err(SendAgainError::Encode)?;
    Ok(app.queues.sends.send(&[Outgoing::now(job)]).await?)
}

/// The texts of the last day that a filter finds and that failed, the newest first: as many as one request sends again.
pub(crate) async fn candidates(
    app: &App,
    store: &StoreConfig,
    filter: &Filter,
) -> Result<Vec<MessageId>, StoreError> {
    let (mut found, mut from) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = find(app, &store.settings, filter, from).await?;
        let may_go = page.items.into_iter().filter(|entry| entry.can_be_sent_again);
        found.extend(may_go.map(|entry| entry.id));
        from = page.next;
        if from.is_none() || found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    Ok(found)
}

/// Sends all of them again that may be.
pub(crate) async fn send_all_again(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    filter: &Filter,
) -> Result<SecondTries, SendAgainError> {
    let mut tries = SecondTries::default();
    for id in candidates(app, store, filter).await? {
        match send_again(app, author, store, id.as_str()).await {
            Ok(_) => tries.sent += 1,
            Err(error) if error.is_of_one() => tries.refused += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(tries)
}
