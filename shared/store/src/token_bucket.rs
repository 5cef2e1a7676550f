//! Token buckets as numbers in rows, which only ever move by conditional updates.
//!
//! [`TokenBucket::turn`] takes the later of the bucket's end and now, which no update can say. So there are two: one for
//! a bucket that has leaked empty, one that adds to a bucket that has not. Each holds its own condition, and neither
//! depends on what was read before: whatever others do in between, what is let through adds up.

use std::time::Duration;

use rechime_domain::token_bucket::{Load, TokenBucket, Turn};
use serde_dynamo::AttributeValue;

use crate::{
    changes::Changes,
    error::StoreError,
    item::{Item, number},
    keys::Key,
    table::{Table, Write},
};

/// How often a bucket may change its kind between two updates before the caller is told to come again.
pub(crate) const TRIES: usize = 4;

/// A bucket in a row: the attribute is the moment at which it will be empty, in microseconds since 1970.
pub(crate) struct BucketRow<'a> {
    pub(crate) key: &'a Key,
    pub(crate) attribute: &'static str,
    pub(crate) bucket: TokenBucket,
}

/// Calls that ask for a turn.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) load: Load,
    pub(crate) now: i64,
    pub(crate) patience: Duration,
}

/// What an update of a bucket did.
pub(crate) enum Taken {
    /// The turn was taken.
    Turn(Turn),
    /// It was not: the row is this, and not as it was thought.
    Refused(Item),
}

impl BucketRow<'_> {
    pub(crate) fn end(&self, row: &Item) -> Option<i64> {
        number(row, self.attribute)
    }

    /// Puts a load into a bucket that was seen as `row`. `more` goes with it, or keeps it from being done.
    fn put(&self, row: &Item, asked: Asked, more: Changes) -> Changes {
        let Asked { load, now, patience } = asked;
        let (name, bucket) = (self.attribute, self.bucket);
        let empty_up_to = TokenBucket::empty_up_to(load, now);
        let more = more.value("empty", micros(empty_up_to));
        if self.end(row).is_some_and(|end| end > empty_up_to && end <= bucket.latest(now)) {
            more.set_to(name, &format!("#{name} + :load"))
                .only_if(format!("#{name} > :empty AND #{name} <= :room"))
                .value("load", micros(load.lead + load.length))
                .value("room", micros(bucket.room(load, now, patience)))
        } else {
            more.set(name, micros(now + load.length))
                .only_if(format!("attribute_not_exists(#{name}) OR #{name} <= :empty OR #{name} > :latest"))
                .value("latest", micros(bucket.latest(now)))
        }
    }
}

impl Table {
    /// Takes a turn from a bucket that was seen as `row`. One write unit, also if it is refused.
    pub(crate) async fn take_seen(
        &self,
        bucket: &BucketRow<'_>,
        row: &Item,
        asked: Asked,
        more: Changes,
    ) -> Result<Taken, StoreError> {
        Ok(match self.update_row(bucket.key, bucket.put(row, asked, more)).await? {
            Write::Done(before) => {
                Taken::Turn(bucket.bucket.turn(bucket.end(&before), asked.load, asked.now))
            }
            Write::Refused(row) => Taken::Refused(row),
        })
    }

    /// Takes a turn, if none of its calls must wait for longer than they have patience. `more` is put into the row with
    /// it.
    pub(crate) async fn take(
        &self,
        bucket: &BucketRow<'_>,
        asked: Asked,
        more: impl Fn() -> Changes,
    ) -> Result<Option<Turn>, StoreError> {
        let mut row = Item::new();
        for _ in 0..TRIES {
            let turn = bucket.bucket.admit(bucket.end(&row), asked.load, asked.now, asked.patience);
            if turn.is_none() {
                return Ok(None);
            }
            row = match self.take_seen(bucket, &row, asked, more()).await? {
                Taken::Turn(turn) => return Ok(Some(turn)),
                Taken::Refused(row) => row,
            };
        }
        Ok(None)
    }

    /// Keeps a bucket from letting anybody through for a while.
    pub(crate) async fn pause(
        &self,
        bucket: &BucketRow<'_>,
        now: i64,
        pause: Duration,
        more: Changes,
    ) -> Result<(), StoreError> {
        let name = bucket.attribute;
        let changes = more
            .set(name, micros(bucket.bucket.paused(now, pause)))
            .only_if(format!("attribute_not_exists(#{name}) OR #{name} < :{name}"));
        self.update_row(bucket.key, changes).await.map(drop)
    }
}

pub(crate) fn micros(moment: i64) -> AttributeValue {
    AttributeValue::N(moment.to_string())
}
