//! Saving some lines of a list, many at once.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use rechime_domain::{
    ids::StoreId,
    list_file::{Change, Effect, Entry, Line, Tally},
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use rechime_store::{StoreError, consistency::Consistency};

use crate::app::App;

/// How many phones are saved at once.
const AT_ONCE: usize = 32;

/// How many phones are read in one request, and how many requests are under way.
const READ: (usize, usize) = (100, 8);

/// Saves lines, all of them or an error. After an error some may be saved: saving them again does no harm.
pub(super) async fn save(app: &App, store: &StoreId, entries: &[Entry]) -> Result<Tally, StoreError> {
    let known = known_subscribers(app, store, entries, Consistency::Strong).await?;
    let phones: Vec<_> = by_phone(entries).into_iter().collect();
    let groups = phones.chunks(phones.len().div_ceil(AT_ONCE).max(1));
    let done = try_join_all(groups.map(|phones| save_phones(app, store, &known, phones))).await?;
    let effects: BTreeMap<u64, Effect> = done.into_iter().flatten().collect();
    Ok(counted(entries, &effects))
}

/// The subscribers that there are of the phones of some lines.
pub(super) async fn known_subscribers(
    app: &App,
    store: &StoreId,
    entries: &[Entry],
    consistency: Consistency,
) -> Result<BTreeMap<PhoneNumber, Subscriber>, StoreError> {
    let phones: Vec<_> = by_phone(entries).into_keys().cloned().collect();
    let (at_once, requests) = READ;
    let mut known = BTreeMap::new();
    for phones in phones.chunks(at_once * requests) {
        let reads = phones.chunks(at_once);
        let found = reads.map(|phones| app.subscribers.get_subscribers(store, phones, consistency));
        let found = try_join_all(found).await?.into_iter().flatten();
        known.extend(found.map(|subscriber| (subscriber.phone.clone(), subscriber)));
    }
    Ok(known)
}

/// Numbered lines.
type Lines<'a> = Vec<(u64, &'a Line)>;

/// The lines of each phone, in their order.
fn by_phone(entries: &[Entry]) -> BTreeMap<&PhoneNumber, Lines<'_>> {
    let mut lines = BTreeMap::<_, Lines<'_>>::new();
    for Entry { line, read } in entries {
        if let Ok(said) = read {
            lines.entry(&said.phone).or_default().push((*line, said));
        }
    }
    lines
}

/// Saves the lines of some phones, one after the other.
async fn save_phones(
    app: &App,
    store: &StoreId,
    known: &BTreeMap<PhoneNumber, Subscriber>,
    phones: &[(&PhoneNumber, Lines<'_>)],
) -> Result<Vec<(u64, Effect)>, StoreError> {
    let mut effects = Vec::new();
    for (phone, lines) in phones {
        effects.extend(save_phone(app, store, known.get(*phone).cloned(), lines).await?);
    }
    Ok(effects)
}

/// Saves the lines of one phone.
async fn save_phone(
    app: &App,
    store: &StoreId,
    mut known: Option<Subscriber>,
    lines: &Lines<'_>,
) -> Result<Vec<(u64, Effect)>, StoreError> {
    let mut effects = Vec::with_capacity(lines.len());
    for (number, line) in lines {
        let change = Change::of(line, known.as_ref());
        let mut effect = change.effect;
        if change.is_news {
            let statement = line.statement.as_ref();
            let saved =
                app.subscribers.put_subscriber(store, &line.phone, &change.profile, statement).await?;
            effect = Effect::of(saved.ruling, true);
            known = Some(saved.subscriber);
        }
        effects.push((*number, effect));
    }
    Ok(effects)
}

fn counted(entries: &[Entry], effects: &BTreeMap<u64, Effect>) -> Tally {
    let mut tally = Tally::default();
    for Entry { line, read } in entries {
        match read {
            Ok(said) => {
                tally.count(effects.get(line).copied().unwrap_or(Effect::Unchanged));
                if let Some(remark) = &said.remark {
                    tally.remark(*line, remark);
                }
            }
            Err(refusal) => tally.refuse(*line, refusal),
        }
    }
    tally
}
