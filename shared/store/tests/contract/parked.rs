use rechime_domain::ids::StoreId;
use rechime_store::parked::{Parked, ParkedId, ParkedKind, ParkedMessages};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl ParkedMessages) {
    let demo = store("demo");
    what_is_parked_is_listed_until_it_is_removed(table, Some(&demo), None).await;
    what_is_parked_is_listed_until_it_is_removed(table, None, Some(&demo)).await;
    each_kind_is_read_back(table).await;
    a_payload_that_is_too_long_is_cut(table).await;
}

fn parked(kind: ParkedKind, second: i64, payload: String) -> Parked {
    let id = ParkedId::new(at(second), "5f2b");
    let (topic, reason) = ("charge/failed".to_owned(), "it is not JSON".to_owned());
    Parked::new(id, kind, topic, reason, payload, at(second + 1))
}

/// Under a store, and under none: neither sees what the other keeps.
async fn what_is_parked_is_listed_until_it_is_removed(
    table: &impl ParkedMessages,
    here: Option<&StoreId>,
    elsewhere: Option<&StoreId>,
) {
    let early = parked(ParkedKind::RechargeWebhook, 1, "{".to_owned());
    let late = parked(ParkedKind::Send, 2, String::new());
    for parked in [&late, &early, &early] {
        table.park(here, parked).await.unwrap();
    }
    let page = table.list_parked(here, None).await.unwrap();
    assert_eq!((page.items, page.next), (vec![early.clone(), late.clone()], None));

    let other = store("other");
    for elsewhere in [elsewhere, Some(&other)] {
        assert_eq!(table.list_parked(elsewhere, None).await.unwrap().items, []);
        assert_eq!(table.get_parked(elsewhere, &early.id).await, Ok(None));
        table.delete_parked(elsewhere, &early.id).await.unwrap();
    }
    assert_eq!(table.get_parked(here, &early.id).await, Ok(Some(early.clone())));
    for _ in 0..2 {
        table.delete_parked(here, &early.id).await.unwrap();
    }
    assert_eq!(table.get_parked(here, &early.id).await, Ok(None));
    assert_eq!(table.list_parked(here, None).await.unwrap().items, std::slice::from_ref(&late));
    table.delete_parked(here, &late.id).await.unwrap();
}

async fn each_kind_is_read_back(table: &impl ParkedMessages) {
    let kinds = [
        ParkedKind::RechargeWebhook,
        ParkedKind::ShopifyWebhook,
        ParkedKind::Event,
        ParkedKind::Send,
        ParkedKind::Feedback,
        ParkedKind::Audience,
    ];
    let kept: Vec<_> =
        kinds.into_iter().zip(1..).map(|(kind, second)| parked(kind, second, "{}".to_owned())).collect();
    let kinds = store("kinds");
    for store in [Some(&kinds), None] {
        for parked in &kept {
            table.park(store, parked).await.unwrap();
            assert_eq!(table.get_parked(store, &parked.id).await.as_ref(), Ok(&Some(parked.clone())));
        }
        assert_eq!(table.list_parked(store, None).await.unwrap().items, kept);
    }
}

async fn a_payload_that_is_too_long_is_cut(table: &impl ParkedMessages) {
    let demo = store("long");
    let long = parked(ParkedKind::Feedback, 9, "ö".repeat(600_000));
    assert!(!long.complete && long.payload.len() <= 300_000);
    for store in [Some(&demo), None] {
        table.park(store, &long).await.unwrap();
        assert_eq!(table.get_parked(store, &long.id).await, Ok(Some(long.clone())));
    }
}
