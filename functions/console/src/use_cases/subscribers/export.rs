//! The store's list as a file, with the evidence of each consent. It can be imported again, and then changes nothing.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentEntry},
    ids::StoreId,
    list_file::{EXPORT_COLUMNS, row},
    place::Address,
    profile::Profile,
    subscriber::Subscriber,
};
use rechime_store::{Cursor, Page, StoreError, configs::StoreConfig};

use crate::app::App;

/// Subscribers in one answer, or a few more.
const PAGE: usize = 1000;

/// How many ledgers are read at once.
const AT_ONCE: usize = 32;

/// A page of the list as CSV, the first one with a header row: put together, the pages are one file.
pub(crate) async fn page(
    app: &App,
    store: &StoreConfig,
    from: Option<&Cursor>,
) -> Result<(String, Option<Cursor>), StoreError> {
    let found = subscribers(app, &store.settings.id, from).await?;
    let mut table = if from.is_none() { row(EXPORT_COLUMNS) } else { String::new() };
    for some in found.items.chunks(AT_ONCE) {
        let rows = some.iter().map(|subscriber| written(app, &store.settings.id, subscriber));
        table.extend(try_join_all(rows).await?);
    }
    Ok((table, found.next))
}

async fn subscribers(
    app: &App,
    store: &StoreId,
    from: Option<&Cursor>,
) -> Result<Page<Subscriber>, StoreError> {
    let mut found = app.subscribers.list_subscribers(store, from).await?;
    while found.items.len() < PAGE && found.next.is_some() {
        let more = app.subscribers.list_subscribers(store, found.next.as_ref()).await?;
        found.items.extend(more.items);
        found.next = more.next;
    }
    Ok(found)
}

async fn written(app: &App, store: &StoreId, subscriber: &Subscriber) -> Result<String, StoreError> {
    let evidence = match &subscriber.consent {
        Some(consent) => evidence(&app.subscribers.list_consents(store, &subscriber.phone).await?, consent),
        None => None,
    };
    let source = subscriber.consent.map_or("", |consent| consent.source.key());
    let since = subscriber.consent.map(|consent: Consent| consent.since).as_ref().map(Timestamp::to_string);
    let Profile { time_zone, address: Address { country, province, zip } } = &subscriber.profile;
    let place = [time_zone, country, province, zip].map(|part| part.as_deref().unwrap_or_default());
    let said = [
        subscriber.phone.as_str(),
        subscriber.consent_status().key(),
        source,
        since.as_deref().unwrap_or_default(),
        evidence.as_deref().unwrap_or_default(),
    ];
    Ok(row(said.into_iter().chain(place)))
}

/// The words of the consent that counts.
fn evidence(ledger: &[ConsentEntry], consent: &Consent) -> Option<String> {
    let entry = ledger.iter().rev().find(|entry| entry.consent == *consent)?;
    Some(entry.wording.as_ref()?.as_str().to_owned())
}
