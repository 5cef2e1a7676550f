//! How many people a condition describes, while somebody waits for the answer.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{condition::Condition, segment::edit::check_condition};
use rechime_store::{Cursor, configs::StoreConfig, subscribers::SHARDS};
use serde::{Deserialize, Serialize};

use super::SegmentError;
use crate::app::App;

/// People on a page at most. 1 MB of rows is less.
const PAGE: usize = 10_000;

/// Pages of one shard that are read while somebody waits: the shard of a list of 1.5 million.
const MOST_PAGES: usize = 40;

/// Pages that are in memory at once.
const AT_ONCE: usize = 3;

/// Whom to count.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Counting {
    pub(crate) condition: Condition,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct CountView {
    pub(crate) count: u64,
    /// False for sixteen times as many as a sixteenth of the list has.
    pub(crate) exact: bool,
    pub(crate) as_of: Timestamp,
}

/// Counts whom a condition describes. A list whose shards are a page each is counted whole. Of a longer one, one shard is
/// counted: people are spread over the shards by a hash of their phones.
pub(crate) async fn count(
    app: &App,
    store: &StoreConfig,
    condition: &Condition,
) -> Result<CountView, SegmentError> {
    check_condition(condition, &store.flows).map_err(|fault| SegmentError::Invalid(vec![fault]))?;
    let counting = Shards { app, store, condition, now: app.clock.now() };
    let answer = |count, exact| Ok(CountView { count, exact, as_of: counting.now });
    let (first, rest) = counting.page(0, None).await?;
    if rest.is_none()
        && let Some(others) = counting.first_pages().await?
    {
        return answer(first + others, true);
    }
    answer((first + counting.rest(rest).await?) * u64::from(SHARDS), false)
}

struct Shards<'a> {
    app: &'a App,
    store: &'a StoreConfig,
    condition: &'a Condition,
    now: Timestamp,
}

impl Shards<'_> {
    /// How many of a page are meant, and where the shard goes on.
    async fn page(&self, shard: u8, after: Option<&Cursor>) -> Result<(u64, Option<Cursor>), SegmentError> {
        let page = self.app.shards.list_shard(&self.store.settings.id, shard, after, PAGE).await?;
        let meant = page.items.iter().filter(|subscriber| self.condition.describes(subscriber, self.now));
        Ok((meant.fold(0, |count, _| count + 1), page.next))
    }

    /// How many are meant of all shards but the first; `None` if one of them has more than a page.
    async fn first_pages(&self) -> Result<Option<u64>, SegmentError> {
        let mut count = 0;
        let shards: Vec<_> = (1..SHARDS).collect();
        for shards in shards.chunks(AT_ONCE) {
            for (meant, rest) in try_join_all(shards.iter().map(|shard| self.page(*shard, None))).await? {
                if rest.is_some() {
                    return Ok(None);
                }
                count += meant;
            }
        }
        Ok(Some(count))
    }

    /// How many are meant of what follows in the first shard.
    async fn rest(&self, mut after: Option<Cursor>) -> Result<u64, SegmentError> {
        let mut count = 0;
        for _ in 0..MOST_PAGES {
            let Some(cursor) = after else { return Ok(count) };
            let (meant, next) = self.page(0, Some(&cursor)).await?;
            (count, after) = (count + meant, next);
        }
        if after.is_none() { Ok(count) } else { Err(SegmentError::TooLong) }
    }
}
