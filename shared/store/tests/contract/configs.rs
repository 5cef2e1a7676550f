use rechime_domain::{
    default_flows::default_flow,
    flow::{Flow, FlowStatus, Flows},
    ids::{SenderId, SourceId, StoreId},
    segment::{Segment, SegmentId},
    settings::StoreSettings,
    trigger::Trigger,
};
use rechime_store::{
    StoreError,
    audit::{Actor, Audit, AuditAction, AuditEntry},
    configs::{ConfigEditor, ConnectionState, StoreSummary},
    flow_history::FlowHistory,
};

use serde_json::json;

use crate::samples::{at, entry, store, store_config};

pub(crate) async fn keeps_its_promises(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    what_is_created_is_loaded_and_listed(table).await;
    an_id_is_taken_once(table).await;
    of_two_edits_of_one_version_the_second_is_refused(table).await;
    a_profile_is_replaced(table).await;
    what_is_not_there_cannot_be_edited(table).await;
    flows_of_one_trigger_live_side_by_side(table).await;
    each_version_of_a_flow_is_kept_with_who_saved_it(table).await;
    what_is_changed_is_audited_and_what_is_refused_is_not(table).await;
    segments_come_and_go_version_by_version(table).await;
    every_change_moves_the_epoch_on(table).await;
}

async fn every_change_moves_the_epoch_on(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let before = table.get_epoch().await.unwrap();
    let shop = store_config("epochal");
    let id = &shop.settings.id;
    table.create_store(&shop, &entry()).await.unwrap();
    assert_eq!(table.create_store(&shop, &entry()).await, Err(StoreError::Exists));
    table.put_profile(id, &shop.profile, &entry()).await.unwrap();
    let settings = StoreSettings { version: shop.settings.version + 1, ..shop.settings.clone() };
    table.put_settings(&settings, &entry()).await.unwrap();
    let flow = Flow { id: SourceId::further_flow("second").unwrap(), ..default_flow(Trigger::ChargePaid) };
    table.create_flow(id, &flow, &entry()).await.unwrap();
    table.delete_flow(id, &flow.id, &entry()).await.unwrap();
    assert_eq!(table.get_epoch().await, Ok(before + 5), "and what is refused does not");
}

async fn what_is_created_is_loaded_and_listed(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    assert_eq!(table.get_config(&store("demo")).await, Ok(None));
    assert_eq!(table.list_stores().await, Ok(vec![]));
    assert_eq!(table.get_only_store().await, Ok(None));
    assert_eq!(table.get_first_store().await, Ok(None));
    for (id, only) in [("demo", Some(store("demo"))), ("another", None)] {
        table.create_store(&store_config(id), &entry()).await.unwrap();
        assert_eq!(table.get_only_store().await, Ok(only));
        assert_eq!(table.get_config(&store(id)).await.unwrap().as_deref(), Some(&store_config(id)));
    }
    assert_eq!(table.get_first_store().await, Ok(Some(store("another"))));
    let line = |id: &str| StoreSummary {
        id: store(id),
        name: "Oat & Ember".to_owned(),
        sender: SenderId::installation(),
    };
    assert_eq!(table.list_stores().await, Ok(vec![line("another"), line("demo")]));
}

async fn segments_come_and_go_version_by_version(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let (shop, mut expected) = (store("segmented"), store_config("segmented"));
    let condition = serde_json::from_value(json!({ "segment": "received_recharge" })).unwrap();
    let id = SegmentId::own("7k2m9x").unwrap();
    let first = Segment { id: id.clone(), name: "VIPs".to_owned(), condition, version: 1 };
    assert_eq!(table.create_segment(&shop, &first, &entry()).await, Err(StoreError::Conflict));
    table.create_store(&expected, &entry()).await.unwrap();
    table.create_segment(&shop, &first, &entry()).await.unwrap();
    assert_eq!(table.create_segment(&shop, &first, &entry()).await, Err(StoreError::Exists));
    let second = Segment { name: "Regulars".to_owned(), version: 2, ..first };
    table.put_segment(&shop, &second, &entry()).await.unwrap();
    assert_eq!(table.put_segment(&shop, &second, &entry()).await, Err(StoreError::Conflict));
    expected.segments.put(second);
    assert_eq!(table.get_config(&shop).await.unwrap().as_deref(), Some(&expected));
    for _ in 0..2 {
        table.delete_segment(&shop, &id, &entry()).await.unwrap();
    }
    expected.segments.delete(&id);
    assert_eq!(table.get_config(&shop).await.unwrap().as_deref(), Some(&expected));
}

async fn an_id_is_taken_once(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let mut second = store_config("demo");
    second.settings.country = "CA".to_owned();
    second.flows = Flows::default();
    assert_eq!(table.create_store(&second, &entry()).await, Err(StoreError::Exists));
    assert_eq!(table.get_config(&store("demo")).await.unwrap().as_deref(), Some(&store_config("demo")));
}

async fn of_two_edits_of_one_version_the_second_is_refused(
    table: &(impl ConfigEditor + FlowHistory + Audit),
) {
    let mut expected = store_config("demo");
    expected.settings.name = "Oat and Ember".to_owned();
    expected.settings.version = 2;
    table.put_settings(&expected.settings, &entry()).await.unwrap();
    assert_eq!(table.put_settings(&expected.settings, &entry()).await, Err(StoreError::Conflict));

    let charge_paid = expected.flows.get(&SourceId::default_flow(Trigger::ChargePaid)).unwrap();
    let flow = Flow { status: FlowStatus::Active, version: 2, ..charge_paid.clone() };
    table.put_flow(&store("demo"), &flow, &entry()).await.unwrap();
    assert_eq!(table.put_flow(&store("demo"), &flow, &entry()).await, Err(StoreError::Conflict));
    let skipping = Flow { version: 4, ..flow.clone() };
    assert_eq!(table.put_flow(&store("demo"), &skipping, &entry()).await, Err(StoreError::Conflict));
    expected.flows.put(flow);

    assert_eq!(table.get_config(&store("demo")).await.unwrap().as_deref(), Some(&expected));
    let names: Vec<_> = table.list_stores().await.unwrap().into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["Oat & Ember", "Oat and Ember"]);
}

async fn a_profile_is_replaced(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let mut profile = store_config("demo").profile;
    profile.connection.state = ConnectionState::Disconnected;
    profile.connection.connected_at = None;
    table.put_profile(&store("demo"), &profile, &entry()).await.unwrap();
    assert_eq!(table.get_config(&store("demo")).await.unwrap().unwrap().profile, profile);
}

async fn what_is_not_there_cannot_be_edited(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let stranger = store_config("stranger");
    assert_eq!(
        table.put_profile(&store("stranger"), &stranger.profile, &entry()).await,
        Err(StoreError::Conflict)
    );
    assert_eq!(table.put_settings(&stranger.settings, &entry()).await, Err(StoreError::Conflict));
    let flow = default_flow(Trigger::ChargePaid);
    assert_eq!(table.put_flow(&store("stranger"), &flow, &entry()).await, Err(StoreError::Conflict));
    assert_eq!(table.create_flow(&store("stranger"), &flow, &entry()).await, Err(StoreError::Conflict));
    assert_eq!(table.delete_flow(&store("stranger"), &flow.id, &entry()).await, Ok(()));
    assert_eq!(table.get_config(&store("stranger")).await, Ok(None));
}

async fn flows_of(table: &impl ConfigEditor, store: &StoreId) -> Flows {
    table.get_config(store).await.unwrap().unwrap().flows.clone()
}

async fn flows_of_one_trigger_live_side_by_side(table: &(impl ConfigEditor + FlowHistory + Audit)) {
    let (shop, mut expected) = (store("siblings"), store_config("siblings"));
    table.create_store(&expected, &entry()).await.unwrap();
    let [first, second] = ["7k2m9x", "a11b2c"].map(|random| Flow {
        id: SourceId::further_flow(random).unwrap(),
        name: random.to_owned(),
        ..default_flow(Trigger::ChargePaid)
    });
    for flow in [&first, &second] {
        table.create_flow(&shop, flow, &entry()).await.unwrap();
        expected.flows.put(flow.clone());
    }
    let again = Flow { name: "Another".to_owned(), ..first.clone() };
    assert_eq!(table.create_flow(&shop, &again, &entry()).await, Err(StoreError::Exists));
    assert_eq!(flows_of(table, &shop).await, expected.flows);

    let edited = Flow { status: FlowStatus::Active, version: 2, ..first.clone() };
    table.put_flow(&shop, &edited, &entry()).await.unwrap();
    assert_eq!(table.put_flow(&shop, &edited, &entry()).await, Err(StoreError::Conflict));
    expected.flows.put(edited);
    let found = flows_of(table, &shop).await;
    assert_eq!(found, expected.flows, "its siblings are as they were");
    let ids: Vec<_> = found.for_trigger(Trigger::ChargePaid).map(|flow| flow.id.to_string()).collect();
    assert_eq!(ids, ["charge_paid", "flow-7k2m9x", "flow-a11b2c"]);

    for _ in 0..2 {
        table.delete_flow(&shop, &first.id, &entry()).await.unwrap();
        expected.flows.delete(&first.id);
        assert_eq!(flows_of(table, &shop).await, expected.flows);
    }
    assert_eq!(
        table.put_flow(&shop, &Flow { version: 3, ..first }, &entry()).await,
        Err(StoreError::Conflict)
    );
    assert_eq!(flows_of(table, &shop).await, expected.flows);
}

fn by(name: &str, second: i64) -> AuditEntry {
    let by = Actor::Session { name: name.to_owned() };
    AuditEntry { at: at(second), by, uniq: name.to_owned(), ..entry() }
}

async fn each_version_of_a_flow_is_kept_with_who_saved_it(table: &(impl ConfigEditor + FlowHistory)) {
    let (shop, key) = (store("history"), SourceId::default_flow(Trigger::ChargePaid));
    table.create_store(&store_config("history"), &by("Ana", 0)).await.unwrap();
    for version in 2..=12 {
        let flow = Flow { version, name: format!("v{version}"), ..default_flow(Trigger::ChargePaid) };
        table.put_flow(&shop, &flow, &by("Ben", 10)).await.unwrap();
    }
    let stale = Flow { version: 12, name: "lost".to_owned(), ..default_flow(Trigger::ChargePaid) };
    assert_eq!(table.put_flow(&shop, &stale, &by("Cem", 20)).await, Err(StoreError::Conflict));

    let first = table.list_flow_versions(&shop, &key, None, 10).await.unwrap();
    let rest = table.list_flow_versions(&shop, &key, first.next.as_ref(), 10).await.unwrap();
    let versions: Vec<_> = first.items.iter().chain(&rest.items).map(|saved| saved.flow.version).collect();
    assert_eq!(versions, (1..=12).rev().collect::<Vec<_>>(), "the newest first");
    let newest = table.get_flow_version(&shop, &key, 12).await.unwrap().unwrap();
    assert_eq!(
        (newest.flow.name.as_str(), newest.saved_at, newest.saved_by),
        ("v12", at(10), by("Ben", 0).by)
    );
    let oldest = table.get_flow_version(&shop, &key, 1).await.unwrap().unwrap();
    assert_eq!(Some(&oldest.flow), store_config("history").flows.get(&key), "as the store was made");
    assert_eq!(oldest.saved_by, by("Ana", 0).by);
    assert_eq!(table.get_flow_version(&shop, &key, 13).await, Ok(None));
    assert_eq!(table.get_flow_version(&store("demo"), &key, 12).await, Ok(None));
}

async fn what_is_changed_is_audited_and_what_is_refused_is_not(table: &(impl ConfigEditor + Audit)) {
    let shop = store("audited");
    let mut settings = store_config("audited").settings;
    table.create_store(&store_config("audited"), &by("Ana", 0)).await.unwrap();
    settings.version = 2;
    table.put_settings(&settings, &by("Ben", 1)).await.unwrap();
    table.put_settings(&settings, &by("Cem", 2)).await.unwrap_err();
    let done = AuditEntry { action: AuditAction::ImportSubscribers, object: None, ..by("Dan", 3) };
    table.put_audit_entry(&shop, &done).await.unwrap();
    let first = table.list_audit_entries(&shop, None, 2).await.unwrap();
    let rest = table.list_audit_entries(&shop, first.next.as_ref(), 2).await.unwrap();
    let told: Vec<_> = first.items.into_iter().chain(rest.items).collect();
    let expected =
        [done, by("Ben", 1), by("Ana", 0)].map(|entry| AuditEntry { uniq: String::new(), ..entry });
    assert_eq!(told, expected, "the newest first");
}
