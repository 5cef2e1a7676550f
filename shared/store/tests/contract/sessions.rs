use jiff::SignedDuration;
use rechime_store::sessions::{Session, SessionId, Sessions};

use crate::samples::at;

fn session(name: &str) -> Session {
    Session { name: name.to_owned(), key_fingerprint: "f1".to_owned(), began_at: at(0), used_at: at(0) }
}

pub(crate) async fn keeps_its_promises(table: &impl Sessions) {
    let [ana, ben] = ["ana's token", "ben's token"].map(SessionId::of_token);
    assert_eq!(table.get_session(&ana).await, Ok(None));
    table.put_session(&ana, &session("Ana")).await.unwrap();
    table.put_session(&ben, &session("Ben")).await.unwrap();
    assert_eq!(table.get_session(&ana).await, Ok(Some(session("Ana"))));

    let later = at(0) + SignedDuration::from_mins(40);
    table.put_session_use(&ana, &session("Ana"), later).await.unwrap();
    assert_eq!(table.get_session(&ana).await, Ok(Some(Session { used_at: later, ..session("Ana") })));

    for _ in 0..2 {
        table.delete_session(&ana).await.unwrap();
        assert_eq!(table.get_session(&ana).await, Ok(None));
    }
    table.put_session_use(&ana, &session("Ana"), later).await.unwrap();
    assert_eq!(table.get_session(&ana).await, Ok(None), "who signed out is not brought back");
    assert_eq!(table.get_session(&ben).await, Ok(Some(session("Ben"))));

    table.put_session(&ana, &session("Ana")).await.unwrap();
    table.delete_all_sessions().await.unwrap();
    for id in [&ana, &ben] {
        assert_eq!(table.get_session(id).await, Ok(None));
    }
    table.delete_all_sessions().await.unwrap();
}
