use rechime_domain::place::Address;
use rechime_recharge::{client::CustomerProfile, payload::place::Place};
use rechime_store::customer_cache::CustomerCache;

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl CustomerCache) {
    what_was_told_last_is_kept(table).await;
    each_store_has_customers_of_its_own(table).await;
}

/// A customer of whom everything is known.
pub(crate) fn zoe() -> CustomerProfile {
    let text = |text: &str| Some(text.to_owned());
    let address = Address { country: text("US"), province: text("NY"), zip: text("10001") };
    let home = Place {
        address: address.clone(),
        phone: text("(212) 555-1234"),
        first_name: text("Zoë"),
        last_name: text("Q"),
        is_gift: false,
    };
    CustomerProfile {
        id: text("9"),
        first_name: text("Zoë"),
        last_name: text("Q"),
        hash: text("17191222dd96fe76"),
        phone: text("+12125551234"),
        billing: Place { address, phone: text("212-555-1234"), ..Place::default() },
        addresses: vec![home.clone(), Place { is_gift: true, ..home }],
        created_at: Some(at(0)),
    }
}

async fn what_was_told_last_is_kept(table: &impl CustomerCache) {
    assert_eq!(table.get_customer(&store("demo"), "9").await, Ok(None));
    table.put_customer(&store("demo"), "9", &CustomerProfile::default(), at(1)).await.unwrap();
    assert_eq!(table.get_customer(&store("demo"), "9").await, Ok(Some(CustomerProfile::default())));
    table.put_customer(&store("demo"), "9", &zoe(), at(2)).await.unwrap();
    assert_eq!(table.get_customer(&store("demo"), "9").await, Ok(Some(zoe())));
}

async fn each_store_has_customers_of_its_own(table: &impl CustomerCache) {
    assert_eq!(table.get_customer(&store("other"), "9").await, Ok(None));
    assert_eq!(table.get_customer(&store("demo"), "8").await, Ok(None));
}
