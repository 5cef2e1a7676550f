use rechime_store::checkups::{Checkup, Checkups, ConnectionProblem, LookBack};

use crate::samples::{at, store};

pub(crate) async fn keeps_its_promises(table: &impl Checkups) {
    let demo = store("demo");
    assert_eq!(table.get_checkup(&demo).await, Ok(None));
    let fresh = Checkup::fresh(at(0), 17);
    let look_back = LookBack::beginning(at(0), at(3600), true).after_page(Some("c2".to_owned()));
    let busy =
        Checkup { problem: Some(ConnectionProblem::KeyRefused), look_back: Some(look_back), ..fresh.clone() };
    for checkup in [&fresh, &busy, &fresh] {
        table.put_checkup(&demo, checkup).await.unwrap();
        assert_eq!(table.get_checkup(&demo).await.as_ref(), Ok(&Some(checkup.clone())));
    }
    assert_eq!(table.get_checkup(&store("other")).await, Ok(None));
    for _ in 0..2 {
        table.delete_checkup(&demo).await.unwrap();
        assert_eq!(table.get_checkup(&demo).await, Ok(None));
    }
}
