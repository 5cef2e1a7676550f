//! Paces in the table: a row for each sender, and one for each line of a store.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, civil::Date};
use rechime_domain::{
    ids::{SenderId, StoreId},
    pace::{Class, LONGEST_LINE, Pace, Refusal, Share, Standing},
};
use serde_dynamo::AttributeValue;

use super::{
    LATE, PacedSender, Paces, Places, Turns, day, instant,
    line::{RELEASE_UNTIL, fitting, line, placed, places, queueing, releasing},
    turns,
};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, expiry, number},
    keys,
    table::Table,
    token_bucket::{Asked, BucketRow, TRIES, Taken, micros},
};

/// How long the row of a sender that sends nothing is kept: it has the parts of a day.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// How long a line is kept in which nobody stands.
const LINE_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// When its turns are taken until.
const EMPTY_AT: &str = "empty_at";
/// Until when immediate texts stand in line.
const IMMEDIATE_UNTIL: &str = "immediate_until";
/// When a release is expected to be through.
const RELEASE_THROUGH: &str = "release_through";

#[async_trait]
impl Paces for Table {
    async fn take_turns(
        &self,
        sender: &PacedSender,
        class: Class,
        parts: &[u32],
        now: Timestamp,
    ) -> Result<Turns, StoreError> {
        let (key, pace) = (keys::pace(&sender.id), sender.pace);
        let bucket = BucketRow { key: &key, attribute: EMPTY_AT, bucket: pace.bucket() };
        // The first guess is that nobody is in the way. It costs nothing more where that is so.
        let mut row = Item::new();
        for _ in 0..TRIES {
            let standing = standing(&row, now);
            let share = pace.share(&standing, class, parts, now.as_microsecond());
            if share.texts == 0 {
                return Ok(turns(pace, class, parts, &standing, share, None, now));
            }
            let asked = Asked { load: share.load, now: now.as_microsecond(), patience: class.ahead() };
            row = match self.take_seen(&bucket, &row, asked, taking(pace, class, share, now)).await? {
                Taken::Turn(turn) => {
                    return Ok(turns(pace, class, parts, &standing, share, Some(turn), now));
                }
                Taken::Refused(row) => row,
            };
        }
        let share = Share { texts: 0, parts: 0, refusal: Some(Refusal::Busy), load: pace.load(class, &[]) };
        Ok(turns(pace, class, parts, &standing(&row, now), share, None, now))
    }

    async fn pause_sender(
        &self,
        sender: &PacedSender,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), StoreError> {
        let key = keys::pace(&sender.id);
        let bucket = BucketRow { key: &key, attribute: EMPTY_AT, bucket: sender.pace.bucket() };
        self.pause(&bucket, now.as_microsecond(), pause, kept(now, KEPT)).await
    }

    async fn line_up(
        &self,
        sender: &PacedSender,
        class: Class,
        store: &StoreId,
        parts: &[u32],
        from: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let (key, attribute) = line(sender, class, store);
        let row = BucketRow { key: &key, attribute, bucket: sender.pace.bucket() };
        let kept_for = if class == Class::Release { KEPT } else { LINE_KEPT };
        let turn =
            self.take(&row, queueing(sender.pace, class, parts, from), || kept(from, kept_for)).await?;
        if class == Class::Immediate {
            let until = turn
                .map_or(from + SignedDuration::try_from(LONGEST_LINE).unwrap_or_default(), |turn| {
                    instant(turn.empty_at)
                });
            self.note_immediate(sender, until + LATE, from).await?;
        }
        Ok(places(sender.pace, class, parts, turn, from))
    }

    async fn line_up_release(
        &self,
        sender: &PacedSender,
        most: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Places>, StoreError> {
        let key = keys::pace(&sender.id);
        let bucket = BucketRow { key: &key, attribute: RELEASE_UNTIL, bucket: sender.pace.bucket() };
        let mut row = self.get_row(&key, Consistency::Strong).await?.unwrap_or_default();
        for _ in 0..TRIES {
            let Some((texts, spacing)) = fitting(sender.pace, &standing(&row, now), most, now, until) else {
                break;
            };
            let asked = releasing(texts, spacing, now, until);
            row = match self.take_seen(&bucket, &row, asked, kept(now, KEPT)).await? {
                Taken::Turn(turn) => return Ok(Some(placed(texts, spacing, turn))),
                Taken::Refused(row) => row,
            };
        }
        Ok(None)
    }

    async fn note_release(
        &self,
        sender: &PacedSender,
        through_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changes = kept(now, KEPT).set(RELEASE_THROUGH, micros(through_at.as_microsecond()));
        self.update_row(&keys::pace(&sender.id), changes).await.map(drop)
    }

    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError> {
        let row = self.get_row(&keys::pace(sender), Consistency::Eventual).await?;
        Ok(standing(&row.unwrap_or_default(), now))
    }
}

impl Table {
    async fn note_immediate(
        &self,
        sender: &PacedSender,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changes = kept(now, KEPT)
            .set(IMMEDIATE_UNTIL, micros(until.as_microsecond()))
            .only_if("attribute_not_exists(#immediate_until) OR #immediate_until < :immediate_until");
        self.update_row(&keys::pace(&sender.id), changes).await.map(drop)
    }
}

/// What goes with the turns of texts: that nobody more important waits, and the count of the day. Attributes are named
/// after the day, so that a new day begins with nothing.
fn taking(pace: Pace, class: Class, share: Share, now: Timestamp) -> Changes {
    let (today, yesterday) = (day(now), day(now - SignedDuration::from_hours(24)));
    let count = |number: usize| AttributeValue::N(number.to_string());
    let changes = kept(now, KEPT)
        .add_number(&texts_of(today), count(share.texts))
        .add_number(&parts_of(today), AttributeValue::N(share.parts.to_string()))
        .remove(&texts_of(yesterday))
        .remove(&parts_of(yesterday));
    let changes = match pace.most_before(share.parts) {
        Some(most) => {
            let parts = parts_of(today);
            let under_cap = format!("attribute_not_exists(#{parts}) OR #{parts} <= :most");
            changes.only_if(under_cap).value("most", AttributeValue::N(most.to_string()))
        }
        None => changes,
    };
    let awaited: &[&str] = match class {
        Class::Immediate => return changes,
        Class::Release => &[IMMEDIATE_UNTIL],
        Class::Bulk => &[IMMEDIATE_UNTIL, RELEASE_UNTIL],
    };
    let now = now.as_microsecond();
    let alone = |changes: Changes, name: &&str| {
        changes
            .name(name)
            .only_if(format!("attribute_not_exists(#{name}) OR #{name} <= :now OR #{name} > :untrue"))
    };
    awaited
        .iter()
        .fold(changes, alone)
        .value("now", micros(now))
        .value("untrue", micros(pace.bucket().latest(now)))
}

fn standing(row: &Item, now: Timestamp) -> Standing {
    let today = day(now);
    Standing {
        empty_at: number(row, EMPTY_AT),
        immediate_until: number(row, IMMEDIATE_UNTIL),
        release_until: number(row, RELEASE_UNTIL),
        release_through: number(row, RELEASE_THROUGH),
        texts_today: number(row, &texts_of(today)).unwrap_or_default(),
        parts_today: number(row, &parts_of(today)).unwrap_or_default(),
    }
}

fn kept(now: Timestamp, kept: SignedDuration) -> Changes {
    Changes::default().set(EXPIRES_AT, expiry(now, kept))
}

fn texts_of(day: Date) -> String {
    day.strftime("texts_%Y%m%d").to_string()
}

fn parts_of(day: Date) -> String {
    day.strftime("parts_%Y%m%d").to_string()
}
