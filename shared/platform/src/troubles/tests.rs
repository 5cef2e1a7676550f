use super::*;
use crate::testing::{Answer, HttpStub};

fn troubles(stub: &HttpStub) -> EventBusTroubles {
    EventBusTroubles::from_settings(&stub.aws(), &[("EVENT_BUS_NAME", "rechime-test")].into_iter().collect())
        .unwrap()
}

fn trouble() -> Trouble {
    Trouble {
        kind: TroubleKind::TextOutcomeUnknown,
        store: Some(StoreId::parse("demo").unwrap()),
        id: "m1".to_owned(),
        reason: "the answer was lost".to_owned(),
    }
}

#[tokio::test]
async fn a_trouble_is_an_event_that_the_rule_waits_for() {
    let stub = HttpStub::start([Answer::json(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#)])
        .unwrap();
    troubles(&stub).report(&trouble()).await;
    insta::assert_snapshot!(stub.asked()[0].body, @r#"{"Entries":[{"Source":"rechime","DetailType":"Text Outcome Unknown","Detail":"{\"store\":\"demo\",\"id\":\"m1\",\"reason\":\"the answer was lost\"}","EventBusName":"rechime-test"}]}"#);
}

#[tokio::test]
async fn what_the_bus_does_not_take_is_known() {
    let refused = r#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}"#;
    let stub = HttpStub::start([Answer::json(200, refused), Answer::json(400, "{}")]).unwrap();
    assert_eq!(troubles(&stub).put(&trouble()).await, Err("InternalFailure".to_owned()));
    troubles(&stub).report(&trouble()).await;
    assert_eq!(stub.asked().len(), 2);
}
