//! What customers replied, and the meaning of a reply.

use jiff::Timestamp;
use rechime_domain::{
    consent::Wording,
    ids::StoreId,
    phone::PhoneNumber,
    reply::{self, ReplyMeaning},
};
use rechime_store::{Cursor, Page, StoreError, received_replies::InboxLine};
use serde::{Deserialize, Serialize};

use crate::app::App;

/// Replies on a page.
const PAGE: usize = 50;

/// What a customer replied. The phone is not masked: the store's people answer them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ReplyView {
    pub(crate) phone: PhoneNumber,
    pub(crate) at: Timestamp,
    pub(crate) meaning: ReplyMeaning,
    /// As much of it as is kept; `None` if it had no words.
    pub(crate) text: Option<Wording>,
    /// What was answered.
    pub(crate) answer: Option<String>,
}

/// A page of what was replied to a store, the newest first.
pub(crate) async fn list(
    app: &App,
    store: &StoreId,
    from: Option<&Cursor>,
) -> Result<Page<ReplyView>, StoreError> {
    let page = app.received_replies.list_inbox(store, from, PAGE).await?;
    Ok(Page { items: page.items.into_iter().map(ReplyView::from).collect(), next: page.next })
}

impl From<InboxLine> for ReplyView {
    fn from(InboxLine { phone, reply }: InboxLine) -> Self {
        let answer = reply.answer.map(|answer| answer.text);
        Self { phone, at: reply.at, meaning: reply.meaning, text: reply.words, answer }
    }
}

/// What a customer might reply.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = ReplyText))]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    pub(crate) text: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = ReplyExplanation))]
pub(crate) struct Explanation {
    pub(crate) meaning: ReplyMeaning,
}

/// Reads a reply as the real one would be: alike for every store.
pub(crate) fn explain(reply: &Reply) -> Explanation {
    Explanation { meaning: reply::meaning(&reply.text) }
}
