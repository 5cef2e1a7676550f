//! Handing on what the senders can take.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::StoreId,
    job::SendJob,
    message::PendingMessage,
    minute::Minute,
    pace::{Class, seconds_until},
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_store::{
    buckets::{HoldPosition, ReleaseProgress},
    paces::{PacedSender, Places},
};

use crate::{QuietHours, pages::Chunk};

/// How many messages are handed on at once, and are in memory.
const CHUNK: usize = 500;

/// How many stores take turns. Others follow when these come to their end: the bucket's row has a place for each.
const MOST_STORES: usize = 1_000;

impl QuietHours {
    /// Hands on messages of a bucket until its senders can take no more before `until`, or until none are left. Gives
    /// their number.
    pub(crate) async fn hand_on(
        &self,
        minute: Minute,
        progress: &mut ReleaseProgress,
        until: Timestamp,
    ) -> Result<usize, JobError> {
        let mut texts = 0;
        loop {
            self.find_stores(minute, progress, MOST_STORES).await.map_err(JobError::retry)?;
            let stores = progress.stores.len();
            for (sender, stores) in self.by_sender(progress).await? {
                texts += self.hand_on_of(minute, progress, &sender, stores, until).await?;
            }
            // No store came to its end, so there is no room for others; or none is left.
            if progress.stores.len() == stores {
                return Ok(texts);
            }
        }
    }

    /// The stores by what they send from.
    async fn by_sender(
        &self,
        progress: &ReleaseProgress,
    ) -> Result<Vec<(PacedSender, Vec<StoreId>)>, JobError> {
        let mut senders: BTreeMap<String, (PacedSender, Vec<StoreId>)> = BTreeMap::new();
        for store in progress.stores.keys() {
            let store_config = self.configs.get_config(store).await.map_err(JobError::retry)?;
            let own = store_config.as_ref().map_or(&self.sender, |config| config.sender(&self.sender));
            let sender = PacedSender::from(own);
            let entry = senders.entry(sender.id.to_string()).or_insert_with(|| (sender, Vec::new()));
            entry.1.push(store.clone());
        }
        Ok(senders.into_values().collect())
    }

    /// Hands on messages of the stores of one sender, in turns over the stores.
    async fn hand_on_of(
        &self,
        minute: Minute,
        progress: &mut ReleaseProgress,
        sender: &PacedSender,
        stores: Vec<StoreId>,
        until: Timestamp,
    ) -> Result<usize, JobError> {
        let (mut texts, mut last) = (0, None);
        loop {
            let mut chunk =
                self.read_chunk(minute, progress, &stores, CHUNK).await.map_err(JobError::retry)?;
            let wanted = chunk.messages.len();
            if wanted == 0 {
                chunk.keep(progress);
                return Ok(texts);
            }
            let now = self.clock.now();
            let places = self.paces.line_up_release(sender, wanted, now, until).await;
            let Some(places) = places.map_err(JobError::retry)? else { break };
            let messages = chunk.take(places.texts);
            self.enqueue(messages, progress.began_at, places, now).await?;
            texts += places.texts;
            last = Some(places);
            chunk.keep(progress);
            if places.texts < wanted {
                break;
            }
        }
        if let Some(places) = last {
            self.note_left(progress, sender, &stores, places).await?;
        }
        Ok(texts)
    }

    /// Tells campaigns of the same sender when the release is expected to be through. The texts that are left are not
    /// counted: their number follows from those before.
    async fn note_left(
        &self,
        progress: &ReleaseProgress,
        sender: &PacedSender,
        stores: &[StoreId],
        last: Places,
    ) -> Result<(), JobError> {
        let left: u64 =
            stores.iter().filter_map(|store| progress.stores.get(store)).filter_map(HoldPosition::left).sum();
        let texts = i64::try_from(left).unwrap_or(i64::MAX).saturating_add_unsigned(last.texts as u64);
        let through_at = last.first.saturating_add(SignedDuration::from_micros(
            last.spacing.as_micros().saturating_mul(texts.into()).try_into().unwrap_or(i64::MAX),
        ));
        let through_at = through_at.unwrap_or(Timestamp::MAX);
        self.paces.note_release(sender, through_at, self.clock.now()).await.map_err(JobError::retry)
    }

    async fn enqueue(
        &self,
        messages: Vec<PendingMessage>,
        began_at: Timestamp,
        places: Places,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let (mut sends, mut bulk) = (Vec::new(), Vec::new());
        let mut at = places.first;
        for message in messages {
            let delay = seconds_until(at.as_microsecond(), now.as_microsecond());
            let line = if Class::of(&message) == Class::Bulk { &mut bulk } else { &mut sends };
            line.push(Outgoing::after(SendJob::new(message.ready(began_at)), delay));
            at += places.spacing;
        }
        self.sends.send(&sends).await.map_err(JobError::retry)?;
        self.bulk.send(&bulk).await.map_err(JobError::retry)
    }
}

impl Chunk {
    /// The first messages of it. The others stay where they are.
    fn take(&mut self, texts: usize) -> Vec<PendingMessage> {
        let left = self.messages.split_off(texts.min(self.messages.len()));
        let taken = std::mem::take(&mut self.messages);
        self.leave(&taken, &left);
        taken
    }
}
