use std::collections::BTreeMap;

use rechime_domain::{flow::FlowStatus, trigger::Trigger};
use rechime_store::{
    StoreError,
    configs::{ConfigEditor, ConnectionState, StoreSummary},
};

use crate::samples::{config, store};

pub(crate) async fn keeps_its_promises(table: &impl ConfigEditor) {
    what_is_created_is_loaded_and_listed(table).await;
    an_id_is_taken_once(table).await;
    of_two_edits_of_one_version_the_second_is_refused(table).await;
    a_profile_is_replaced(table).await;
    what_is_not_there_cannot_be_edited(table).await;
}

async fn what_is_created_is_loaded_and_listed(table: &impl ConfigEditor) {
    assert_eq!(table.load(&store("demo")).await, Ok(None));
    assert_eq!(table.list().await, Ok(vec![]));
    for id in ["demo", "another"] {
        table.create(&config(id)).await.unwrap();
        assert_eq!(table.load(&store(id)).await.unwrap().as_deref(), Some(&config(id)));
    }
    let line = |id: &str| StoreSummary { id: store(id), name: "Oat & Ember".to_owned() };
    assert_eq!(table.list().await, Ok(vec![line("another"), line("demo")]));
}

async fn an_id_is_taken_once(table: &impl ConfigEditor) {
    let mut second = config("demo");
    second.settings.country = "CA".to_owned();
    second.flows = BTreeMap::new();
    assert_eq!(table.create(&second).await, Err(StoreError::Exists));
    assert_eq!(table.load(&store("demo")).await.unwrap().as_deref(), Some(&config("demo")));
}

async fn of_two_edits_of_one_version_the_second_is_refused(table: &impl ConfigEditor) {
    let mut expected = config("demo");
    expected.settings.name = "Oat and Ember".to_owned();
    expected.settings.version = 2;
    table.save_settings(&expected.settings).await.unwrap();
    assert_eq!(table.save_settings(&expected.settings).await, Err(StoreError::Conflict));

    let flow = expected.flows.get_mut(&Trigger::ChargePaid).unwrap();
    flow.status = FlowStatus::Active;
    flow.version = 2;
    table.save_flow(&store("demo"), flow).await.unwrap();
    assert_eq!(table.save_flow(&store("demo"), flow).await, Err(StoreError::Conflict));
    flow.version = 4;
    assert_eq!(table.save_flow(&store("demo"), flow).await, Err(StoreError::Conflict));
    flow.version = 2;

    assert_eq!(table.load(&store("demo")).await.unwrap().as_deref(), Some(&expected));
    let names: Vec<_> = table.list().await.unwrap().into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["Oat & Ember", "Oat and Ember"]);
}

async fn a_profile_is_replaced(table: &impl ConfigEditor) {
    let mut profile = config("demo").profile;
    profile.connection.state = ConnectionState::Disconnected;
    profile.connection.connected_at = None;
    table.save_profile(&store("demo"), &profile).await.unwrap();
    assert_eq!(table.load(&store("demo")).await.unwrap().unwrap().profile, profile);
}

async fn what_is_not_there_cannot_be_edited(table: &impl ConfigEditor) {
    let stranger = config("stranger");
    assert_eq!(table.save_profile(&store("stranger"), &stranger.profile).await, Err(StoreError::Conflict));
    assert_eq!(table.save_settings(&stranger.settings).await, Err(StoreError::Conflict));
    let flow = &stranger.flows[&Trigger::ChargePaid];
    assert_eq!(table.save_flow(&store("stranger"), flow).await, Err(StoreError::Conflict));
    assert_eq!(table.load(&store("stranger")).await, Ok(None));
}
