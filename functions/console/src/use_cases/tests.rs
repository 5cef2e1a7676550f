//! What a merchant can do, without HTTP. What is shown of it is tested at the API.

use jiff::SignedDuration;
use rechime_domain::{flow::FlowStatus, minute::Minute, quiet_hours::QuietHours, trigger::Trigger};
use rechime_platform::clock::Clock;
use rechime_store::{audit::Actor, configs::StoreConfig};
use serde_json::{from_value, json};

use super::{
    author::Author,
    flows::{self, FlowError, activation, view::FlowDetail},
    quiet_hours,
    stores::{self, StoresError, connect, disconnect, settings},
};
use crate::testing::{Bench, demo, demo_id, instant};

const TWO_SECONDS: SignedDuration = SignedDuration::from_secs(2);
const ONE_MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn author() -> Author {
    Author::new(Actor::AdminKey)
}

async fn store(bench: &Bench) -> StoreConfig {
    StoreConfig::clone(&*stores::find(&bench.app, &demo_id()).await.unwrap())
}

#[tokio::test]
async fn a_store_is_made_once_and_completed_after_that() {
    let bench = Bench::empty();
    assert!(matches!(stores::find(&bench.app, &demo_id()).await, Err(StoresError::NotFound)));
    for created in [true, false] {
        let connected = connect::connect(&bench.app, &author(), from_value(demo()).unwrap()).await.unwrap();
        assert_eq!(connected.outcome.created, created);
        assert_eq!(connected.effective_at, bench.clock.now() + ONE_MINUTE);
    }
    let disconnected = disconnect::disconnect(&bench.app, &author(), &store(&bench).await).await.unwrap();
    assert_eq!(disconnected.outcome.webhooks_deleted, 20);
    assert_eq!(disconnected.effective_at, bench.clock.now() + ONE_MINUTE * 15);
}

#[tokio::test]
async fn settings_count_after_two_seconds_and_at_once_where_they_stay() {
    let bench = Bench::with_store().await;
    let now = bench.clock.now();
    let change = async |name: &str| {
        let edit = from_value(json!({ "name": name })).unwrap();
        settings::edit(&bench.app, &author(), &store(&bench).await, edit).await.unwrap().effective_at
    };
    assert_eq!(change("Ember").await, now + TWO_SECONDS);
    assert_eq!(change("Ember").await, now);
    let none = QuietHours::default();
    let none = QuietHours { end: none.start, ..none };
    for effective_at in [now + TWO_SECONDS, now] {
        let replaced = quiet_hours::replace(&bench.app, &author(), &store(&bench).await, none).await.unwrap();
        assert_eq!((replaced.outcome, replaced.effective_at), (none, effective_at));
    }
    assert_eq!(bench.schedules.reviews().len(), 2, "one for each change");
}

#[tokio::test]
async fn what_waits_is_reviewed_only_once_the_change_counts() {
    let bench = Bench::with_store().await;
    bench.clock.set(instant("2026-11-23T17:00:59Z"));
    let edit = from_value(json!({ "country": "CA" })).unwrap();
    settings::edit(&bench.app, &author(), &store(&bench).await, edit).await.unwrap();
    let at = Minute::at_or_after(instant("2026-11-23T17:02:00Z"));
    assert_eq!(bench.schedules.reviews(), [(demo_id(), at)]);
}

#[tokio::test]
async fn switching_a_flow_to_what_it_is_changes_nothing() {
    let bench = Bench::with_store().await;
    let key = "order_skipped";
    let now = bench.clock.now();
    let active = activation::activate(&bench.app, &author(), &store(&bench).await, key).await.unwrap();
    assert_eq!((active.outcome.flow.status, active.effective_at), (FlowStatus::Active, now));
    let off = activation::deactivate(&bench.app, &author(), &store(&bench).await, key).await.unwrap();
    assert_eq!((off.outcome.flow.status, off.effective_at), (FlowStatus::Inactive, now + TWO_SECONDS));
    for effective_at in [now + TWO_SECONDS, now] {
        let all = from_value(json!({})).unwrap();
        let all =
            activation::activate_several(&bench.app, &author(), &store(&bench).await, all).await.unwrap();
        assert_eq!((all.outcome.activated.len(), all.effective_at), (Trigger::ALL.len(), effective_at));
    }
}

#[tokio::test]
async fn an_edit_is_refused_with_its_faults_or_as_stale() {
    let bench = Bench::with_store().await;
    let edit = async |template: &str, version: u64| -> Result<FlowDetail, FlowError> {
        let edit = from_value(json!({ "steps": [{ "template": template }], "version": version })).unwrap();
        Ok(flows::edit(&bench.app, &author(), &store(&bench).await, "charge_paid", edit).await?.outcome)
    };
    assert_eq!(edit("{{ store_name }}: paid.", 2).await.unwrap().flow.version, 3);
    assert!(matches!(edit("{{ store_name }}: paid.", 2).await, Err(FlowError::Stale(Some(_)))));
    let Err(FlowError::Invalid(faults)) = edit(" ", 3).await else { panic!("an empty text is refused") };
    assert_eq!(faults[0].field, "steps.0.template");
    assert!(matches!(flows::show(&store(&bench).await, "charge_lost"), Err(FlowError::NotFound)));
}
