//! What happened between a person and the store, the newest first, and why.

mod messages;

use std::cmp::Reverse;

use jiff::Timestamp;
use rechime_domain::{
    click::ClickClass,
    consent::{ConsentEntry, ConsentSource, ConsentStatus},
    ids::PersonId,
    phone::PhoneNumber,
    reply::ReplyMeaning,
};
use rechime_store::{
    Cursor, StoreError,
    configs::StoreConfig,
    people::LinkHit,
    received_replies::{Answer, ReceivedReply},
};
use serde::Serialize;

use self::messages::Told;
use super::{
    PersonError,
    event::{Event, EventKind},
    waiting,
    who::Who,
};
use crate::{
    app::App,
    use_cases::{activity::entry::StoreClock, reason_view::ReasonView},
};

/// Events on a page.
const PAGE: usize = 100;

/// A page of a timeline.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Timeline {
    pub(crate) phones: Vec<PhoneNumber>,
    #[cfg_attr(test, schema(value_type = Vec<String>))]
    pub(crate) persons: Vec<PersonId>,
    /// The newest first.
    pub(crate) events: Vec<Event>,
    /// False if more minutes have waiting texts than were looked at: a text that waits may be missing.
    pub(crate) complete: bool,
    pub(crate) next_cursor: Option<Cursor>,
}

/// A page of the timeline of somebody, named by phone or person. `after` is the cursor of the page before.
pub(crate) async fn show(
    app: &App,
    store: &StoreConfig,
    name: &str,
    after: Option<&Cursor>,
) -> Result<Timeline, PersonError> {
    let who = Who::find(app, store, name).await?;
    let waiting = waiting::find(app, store, &who).await?;
    let told = Told { store, clock: StoreClock::of(&store.settings, app.clock.now()) };
    let mut events = told.of_messages(&who.rows.messages, &waiting.messages);
    events.extend(told.of_old_news(&who.rows, &waiting.messages));
    events.extend(who.rows.clicks.iter().map(|hit| told.click(hit)));
    for phone in &who.phones {
        events.extend(told_by_phone(app, &told, phone).await?);
    }
    if events.is_empty() {
        return Err(PersonError::NotFound);
    }
    events.sort_by_key(|event| Reverse((event.at, event.kind)));
    let (events, next_cursor) = page(events, after);
    Ok(Timeline {
        phones: who.phones.into_iter().collect(),
        persons: who.persons.into_iter().collect(),
        events,
        complete: waiting.complete,
        next_cursor,
    })
}

async fn told_by_phone(app: &App, told: &Told<'_>, phone: &PhoneNumber) -> Result<Vec<Event>, StoreError> {
    let store = &told.store.settings.id;
    let consents = app.subscribers.list_consents(store, phone).await?;
    let replies = app.received_replies.list_received_replies(store, phone).await?;
    let consents = consents.iter().map(|entry| told.consent(entry));
    Ok(consents.chain(replies.iter().flat_map(|reply| told.reply(reply))).collect())
}

/// A cursor is how many events come before it: the newest come first, so a page may repeat an event, and never lose one.
fn page(mut events: Vec<Event>, after: Option<&Cursor>) -> (Vec<Event>, Option<Cursor>) {
    let from = after.and_then(|cursor| cursor.as_str().parse().ok()).unwrap_or(0).min(events.len());
    let mut rest = events.split_off(from);
    let more = rest.len() > PAGE;
    rest.truncate(PAGE);
    (rest, more.then(|| Cursor::new((from + PAGE).to_string())))
}

impl Told<'_> {
    /// An event that is about no message.
    fn event(&self, at: Timestamp, kind: EventKind, what: &str, text: String) -> Event {
        Event {
            at,
            at_local: self.clock.local(at),
            kind,
            what: what.to_owned(),
            text,
            message: None,
            flow: None,
            step: None,
            until: None,
            body: None,
            segments: None,
            why: Vec::new(),
        }
    }

    fn click(&self, hit: &LinkHit) -> Event {
        let (text, why) = match hit.class {
            ClickClass::Human => {
                ("The customer opened a link of the text.", "The request looks like a person's.")
            }
            ClickClass::Preview => (
                "A phone or an app fetched a preview of a link.",
                "The request is a preview's, so it does not count as a click.",
            ),
            ClickClass::Scanner => (
                "A security scanner fetched a link.",
                "The request is a scanner's, so it does not count as a click.",
            ),
        };
        Event {
            message: Some(hit.message.clone()),
            why: vec![ReasonView::new(hit.class.key(), why)],
            ..self.event(hit.at, EventKind::Click, hit.class.key(), text.to_owned())
        }
    }

    /// A reply, and its answer if there is one.
    fn reply(&self, reply: &ReceivedReply) -> Vec<Event> {
        let (what, why) = match reply.meaning {
            ReplyMeaning::Stop => ("stop", "It was understood as STOP: no more texts."),
            ReplyMeaning::Start => ("start", "It was understood as START: texts again."),
            ReplyMeaning::Help => ("help", "It was understood as HELP: who this is, and how to stop it."),
            ReplyMeaning::Other => ("other", "It asks for nothing that Rechime does by itself."),
        };
        let came = Event {
            body: reply.words.as_ref().map(|words| words.as_str().to_owned()),
            why: vec![ReasonView::new(what, why)],
            ..self.event(reply.at, EventKind::Reply, what, "The customer replied.".to_owned())
        };
        std::iter::once(came).chain(reply.answer.as_ref().map(|answer| self.answer(answer))).collect()
    }

    fn answer(&self, answer: &Answer) -> Event {
        let why = ReasonView::new("answer", "Whoever asks to stop, to start or for help is answered once.");
        Event {
            body: Some(answer.text.clone()),
            why: vec![why],
            ..self.event(answer.at, EventKind::Answer, "answered", "The reply was answered.".to_owned())
        }
    }

    fn consent(&self, entry: &ConsentEntry) -> Event {
        let text = match entry.consent.status {
            ConsentStatus::Subscribed => "The customer agreed to be texted.",
            ConsentStatus::Unsubscribed => "The customer opted out.",
            ConsentStatus::Void => "The number counts no more: whatever was agreed to before is void.",
            ConsentStatus::Unknown => "The consent is unknown.",
        };
        let source = entry.consent.source;
        Event {
            body: entry.wording.as_ref().map(|words| words.as_str().to_owned()),
            why: vec![ReasonView::new(source.key(), stated_by(source))],
            ..self.event(entry.consent.since, EventKind::Consent, entry.consent.status.key(), text.to_owned())
        }
    }
}

const fn stated_by(source: ConsentSource) -> &'static str {
    match source {
        ConsentSource::Merchant => "Entered in the console.",
        ConsentSource::Api => "Told by another system through the API.",
        ConsentSource::Import => "Imported from a list.",
        ConsentSource::Reply => "The customer said so in a reply.",
        ConsentSource::Shopify => "Told by Shopify.",
        ConsentSource::Provider => "Reported by the SMS provider.",
    }
}
