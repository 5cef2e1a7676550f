//! How senders stand: whose turn it is, who stands in line, and what went today.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rechime_domain::{
    ids::{SenderId, StoreId},
    pace::{Class, LONGEST_LINE, Pace, Refusal, Share, Standing},
    sender::Sender,
    token_bucket::{Load, Turn},
};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, expiry, number},
    keys::{self, Key},
    table::Table,
    token_bucket::{Asked, BucketRow, TRIES, Taken, micros},
};

/// A sender, as far as its pace matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacedSender {
    /// Its id.
    pub id: SenderId,
    /// How fast it may send.
    pub pace: Pace,
}

impl From<&Sender> for PacedSender {
    fn from(sender: &Sender) -> Self {
        Self { id: sender.id.clone(), pace: Pace::new(sender.parts_per_second, sender.daily_cap) }
    }
}

/// What a batch of texts got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// When each of the first texts goes, in order: [`AHEAD`](rechime_domain::pace::AHEAD) from now at the latest.
    pub starts: Vec<Timestamp>,
    /// Why the others got none, if there are others.
    pub refusal: Option<Refusal>,
    /// When to ask again for the others, at the earliest.
    pub again_at: Timestamp,
}

/// Places of texts in the line of releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// How many.
    pub texts: usize,
    /// When the first of them is to ask for its turn.
    pub first: Timestamp,
    /// How long after one the next is.
    pub spacing: SignedDuration,
}

/// Gives the texts of a sender their turns, to all functions alike: in no second more parts than the sender may send.
#[async_trait]
pub trait Paces: Send + Sync {
    /// Takes turns for texts of so many parts each, for as many of them as get one now. One or two write units.
    async fn take_turns(
        &self,
        sender: &PacedSender,
        class: Class,
        parts: &[u32],
        now: Timestamp,
    ) -> Result<Turns, StoreError>;

    /// The provider refused a text although it had its turn: nobody gets one before `pause` has passed, at most
    /// [`LONGEST_LINE`].
    async fn pause_sender(
        &self,
        sender: &PacedSender,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), StoreError>;

    /// Gives texts of a store that got no turn places in line, from `from` on: when each is to ask again. While immediate
    /// texts or releases stand in line, the less important get no turn.
    async fn line_up(
        &self,
        sender: &PacedSender,
        class: Class,
        store: &StoreId,
        parts: &[u32],
        from: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError>;

    /// Gives up to `most` texts places in the line of releases, which are to ask for their turns before `until`. Their
    /// parts are not known; they count as the texts of the day.
    async fn line_up_release(
        &self,
        sender: &PacedSender,
        most: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Places>, StoreError>;

    /// How a sender stands. May miss the last second.
    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError>;
}

/// How long the row of a sender that sends nothing is kept: it has the parts of a day.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// How long a line is kept in which nobody stands.
const LINE_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Whoever stands in line may come a little late to ask.
const LATE: SignedDuration = SignedDuration::from_secs(2);

/// When its turns are taken until.
const EMPTY_AT: &str = "empty_at";
/// Until when immediate texts stand in line.
const IMMEDIATE_UNTIL: &str = "immediate_until";
/// Until when releases do; it is their line.
const RELEASE_UNTIL: &str = "release_until";

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

fn line(sender: &PacedSender, class: Class, store: &StoreId) -> (Key, &'static str) {
    match class {
        Class::Release => (keys::pace(&sender.id), RELEASE_UNTIL),
        Class::Immediate | Class::Bulk => (keys::line(&sender.id, class, store), "until"),
    }
}

fn queueing(pace: Pace, class: Class, parts: &[u32], from: Timestamp) -> Asked {
    Asked { load: pace.load(class, parts), now: from.as_microsecond(), patience: LONGEST_LINE }
}

/// How many texts may go into the line of releases, and how long after one the next.
fn fitting(
    pace: Pace,
    standing: &Standing,
    most: usize,
    now: Timestamp,
    until: Timestamp,
) -> Option<(usize, i64)> {
    let spacing = pace.per_text(standing);
    let first = pace.bucket().turn(standing.release_until, NOTHING, now.as_microsecond()).start;
    let fitting = (until.as_microsecond() - first + spacing - 1).max(0) / spacing;
    let texts = usize::try_from(fitting).unwrap_or_default().min(most);
    (texts > 0).then_some((texts, spacing))
}

const NOTHING: Load = Load { lead: 0, last: 0, length: 0 };

fn releasing(texts: usize, spacing: i64, now: Timestamp, until: Timestamp) -> Asked {
    let texts = i64::try_from(texts).unwrap_or(i64::MAX);
    Asked {
        load: Load { lead: 0, last: (texts - 1) * spacing, length: texts * spacing },
        now: now.as_microsecond(),
        patience: until.duration_since(now).try_into().unwrap_or_default(),
    }
}

fn placed(texts: usize, spacing: i64, turn: Turn) -> Places {
    Places { texts, first: instant(turn.start), spacing: SignedDuration::from_micros(spacing) }
}

/// The places of texts that stand in line since `turn`; at its end, where it is too long for them.
fn places(pace: Pace, class: Class, parts: &[u32], turn: Option<Turn>, from: Timestamp) -> Vec<Timestamp> {
    let end = from + SignedDuration::try_from(LONGEST_LINE).unwrap_or_default();
    let first = turn.map_or(end, |turn| instant(turn.start));
    let after = |offset| first + SignedDuration::from_micros(offset);
    pace.offsets(class, parts).into_iter().map(after).collect()
}

fn turns(
    pace: Pace,
    class: Class,
    parts: &[u32],
    standing: &Standing,
    share: Share,
    turn: Option<Turn>,
    now: Timestamp,
) -> Turns {
    let offsets = pace.offsets(class, parts.get(..share.texts).unwrap_or_default());
    let starts =
        turn.into_iter().flat_map(|turn| offsets.iter().map(move |offset| instant(turn.start + offset)));
    let again_at = instant(pace.again_at(standing, class, now.as_microsecond()));
    Turns { starts: starts.collect(), refusal: share.refusal, again_at }
}

fn standing(row: &Item, now: Timestamp) -> Standing {
    let today = day(now);
    Standing {
        empty_at: number(row, EMPTY_AT),
        immediate_until: number(row, IMMEDIATE_UNTIL),
        release_until: number(row, RELEASE_UNTIL),
        texts_today: number(row, &texts_of(today)).unwrap_or_default(),
        parts_today: number(row, &parts_of(today)).unwrap_or_default(),
    }
}

fn kept(now: Timestamp, kept: SignedDuration) -> Changes {
    Changes::default().set(EXPIRES_AT, expiry(now, kept))
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

fn texts_of(day: Date) -> String {
    day.strftime("texts_%Y%m%d").to_string()
}

fn parts_of(day: Date) -> String {
    day.strftime("parts_%Y%m%d").to_string()
}

/// The row of a sender in memory.
#[cfg(feature = "memory")]
#[derive(Debug, Default)]
pub(crate) struct PaceRow {
    standing: Standing,
    day: Option<Date>,
}

#[cfg(feature = "memory")]
impl PaceRow {
    fn on(&mut self, now: Timestamp) -> &mut Standing {
        let today = Some(day(now));
        if self.day != today {
            self.standing = Standing { texts_today: 0, parts_today: 0, ..self.standing };
            self.day = today;
        }
        &mut self.standing
    }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Paces for Memory {
    async fn take_turns(
        &self,
        sender: &PacedSender,
        class: Class,
        parts: &[u32],
        now: Timestamp,
    ) -> Result<Turns, StoreError> {
        let (mut contents, pace) = (self.contents(), sender.pace);
        let row = contents.paces.entry(sender.id.clone()).or_default().on(now);
        let (before, share) = (*row, pace.share(row, class, parts, now.as_microsecond()));
        let turn = pace.bucket().turn(before.empty_at, share.load, now.as_microsecond());
        let turn = (share.texts > 0).then_some(turn);
        if let Some(turn) = turn {
            row.empty_at = Some(turn.empty_at);
            row.texts_today += u32::try_from(share.texts).unwrap_or_default();
            row.parts_today += share.parts;
        }
        Ok(turns(pace, class, parts, &before, share, turn, now))
    }

    async fn pause_sender(
        &self,
        sender: &PacedSender,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let row = contents.paces.entry(sender.id.clone()).or_default().on(now);
        row.empty_at = row.empty_at.max(Some(sender.pace.bucket().paused(now.as_microsecond(), pause)));
        Ok(())
    }

    async fn line_up(
        &self,
        sender: &PacedSender,
        class: Class,
        store: &StoreId,
        parts: &[u32],
        from: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let mut contents = self.contents();
        let Asked { load, now, patience } = queueing(sender.pace, class, parts, from);
        let (key, _) = line(sender, class, store);
        let end = match class {
            Class::Release => contents.paces.entry(sender.id.clone()).or_default().standing.release_until,
            Class::Immediate | Class::Bulk => contents.lines.get(&key.clone().into()).copied(),
        };
        let turn = sender.pace.bucket().admit(end, load, now, patience);
        if let Some(turn) = turn {
            contents.lines.insert(key.into(), turn.empty_at);
        }
        let until = turn
            .map_or(now + i64::try_from(LONGEST_LINE.as_micros()).unwrap_or_default(), |turn| turn.empty_at);
        let row = &mut contents.paces.entry(sender.id.clone()).or_default().standing;
        match class {
            Class::Immediate => {
                let late = i64::try_from(LATE.as_micros()).unwrap_or_default();
                row.immediate_until = row.immediate_until.max(Some(until + late));
            }
            Class::Release => row.release_until = turn.map_or(row.release_until, |turn| Some(turn.empty_at)),
            Class::Bulk => {}
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
        let mut contents = self.contents();
        let row = contents.paces.entry(sender.id.clone()).or_default().on(now);
        let Some((texts, spacing)) = fitting(sender.pace, row, most, now, until) else { return Ok(None) };
        let Asked { load, now, .. } = releasing(texts, spacing, now, until);
        let turn = sender.pace.bucket().turn(row.release_until, load, now);
        row.release_until = Some(turn.empty_at);
        Ok(Some(placed(texts, spacing, turn)))
    }

    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError> {
        Ok(*self.contents().paces.entry(sender.clone()).or_default().on(now))
    }
}
