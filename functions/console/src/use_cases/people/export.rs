//! All that is kept of a person, as it is kept.

use jiff::Timestamp;
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency, people::LinkHit};
use serde::Serialize;
use serde_json::{Value, json};

use super::{PersonError, mentions, waiting, who::Who};
use crate::app::App;

/// All that is kept of a person. What is in it is as it is in the table, and may have further fields tomorrow.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Export {
    pub(crate) exported_at: Timestamp,
    pub(crate) phones: Vec<Value>,
    pub(crate) persons: Vec<String>,
    /// The rows of the store's list.
    pub(crate) subscribers: Vec<Value>,
    /// What is known of each phone across the stores of the installation.
    pub(crate) numbers: Vec<Value>,
    pub(crate) consents: Vec<Value>,
    pub(crate) replies: Vec<Value>,
    /// Messages that were claimed or skipped.
    pub(crate) messages: Vec<Value>,
    /// Messages that were not made, because their events were found too late.
    pub(crate) old_news: Vec<Value>,
    /// Messages that wait.
    pub(crate) waiting: Vec<Value>,
    pub(crate) clicks: Vec<Value>,
    /// The customer as Recharge described them within the last hour.
    pub(crate) customers: Vec<Value>,
    /// Queue messages that could not be handled and are about them.
    pub(crate) parked: Vec<Value>,
    /// False if more minutes have waiting texts than were looked at.
    pub(crate) complete: bool,
}

/// Everything.
pub(crate) async fn make(app: &App, store: &StoreConfig, name: &str) -> Result<Export, PersonError> {
    let who = Who::find(app, store, name).await?;
    let waiting = waiting::find(app, store, &who).await?;
    let parked = mentions::parked(app, store, &who).await?;
    let mut export = Export {
        exported_at: app.clock.now(),
        phones: values(&who.phones),
        persons: who.persons.iter().map(ToString::to_string).collect(),
        subscribers: Vec::new(),
        numbers: Vec::new(),
        consents: Vec::new(),
        replies: Vec::new(),
        messages: values(&who.rows.messages),
        old_news: values(&who.rows.old_news),
        waiting: values(&waiting.messages),
        clicks: values::<LinkHit>(&who.rows.clicks),
        customers: values(&who.rows.customer),
        parked: parked.iter().map(|(_, parked)| value(parked)).collect(),
        complete: waiting.complete,
    };
    for phone in &who.phones {
        export.add_phone(app, store, phone).await?;
    }
    if export.is_empty() { Err(PersonError::NotFound) } else { Ok(export) }
}

impl Export {
    async fn add_phone(
        &mut self,
        app: &App,
        store: &StoreConfig,
        phone: &rechime_domain::phone::PhoneNumber,
    ) -> Result<(), StoreError> {
        let id = &store.settings.id;
        let row = app.subscribers.get_own_row(id, phone, Consistency::Strong).await?;
        self.subscribers.extend(row.iter().map(value));
        let known = app.people.get_phone(phone).await?;
        let sender = store.sender_id();
        let (opted_out_at, kept) = (known.opted_out_at(&sender), known.kept_opt_out(id, &sender));
        if known.stores.contains(id) || opted_out_at.is_some() || kept.is_some() {
            // Which other stores know the phone is none of this store's business.
            self.numbers.push(json!({ "phone": phone, "opted_out_at": opted_out_at, "kept_opt_out": kept }));
        }
        self.consents.extend(values(&app.subscribers.list_consents(id, phone).await?));
        self.replies.extend(values(&app.received_replies.list_received_replies(id, phone).await?));
        Ok(())
    }

    fn is_empty(&self) -> bool {
        let Self {
            subscribers,
            numbers,
            consents,
            replies,
            messages,
            old_news,
            waiting,
            customers,
            parked,
            ..
        } = self;
        [subscribers, numbers, consents, replies, messages, old_news, waiting, customers, parked]
            .into_iter()
            .all(Vec::is_empty)
    }
}

fn values<'a, T: Serialize + 'a>(things: impl IntoIterator<Item = &'a T>) -> Vec<Value> {
    things.into_iter().map(value).collect()
}

fn value(thing: &impl Serialize) -> Value {
    serde_json::to_value(thing).unwrap_or_default()
}
