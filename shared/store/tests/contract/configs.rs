use rechime_domain::{
    default_flows::default_flow,
    flow::{Flow, FlowStatus, Flows},
    ids::{SourceId, StoreId},
    trigger::Trigger,
};
use rechime_store::{
    StoreError,
    configs::{ConfigEditor, ConnectionState, StoreSummary},
};

use crate::samples::{store, store_config};

pub(crate) async fn keeps_its_promises(table: &impl ConfigEditor) {
    what_is_created_is_loaded_and_listed(table).await;
    an_id_is_taken_once(table).await;
    of_two_edits_of_one_version_the_second_is_refused(table).await;
    a_profile_is_replaced(table).await;
    what_is_not_there_cannot_be_edited(table).await;
    flows_of_one_trigger_live_side_by_side(table).await;
}

async fn what_is_created_is_loaded_and_listed(table: &impl ConfigEditor) {
    assert_eq!(table.get_config(&store("demo")).await, Ok(None));
    assert_eq!(table.list_stores().await, Ok(vec![]));
    assert_eq!(table.get_only_store().await, Ok(None));
    for (id, only) in [("demo", Some(store("demo"))), ("another", None)] {
        table.create_store(&store_config(id)).await.unwrap();
        assert_eq!(table.get_only_store().await, Ok(only));
        assert_eq!(table.get_config(&store(id)).await.unwrap().as_deref(), Some(&store_config(id)));
    }
    let line = |id: &str| StoreSummary { id: store(id), name: "Oat & Ember".to_owned() };
    assert_eq!(table.list_stores().await, Ok(vec![line("another"), line("demo")]));
}

async fn an_id_is_taken_once(table: &impl ConfigEditor) {
    let mut second = store_config("demo");
    second.settings.country = "CA".to_owned();
    second.flows = Flows::default();
    assert_eq!(table.create_store(&second).await, Err(StoreError::Exists));
    assert_eq!(table.get_config(&store("demo")).await.unwrap().as_deref(), Some(&store_config("demo")));
}

async fn of_two_edits_of_one_version_the_second_is_refused(table: &impl ConfigEditor) {
    let mut expected = store_config("demo");
    expected.settings.name = "Oat and Ember".to_owned();
    expected.settings.version = 2;
    table.put_settings(&expected.settings).await.unwrap();
    assert_eq!(table.put_settings(&expected.settings).await, Err(StoreError::Conflict));

    let charge_paid = expected.flows.get(&SourceId::default_flow(Trigger::ChargePaid)).unwrap();
    let flow = Flow { status: FlowStatus::Active, version: 2, ..charge_paid.clone() };
    table.put_flow(&store("demo"), &flow).await.unwrap();
    assert_eq!(table.put_flow(&store("demo"), &flow).await, Err(StoreError::Conflict));
    let skipping = Flow { version: 4, ..flow.clone() };
    assert_eq!(table.put_flow(&store("demo"), &skipping).await, Err(StoreError::Conflict));
    expected.flows.put(flow);

    assert_eq!(table.get_config(&store("demo")).await.unwrap().as_deref(), Some(&expected));
    let names: Vec<_> = table.list_stores().await.unwrap().into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["Oat & Ember", "Oat and Ember"]);
}

async fn a_profile_is_replaced(table: &impl ConfigEditor) {
    let mut profile = store_config("demo").profile;
    profile.connection.state = ConnectionState::Disconnected;
    profile.connection.connected_at = None;
    table.put_profile(&store("demo"), &profile).await.unwrap();
    assert_eq!(table.get_config(&store("demo")).await.unwrap().unwrap().profile, profile);
}

async fn what_is_not_there_cannot_be_edited(table: &impl ConfigEditor) {
    let stranger = store_config("stranger");
    assert_eq!(table.put_profile(&store("stranger"), &stranger.profile).await, Err(StoreError::Conflict));
    assert_eq!(table.put_settings(&stranger.settings).await, Err(StoreError::Conflict));
    let flow = default_flow(Trigger::ChargePaid);
    assert_eq!(table.put_flow(&store("stranger"), &flow).await, Err(StoreError::Conflict));
    assert_eq!(table.create_flow(&store("stranger"), &flow).await, Err(StoreError::Conflict));
    assert_eq!(table.delete_flow(&store("stranger"), &flow.id).await, Ok(()));
    assert_eq!(table.get_config(&store("stranger")).await, Ok(None));
}

async fn flows_of(table: &impl ConfigEditor, store: &StoreId) -> Flows {
    table.get_config(store).await.unwrap().unwrap().flows.clone()
}

async fn flows_of_one_trigger_live_side_by_side(table: &impl ConfigEditor) {
    let (shop, mut expected) = (store("siblings"), store_config("siblings"));
    table.create_store(&expected).await.unwrap();
    let [first, second] = ["7k2m9x", "a11b2c"].map(|random| Flow {
        id: SourceId::further_flow(random).unwrap(),
        name: random.to_owned(),
        ..default_flow(Trigger::ChargePaid)
    });
    for flow in [&first, &second] {
        table.create_flow(&shop, flow).await.unwrap();
        expected.flows.put(flow.clone());
    }
    let again = Flow { name: "Another".to_owned(), ..first.clone() };
    assert_eq!(table.create_flow(&shop, &again).await, Err(StoreError::Exists));
    assert_eq!(flows_of(table, &shop).await, expected.flows);

    let edited = Flow { status: FlowStatus::Active, version: 2, ..first.clone() };
    table.put_flow(&shop, &edited).await.unwrap();
    assert_eq!(table.put_flow(&shop, &edited).await, Err(StoreError::Conflict));
    expected.flows.put(edited);
    let found = flows_of(table, &shop).await;
    assert_eq!(found, expected.flows, "its siblings are as they were");
    let ids: Vec<_> = found.for_trigger(Trigger::ChargePaid).map(|flow| flow.id.to_string()).collect();
    assert_eq!(ids, ["charge_paid", "flow-7k2m9x", "flow-a11b2c"]);

    for _ in 0..2 {
        table.delete_flow(&shop, &first.id).await.unwrap();
        expected.flows.delete(&first.id);
        assert_eq!(flows_of(table, &shop).await, expected.flows);
    }
    assert_eq!(table.put_flow(&shop, &Flow { version: 3, ..first }).await, Err(StoreError::Conflict));
    assert_eq!(flows_of(table, &shop).await, expected.flows);
}
