use rechime_store::buckets::{Bucket, Buckets};

use crate::samples::minute;

pub(crate) async fn keeps_its_promises(table: &impl Buckets) {
    open_minutes_are_found_in_order(table).await;
    a_bucket_opened_during_its_release_stays_open(table).await;
    a_closed_bucket_stays_closed_until_it_is_opened(table).await;
    a_bucket_has_one_schedule_until_it_is_closed(table).await;
}

async fn a_bucket_has_one_schedule_until_it_is_closed(table: &impl Buckets) {
    table.note_schedule(minute(40)).await.unwrap();
    assert_eq!(table.get_bucket(minute(40)).await, Ok(None), "a note opens no bucket");
    for _ in 0..2 {
        assert_eq!(table.open_bucket(minute(40)).await, Ok(false));
    }
    table.note_schedule(minute(40)).await.unwrap();
    assert_eq!(table.open_bucket(minute(40)).await, Ok(true));
    let seen = bucket(table, 40).await;
    assert_eq!(table.close_bucket(&seen).await, Ok(true));
    assert_eq!(table.open_bucket(minute(40)).await, Ok(false), "its schedule has gone with it");
}

async fn bucket(table: &impl Buckets, number: i64) -> Bucket {
    table.get_bucket(minute(number)).await.unwrap().unwrap()
}

async fn open_minutes_are_found_in_order(table: &impl Buckets) {
    assert_eq!(table.get_bucket(minute(1)).await, Ok(None));
    for number in [30, 1, 20, 10, 1] {
        table.open_bucket(minute(number)).await.unwrap();
    }
    let due: Vec<_> = table
        .list_buckets_before(minute(30), 2)
        .await
        .unwrap()
        .into_iter()
        .map(|bucket| bucket.minute)
        .collect();
    assert_eq!(due, [minute(1), minute(10)]);
    assert_eq!(table.list_buckets_before(minute(1), 10).await, Ok(vec![]));
}

async fn a_bucket_opened_during_its_release_stays_open(table: &impl Buckets) {
    let seen = bucket(table, 20).await;
    table.open_bucket(minute(20)).await.unwrap();
    assert_eq!(table.close_bucket(&seen).await, Ok(false));
    let seen_again = bucket(table, 20).await;
    assert_eq!(table.close_bucket(&seen_again).await, Ok(true));
    assert_eq!(table.get_bucket(minute(20)).await, Ok(None));
}

async fn a_closed_bucket_stays_closed_until_it_is_opened(table: &impl Buckets) {
    let seen = bucket(table, 30).await;
    assert_eq!(table.close_bucket(&seen).await, Ok(true));
    assert_eq!(table.close_bucket(&seen).await, Ok(true), "closing twice is fine");
    assert_eq!(table.get_bucket(minute(30)).await, Ok(None));
    table.open_bucket(minute(30)).await.unwrap();
    assert_eq!(table.close_bucket(&seen).await, Ok(false), "the number of an opening is never used again");
    assert_eq!(bucket(table, 30).await.minute, minute(30));
}
