use rechime_domain::{
    ids::{RunId, StoreId},
    segment::SegmentId,
};
use rechime_store::{
    runs::{Run, Runs, ShardProgress},
    subscribers::SHARDS,
};
use serde_json::json;

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Runs) {
    let (store, id) = (store("runs"), RunId::of_count("a1").unwrap());
    what_is_not_there_is_none(table, &store, &id).await;
    a_run_is_done_once_all_its_shards_are(table, &store, &id).await;
    progress_never_goes_back(table, &store).await;
}

fn run(id: &RunId) -> Run {
    Run {
        id: id.clone(),
        segment: SegmentId::ReceivedRecharge,
        condition: serde_json::from_value(json!({ "segment": "received_recharge" })).unwrap(),
        started_at: at(0),
    }
}

fn progress(shard: u8, read: u64, is_done: bool) -> ShardProgress {
    ShardProgress { shard, read, matched: read / 2, is_done, at: at(i64::from(shard) + 1) }
}

async fn what_is_not_there_is_none(table: &impl Runs, store: &StoreId, id: &RunId) {
    assert_eq!(table.get_run(store, id).await, Ok(None));
    assert_eq!(table.get_progress(store, id).await, Ok(None));
}

async fn a_run_is_done_once_all_its_shards_are(table: &impl Runs, store: &StoreId, id: &RunId) {
    table.create_run(store, &run(id)).await.unwrap();
    assert_eq!(table.get_run(store, id).await, Ok(Some(run(id))));
    for shard in 0..SHARDS {
        let known = table.get_progress(store, id).await.unwrap().unwrap();
        assert_eq!((known.read(), known.done_at()), (u64::from(shard) * 10, None));
        table.put_progress(store, id, &progress(shard, 10, true)).await.unwrap();
    }
    let known = table.get_progress(store, id).await.unwrap().unwrap();
    assert_eq!((known.read(), known.matched(), known.done_at()), (160, 80, Some(at(16))));
}

async fn progress_never_goes_back(table: &impl Runs, store: &StoreId) {
    let id = RunId::of_count("a2").unwrap();
    table.create_run(store, &run(&id)).await.unwrap();
    for (told, stands) in [
        (progress(3, 20, false), progress(3, 20, false)),
        (progress(3, 10, false), progress(3, 20, false)),
        (progress(3, 30, true), progress(3, 30, true)),
        (progress(3, 40, false), progress(3, 30, true)),
    ] {
        table.put_progress(store, &id, &told).await.unwrap();
        let known = table.get_progress(store, &id).await.unwrap().unwrap();
        assert_eq!(known.shards.into_values().collect::<Vec<_>>(), [stands]);
    }
}
