use jiff::Timestamp;
use rechime_domain::{frequency::Promotion, ids::MessageId, phone::PhoneNumber};
use rechime_store::{consistency::Consistency, promotions::Promotions, subscribers::Subscribers};

use crate::samples::{at, pending, store};

pub(crate) async fn keeps_its_promises(table: &(impl Promotions + Subscribers)) {
    let (store, phone) = (store("promotions"), PhoneNumber::from_e164("+14155552671").unwrap());
    let promotion = |charge, at: Timestamp| Promotion { message: id(charge), at };
    let (first, second) = (promotion(1, at(1)), promotion(2, at(2)));
    assert!(table.put_promotion(&store, &phone, &[], first.clone()).await.unwrap());
    assert!(!table.put_promotion(&store, &phone, &[], second.clone()).await.unwrap(), "one stands already");
    let known = table.get_subscriber(&store, &phone, Consistency::Strong).await.unwrap().unwrap().promotions;
    assert_eq!(known, std::slice::from_ref(&first));
    assert!(table.put_promotion(&store, &phone, &known, second.clone()).await.unwrap());
    let person = table.get_subscriber(&store, &phone, Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(person.promotions, [first, second]);
}

fn id(charge: u64) -> MessageId {
    pending(&store("promotions"), charge).id
}
