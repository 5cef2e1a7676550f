use rechime_store::parked::{Parked, ParkedId, Parking};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Parking) {
    what_is_parked_is_listed_until_it_is_removed(table).await;
    a_payload_that_is_too_long_is_cut(table).await;
}

fn parked(second: i64, payload: String) -> Parked {
    let id = ParkedId::new(at(second), "5f2b");
    let (topic, reason) = ("charge/failed".to_owned(), "it is not JSON".to_owned());
    Parked::new(id, topic, reason, payload, at(second + 1))
}

async fn what_is_parked_is_listed_until_it_is_removed(table: &impl Parking) {
    let demo = store("demo");
    let (early, late) = (parked(1, "{".to_owned()), parked(2, String::new()));
    for parked in [&late, &early, &early] {
        table.park(&demo, parked).await.unwrap();
    }
    let page = table.list(&demo, None).await.unwrap();
    assert_eq!((page.items, page.next), (vec![early.clone(), late.clone()], None));
    assert_eq!(table.list(&store("other"), None).await.unwrap().items, []);

    assert_eq!(table.get(&store("other"), &early.id).await, Ok(None));
    assert_eq!(table.get(&demo, &early.id).await, Ok(Some(early.clone())));
    for _ in 0..2 {
        table.remove(&demo, &early.id).await.unwrap();
    }
    assert_eq!(table.get(&demo, &early.id).await, Ok(None));
    assert_eq!(table.list(&demo, None).await.unwrap().items, [late]);
}

async fn a_payload_that_is_too_long_is_cut(table: &impl Parking) {
    let demo = store("long");
    let long = parked(3, "ö".repeat(600_000));
    assert!(!long.complete && long.payload.len() <= 300_000);
    table.park(&demo, &long).await.unwrap();
    assert_eq!(table.get(&demo, &long.id).await, Ok(Some(long)));
}
