//! Counting who is in a segment.

use rechime_domain::job::Stretch;
use rechime_platform::job::JobError;
use rechime_store::{
    Cursor, StoreError,
    runs::{Run, ShardProgress},
};

use crate::{Audience, PAGE, PAGES_PER_JOB};

impl Audience {
    /// Counts a stretch, and writes down how far the shard was read. Days count back from the beginning of the run, so that
    /// it is of no matter when a page is read.
    pub(crate) async fn count(&self, stretch: Stretch) -> Result<(), JobError> {
        let run = self.runs.get_run(&stretch.store, &stretch.run).await.map_err(JobError::retry)?;
        // After two weeks nobody asks for the run any more.
        let Some(run) = run else { return Ok(()) };
        let next = self.read(&run, stretch).await.map_err(JobError::retry)?;
        let progress = self.progress(&next);
        self.runs.put_progress(&next.store, &next.run, &progress).await.map_err(JobError::retry)?;
        if progress.is_done { Ok(()) } else { self.go_on(next).await }
    }

    /// Reads a stretch; gives where the next begins. It has no cursor where the shard ends.
    async fn read(&self, run: &Run, stretch: Stretch) -> Result<Stretch, StoreError> {
        let Stretch { store, shard, mut after, mut read, mut matched, .. } = stretch;
        for _ in 0..PAGES_PER_JOB {
            let cursor = after.map(Cursor::new);
            let page = self.shards.list_shard(&store, shard, cursor.as_ref(), PAGE).await?;
            let is_meant = |subscriber: &&_| run.condition.describes(subscriber, run.started_at);
            matched += count(page.items.iter().filter(is_meant));
            read += count(page.items.iter());
            after = page.next.map(String::from);
            if after.is_none() {
                break;
            }
        }
        Ok(Stretch { store, run: run.id.clone(), shard, after, read, matched })
    }

    fn progress(&self, next: &Stretch) -> ShardProgress {
        ShardProgress {
            shard: next.shard,
            read: next.read,
            matched: next.matched,
            is_done: next.after.is_none(),
            at: self.clock.now(),
        }
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u64 {
    things.fold(0, |count, _| count + 1)
}
