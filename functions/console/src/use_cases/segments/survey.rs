//! Looking through a list while somebody waits: all of a short one, a sixteenth of a long one.

use futures::future::try_join_all;
use rechime_domain::{ids::StoreId, subscriber::Subscriber};
use rechime_store::{Cursor, StoreError, subscribers::SHARDS};

use crate::app::App;

/// People on a page at most. 1 MB of rows is less.
const PAGE: usize = 10_000;

/// Pages of one shard that are read while somebody waits: the shard of a list of 1.5 million.
const MOST_PAGES: usize = 40;

/// Pages that are in memory at once.
const AT_ONCE: usize = 3;

/// What was found in a list.
pub(in crate::use_cases) struct Survey<T> {
    /// In its first shard: a sixteenth of the people, who are spread over the shards by a hash of their phones.
    pub(in crate::use_cases) first: T,
    /// In the others, where the list is short.
    pub(in crate::use_cases) others: Option<T>,
}

/// Notes each person of a list whose shards are a page each. Of a longer one those of one shard are noted. `None` where
/// that is too many.
pub(in crate::use_cases) async fn survey<T: Default>(
    app: &App,
    store: &StoreId,
    note: impl Fn(&mut T, Subscriber),
) -> Result<Option<Survey<T>>, StoreError> {
    let list = List { app, store };
    let mut first = T::default();
    let (people, mut after) = list.page(0, None).await?;
    for person in people {
        note(&mut first, person);
    }
    if after.is_none()
        && let Some(others) = list.first_pages(&note).await?
    {
        return Ok(Some(Survey { first, others: Some(others) }));
    }
    for _ in 0..MOST_PAGES {
        let Some(cursor) = after else { break };
        let (people, next) = list.page(0, Some(&cursor)).await?;
        for person in people {
            note(&mut first, person);
        }
        after = next;
    }
    Ok(after.is_none().then_some(Survey { first, others: None }))
}

struct List<'a> {
    app: &'a App,
    store: &'a StoreId,
}

impl List<'_> {
    async fn page(
        &self,
        shard: u8,
        after: Option<&Cursor>,
    ) -> Result<(Vec<Subscriber>, Option<Cursor>), StoreError> {
        let page = self.app.shards.list_shard(self.store, shard, after, PAGE).await?;
        Ok((page.items, page.next))
    }

    /// What is found in all shards but the first; `None` if one of them has more than a page.
    async fn first_pages<T: Default>(
        &self,
        note: &impl Fn(&mut T, Subscriber),
    ) -> Result<Option<T>, StoreError> {
        let mut found = T::default();
        let shards: Vec<_> = (1..SHARDS).collect();
        for shards in shards.chunks(AT_ONCE) {
            for (people, rest) in try_join_all(shards.iter().map(|shard| self.page(*shard, None))).await? {
                if rest.is_some() {
                    return Ok(None);
                }
                for person in people {
                    note(&mut found, person);
                }
            }
        }
        Ok(Some(found))
    }
}
