//! Reading a bucket in turns over its stores.

use std::collections::BTreeMap;

use futures::future::join_all;
use rechime_domain::{ids::StoreId, message::PendingMessage, minute::Minute};
use rechime_store::{
    buckets::{HoldPosition, ReleaseProgress},
    error::StoreError,
    holds::SHARDS,
};

use crate::QuietHours;

/// The fewest messages that a store's turn reads.
const TURN: usize = 25;

/// Messages in turns over stores, and where each store goes on behind them.
pub(crate) struct Chunk {
    pub(crate) messages: Vec<PendingMessage>,
    positions: BTreeMap<StoreId, HoldPosition>,
}

impl Chunk {
    /// Goes on behind these messages only: what was `left` of a store's is read again.
    pub(crate) fn leave(&mut self, taken: &[PendingMessage], left: &[PendingMessage]) {
        let mut cut = BTreeMap::<&StoreId, u32>::new();
        for message in left {
            *cut.entry(&message.store).or_default() += 1;
        }
        let counts = cut.into_iter().filter_map(|(store, left)| {
            let position = self.positions.remove(store)?;
            Some((store, position.taken.saturating_sub(left)))
        });
        let counts: BTreeMap<_, _> = counts.collect();
        for message in taken {
            if let Some(count) = counts.get(&message.store) {
                self.positions.insert(message.store.clone(), HoldPosition::behind(message, *count));
            }
        }
    }

    /// Keeps the positions. A store without messages is left out from then on.
    pub(crate) fn keep(self, progress: &mut ReleaseProgress) {
        for (store, position) in self.positions {
            if position.shard < SHARDS {
                progress.stores.insert(store, position);
            } else {
                progress.stores.remove(&store);
            }
        }
    }
}

impl QuietHours {
    /// Reads up to `most` messages, about as many of each store, and orders them so that every store has its turn.
    pub(crate) async fn read_chunk(
        &self,
        minute: Minute,
        progress: &ReleaseProgress,
        stores: &[StoreId],
        most: usize,
    ) -> Result<Chunk, StoreError> {
        let known =
            stores.iter().filter_map(|store| Some((store.clone(), progress.stores.get(store)?.clone())));
        let mut chunk = Chunk { messages: Vec::new(), positions: known.collect() };
        let mut open: Vec<StoreId> = chunk.positions.keys().cloned().collect();
        // Another chunk begins with other stores.
        let first = usize::try_from(progress.step).unwrap_or_default() % open.len().max(1);
        open.rotate_left(first);
        while chunk.messages.len() < most && !open.is_empty() {
            let mut still_open = Vec::new();
            let turn = ((most - chunk.messages.len()) / open.len()).max(TURN);
            for store in open {
                let room = most - chunk.messages.len();
                let Some(position) = chunk.positions.get_mut(&store).filter(|_| room > 0) else { continue };
                let messages = self.read_turn(minute, &store, position, turn.min(room)).await?;
                if position.shard < SHARDS {
                    still_open.push(store);
                }
                chunk.messages.extend(messages);
            }
            open = still_open;
        }
        chunk.messages = round_robin(chunk.messages);
        Ok(chunk)
    }

    /// Reads on from a position, over as many shards as it takes.
    async fn read_turn(
        &self,
        minute: Minute,
        store: &StoreId,
        position: &mut HoldPosition,
        most: usize,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        let mut messages = Vec::new();
        while messages.len() < most && position.shard < SHARDS {
            let (shard, after) = (position.shard, position.after.as_ref());
            let page = self.holds.list_holds_of(minute, shard, store, after, most - messages.len()).await?;
            let taken = position.taken + u32::try_from(page.items.len()).unwrap_or_default();
            messages.extend(page.items);
            *position = match page.next {
                Some(after) => HoldPosition { shard, after: Some(after), taken },
                None => HoldPosition { shard: shard + 1, after: None, taken },
            };
        }
        Ok(messages)
    }

    /// Finds the stores that have messages in a bucket, up to `most` at a time.
    pub(crate) async fn find_stores(
        &self,
        minute: Minute,
        progress: &mut ReleaseProgress,
        most: usize,
    ) -> Result<(), StoreError> {
        if progress.is_looked_through || progress.stores.len() >= most {
            return Ok(());
        }
        let after = progress.stores_after.clone();
        let next = |shard| self.holds.next_store_of_holds(minute, shard, after.as_ref());
        let mut nexts: Vec<Option<StoreId>> =
            join_all((0..SHARDS).map(next)).await.into_iter().collect::<Result<_, _>>()?;
        while progress.stores.len() < most {
            let Some(store) = nexts.iter().flatten().min().cloned() else {
                progress.is_looked_through = true;
                return Ok(());
            };
            for (shard, next) in (0..SHARDS).zip(&mut nexts) {
                if next.as_ref() == Some(&store) {
                    *next = self.holds.next_store_of_holds(minute, shard, Some(&store)).await?;
                }
            }
            progress.stores.insert(store.clone(), HoldPosition::default());
            progress.stores_after = Some(store);
        }
        Ok(())
    }
}

/// Lines messages up so that every store has its turn: a large store does not make a small one wait.
fn round_robin(messages: Vec<PendingMessage>) -> Vec<PendingMessage> {
    let mut turns: BTreeMap<StoreId, usize> = BTreeMap::new();
    let mut line: Vec<(usize, PendingMessage)> = messages
        .into_iter()
        .map(|message| {
            let turn = turns.entry(message.store.clone()).or_default();
            *turn += 1;
            (*turn, message)
        })
        .collect();
    line.sort_by_key(|(turn, _)| *turn);
    line.into_iter().map(|(_, message)| message).collect()
}
