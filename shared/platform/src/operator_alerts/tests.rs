use super::*;
use crate::testing::{Answer, HttpStub};

fn operator_alerts(stub: &HttpStub) -> EventBusOperatorAlerts {
    EventBusOperatorAlerts::from_environment(
        &stub.aws(),
        &[("EVENT_BUS_NAME", "rechime-test")].into_iter().collect(),
    )
    .unwrap()
}

fn alert() -> OperatorAlert {
    OperatorAlert {
        kind: AlertKind::TextOutcomeUnknown,
        store: Some(StoreId::parse("demo").unwrap()),
        id: "m1".to_owned(),
        reason: "the answer was lost".to_owned(),
    }
}

#[tokio::test]
async fn an_alert_is_an_event_that_the_rule_selects() {
    let stub = HttpStub::start([Answer::json(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#)])
        .unwrap();
    operator_alerts(&stub).send(&alert()).await;
    insta::assert_snapshot!(stub.asked()[0].body, @r#"{"Entries":[{"Source":"rechime","DetailType":"Text Outcome Unknown","Detail":"{\"store\":\"demo\",\"id\":\"m1\",\"reason\":\"the answer was lost\"}","EventBusName":"rechime-test"}]}"#);
}

#[tokio::test]
async fn what_the_bus_does_not_take_is_known() {
    let refused = r#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}"#;
    let stub = HttpStub::start([Answer::json(200, refused), Answer::json(400, "{}")]).unwrap();
    assert_eq!(operator_alerts(&stub).put(&alert()).await, Err("InternalFailure".to_owned()));
    operator_alerts(&stub).send(&alert()).await;
    assert_eq!(stub.asked().len(), 2);
}
