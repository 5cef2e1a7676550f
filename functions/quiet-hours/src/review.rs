//! Sends a store's waiting messages to another look, when its settings or flows have changed.

use rechime_domain::{
    ids::StoreId,
    job::{ReviewPosition, SendJob},
    message::PendingMessage,
    minute::Minute,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_store::{Cursor, holds::SHARDS};

use crate::QuietHours;

/// How far ahead a review looks. Quiet hours and laws hold nothing longer, except over a law's long weekend. A message
/// that a flow's own delay holds for longer is decided anew when its minute comes.
const REVIEWED_MINUTES: i64 = 4 * 24 * 60;

/// How many messages a second are handed on: about a third of what delayed-send can look at.
const PER_SECOND: usize = 100;

/// How many one run hands on. The next run, a minute later, goes on from there.
const PER_RUN: usize = PER_SECOND * 60;

/// How many queries a run makes: a review of a store in whose minutes others wait finds mostly nothing, in sixteen shards of each
/// of up to 5,760 minutes. Ten to thirty seconds, of the two minutes that the function has.
const QUERIES_PER_RUN: usize = 5_000;

/// How many are read at once.
const PAGE: usize = 500;

impl QuietHours {
    /// Hands the store's waiting messages to the sender, bucket by bucket. The last look decides each anew: the message
    /// goes in its turn, waits for another minute, or stays with its hold. The hold is not deleted; its release then finds
    /// the message claimed, or waiting in another hold as well.
    pub(crate) async fn review(
        &self,
        store: &StoreId,
        from: Option<&ReviewPosition>,
    ) -> Result<(), JobError> {
        let now = Minute::containing(self.clock.now());
        let most = usize::try_from(REVIEWED_MINUTES).unwrap_or(usize::MAX);
        let end = now.plus(REVIEWED_MINUTES);
        let open = self.buckets.list_buckets_before(end, most).await.map_err(JobError::retry)?;
        let first = from.map_or_else(|| now.plus(1), |from| from.minute.max(now.plus(1)));
        let (mut handed_on, mut queries) = (0, 0);
        for minute in open.into_iter().map(|bucket| bucket.minute).filter(|minute| *minute >= first) {
            let from = from.filter(|from| from.minute == minute).cloned();
            let mut next = Some(from.unwrap_or_else(|| ReviewPosition::of(minute)));
            while let Some(at) = next {
                if handed_on >= PER_RUN || queries >= QUERIES_PER_RUN {
                    let again = self.schedules.go_on_review(store, &at, now.plus(1)).await;
                    return again.map_err(JobError::retry);
                }
                let (count, behind) = self.review_page(store, &at, handed_on, now).await?;
                (handed_on, queries) = (handed_on + count, queries + 1);
                next = behind;
            }
        }
        Ok(())
    }

    /// Hands a page on; gives the number of its messages, and where to go on in the minute.
    async fn review_page(
        &self,
        store: &StoreId,
        at: &ReviewPosition,
        before: usize,
        now: Minute,
    ) -> Result<(usize, Option<ReviewPosition>), JobError> {
        let after = at.after.clone().map(Cursor::new);
        let page = self.holds.list_holds_of(at.minute, at.shard, store, after.as_ref(), PAGE).await;
        let page = page.map_err(JobError::retry)?;
        let jobs: Vec<_> = (before..)
            .zip(page.items)
            .map(|(place, message)| {
                let message = PendingMessage { held_until: Some(now), ..message };
                let delay = u16::try_from(place / PER_SECOND).unwrap_or(u16::MAX);
                Outgoing::after(SendJob::review(message, at.minute), delay)
            })
            .collect();
        self.sends.send(&jobs).await.map_err(JobError::retry)?;
        let next = match page.next {
            Some(after) => Some(ReviewPosition { after: Some(after.as_str().to_owned()), ..at.clone() }),
            None => Some(ReviewPosition { shard: at.shard + 1, ..ReviewPosition::of(at.minute) }),
        };
        Ok((jobs.len(), next.filter(|next| next.shard < SHARDS)))
    }
}
