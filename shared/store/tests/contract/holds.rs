use std::collections::BTreeSet;

use rechime_domain::{ids::MessageId, message::PendingMessage};
use rechime_store::holds::{Holds, SHARDS, shard_of};

use crate::samples::{minute, pending, store};

pub(crate) async fn keeps_its_promises(table: &impl Holds) {
    a_held_message_is_read_back_whole(table).await;
    every_hold_of_a_minute_is_on_exactly_one_page(table).await;
}

async fn a_held_message_is_read_back_whole(table: &impl Holds) {
    let message = pending(&store("demo"), 1);
    assert_eq!(table.get_hold(minute(1), &message.id, &message.store).await, Ok(None));
    for _ in 0..2 {
        table.put_hold(&message, minute(1)).await.unwrap();
    }
    let held = PendingMessage { held_until: Some(minute(1)), ..message.clone() };
    assert_eq!(table.get_hold(minute(1), &message.id, &message.store).await, Ok(Some(held.clone())));
    assert_eq!(table.get_hold(minute(2), &message.id, &message.store).await, Ok(None));
    assert_eq!(table.get_hold(minute(1), &message.id, &store("other")).await, Ok(None));
    let page = table.list_holds(minute(1), shard_of(&message.id.person()), None, 10).await.unwrap();
    assert_eq!((page.items, page.next), (vec![held], None));
}

async fn every_hold_of_a_minute_is_on_exactly_one_page(table: &impl Holds) {
    let stores = ["demo", "other"].map(store);
    let held: Vec<_> = (0..60).map(|charge| pending(&stores[charge % 2], charge as u64)).collect();
    let until = |message: &PendingMessage| (message.clone(), minute(5));
    // One of them twice, as when its event comes twice in one batch.
    let twice: Vec<_> = held.iter().chain(&held[..1]).map(until).collect();
    table.put_holds(&twice).await.unwrap();
    let mut found = Vec::new();
    for shard in 0..SHARDS {
        found.extend(shard_in_pages(table, shard).await);
    }
    assert_eq!(found.len(), held.len());
    let ids = |messages: &[PendingMessage]| -> BTreeSet<MessageId> {
        messages.iter().map(|m| m.id.clone()).collect()
    };
    assert_eq!(ids(&found), ids(&held));
}

async fn shard_in_pages(table: &impl Holds, shard: u8) -> Vec<PendingMessage> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = table.list_holds(minute(5), shard, after.as_ref(), 2).await.unwrap();
        assert!(page.items.len() <= 2);
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            assert!(found.is_sorted_by_key(|message| (message.store.clone(), message.id.clone())));
            return found;
        }
    }
}
