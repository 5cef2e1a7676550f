//! The order in which a bucket's messages go.

use std::collections::BTreeMap;

use rechime_domain::{ids::StoreId, message::PendingMessage};

/// Lines messages up so that every store has its turn: a large store does not make a small one wait.
pub(crate) fn round_robin(messages: Vec<PendingMessage>) -> Vec<PendingMessage> {
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
