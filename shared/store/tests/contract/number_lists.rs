use jiff::civil::date;
use rechime_store::{
    Cursor,
    number_lists::{ListPosition, ListPositions, Place},
};

use crate::samples::store;

pub(crate) async fn keeps_its_promises(table: &impl ListPositions) {
    assert_eq!(table.get_list_position().await, Ok(None));
    let fresh = ListPosition::before(date(2026, 11, 24));
    let half = fresh.at(store("demo"), Place { shard: 3, after: Some(Cursor::new("+14155552671")) });
    for position in [&fresh, &half, &half.next_day()] {
        table.put_list_position(position).await.unwrap();
        assert_eq!(table.get_list_position().await.as_ref(), Ok(&Some(position.clone())));
    }
    assert_eq!(half.next_day(), ListPosition::before(date(2026, 11, 25)));
}
