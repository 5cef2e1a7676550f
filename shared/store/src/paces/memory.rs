//! Paces in memory.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    ids::{SenderId, StoreId},
    pace::{Class, LONGEST_LINE, Standing},
};

use super::{
    LATE, PacedSender, Paces, Places, Turns, day,
    line::{fitting, line, placed, places, queueing, releasing},
    turns,
};
use crate::{error::StoreError, memory::Memory, token_bucket::Asked};

/// The row of a sender in memory.
#[derive(Debug, Default)]
pub(crate) struct PaceRow {
    standing: Standing,
    day: Option<Date>,
}

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

    async fn note_release(
        &self,
        sender: &PacedSender,
        through_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let row = contents.paces.entry(sender.id.clone()).or_default().on(now);
        row.release_through = Some(through_at.as_microsecond());
        Ok(())
    }

    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError> {
        Ok(*self.contents().paces.entry(sender.clone()).or_default().on(now))
    }
}
