//! What changed while a message was on its way. Which reason each change gives is the decision's, and tested there.

use std::{collections::BTreeSet, sync::Arc};

use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    default_flows::default_flow,
    facts::{FactKind, FactReport, Moment},
    flow::{Flow, FlowStatus},
    ids::{SenderId, SourceId, StoreId},
    job::SendJob,
    message::PendingMessage,
    message_kind::MessageKind,
    minute::Minute,
    occurrence::{Phone, Subject},
    reason::Reason,
    trigger::Trigger,
};
use rechime_platform::operator_alerts::AlertKind;
use rechime_sms::provider::SendError;
use rechime_store::{
    Fault, Memory, configs::ConfigEditor, facts::FactLedger, parked::ParkedKind, phones::Phones,
    subscribers::Subscribers,
};
use rechime_testkit::audit_entry;

use super::{
    doubles::{Lagging, StoppedMeanwhile},
    samples::{DAY, NIGHT, at, demo, message, paid, phone, skipped},
    world::World,
};

async fn says(world: &World, status: ConsentStatus) {
    let said = Statement::new(status, ConsentSource::Reply, at("2026-11-24T16:30:00Z"));
    world.table.put_consent(&demo(), &phone(), &said).await.unwrap();
}

/// Handles a message that must not go; gives the code of the cause.
async fn skipped_for(world: &World, message: &PendingMessage) -> String {
    assert!(world.send(message).await);
    assert_eq!(world.attempts(), 0);
    let row = world.row(message).await.unwrap();
    assert_eq!(row.state.name(), "skipped");
    row.why.last().unwrap().code()
}

/// A first look sees the past, as a cheap read may.
async fn with_past(status: ConsentStatus) -> World {
    let mut world = World::new().await;
    let past = Memory::default();
    let said = Statement::new(status, ConsentSource::Reply, at("2026-11-24T16:20:00Z"));
    past.put_consent(&demo(), &phone(), &said).await.unwrap();
    world.table.put_consent(&demo(), &phone(), &said).await.unwrap();
    world.sender.subscribers = Arc::new(Lagging { past, present: world.table.clone() });
    world
}

#[tokio::test]
async fn a_stop_of_the_last_second_is_seen() {
    let world = with_past(ConsentStatus::Subscribed).await;
    says(&world, ConsentStatus::Unsubscribed).await;
    assert_eq!(skipped_for(&world, &paid(1)).await, "opted_out");
}

#[tokio::test]
async fn a_start_of_the_last_second_loses_no_text() {
    let world = with_past(ConsentStatus::Unsubscribed).await;
    says(&world, ConsentStatus::Subscribed).await;
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.attempts(), 1);
}

/// All stores of an installation send from one number.
#[tokio::test]
async fn a_stop_to_the_number_that_stores_share_is_heeded_by_one_that_never_texted() {
    let world = World::new().await;
    world
        .table
        .put_opt_out(&phone(), Some(&SenderId::installation()), at("2026-11-24T16:30:00Z"), None)
        .await
        .unwrap();
    assert_eq!(skipped_for(&world, &paid(1)).await, "opted_out");
    world
        .table
        .put_opt_in(&phone(), Some(&SenderId::installation()), at("2026-11-24T16:40:00Z"))
        .await
        .unwrap();
    assert_eq!(
        skipped_for(&world, &paid(2)).await,
        "opted_out",
        "a START is written to each store that was stopped"
    );
}

#[tokio::test]
async fn a_stop_to_the_number_between_last_look_and_call_is_heeded() {
    let mut world = World::new().await;
    world.sender.phones =
        Arc::new(StoppedMeanwhile { table: world.table.clone(), at: at("2026-11-24T16:30:00Z") });
    assert_eq!(skipped_for(&world, &paid(1)).await, "opted_out");
    let stopped = world.subscriber().await.unwrap().consent.unwrap();
    assert_eq!(stopped.status, ConsentStatus::Unsubscribed, "the row takes it over");
}

#[tokio::test]
async fn a_message_that_only_waits_asks_nothing_of_the_number() {
    let world = World::new().await;
    world
        .table
        .put_opt_out(&phone(), Some(&SenderId::installation()), at("2026-11-24T16:30:00Z"), None)
        .await
        .unwrap();
    world.clock.set(at(NIGHT));
    assert!(world.send(&skipped()).await);
    assert_eq!(world.state(&skipped()).await, "held");
    assert!(world.table.get_phone(&phone()).await.unwrap().stores.is_empty());
    world.clock.set(at("2026-11-25T16:00:00Z"));
    assert_eq!(skipped_for(&world, &skipped()).await, "opted_out");
}

#[tokio::test]
async fn a_store_is_found_by_the_phone_before_its_first_text() {
    let world = World::new().await;
    world.provider.fail_next(SendError::Ambiguous { reason: "no answer".to_owned() });
    assert!(world.send(&paid(1)).await);
    assert_eq!(world.table.get_phone(&phone()).await.unwrap().stores, BTreeSet::from([demo()]));
}

#[tokio::test]
async fn a_promotion_is_handed_over_as_one() {
    let world = World::new().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.kind = MessageKind::Promotional).await;
    says(&world, ConsentStatus::Subscribed).await;
    assert!(world.send(&paid(1)).await);
    assert!(world.provider.attempts()[0].promotional);
}

#[tokio::test]
async fn a_step_that_was_removed_is_not_sent() {
    let world = World::new().await;
    let second = PendingMessage { step: 1, ..paid(1) };
    assert_eq!(skipped_for(&world, &second).await, "step_removed");
}

#[tokio::test]
async fn a_waiting_message_whose_flow_was_deleted_is_skipped_as_flow_deleted() {
    let world = World::new().await;
    let id = SourceId::further_flow("1").unwrap();
    let further = Flow { id: id.clone(), status: FlowStatus::Active, ..default_flow(Trigger::ChargePaid) };
    world.table.create_flow(&demo(), &further, &audit_entry()).await.unwrap();
    let message = further.messages(&demo(), &paid(1).occurrence).next().unwrap();
    world.table.delete_flow(&demo(), &id, &audit_entry()).await.unwrap();
    assert_eq!(skipped_for(&world, &message).await, "flow_deleted");
    assert_eq!(world.row(&message).await.unwrap().source, id);
    let persons = world.subscriber().await.unwrap().persons;
    assert!(persons.contains(&message.id.person()), "the row is found through its person");
}

#[tokio::test]
async fn a_fresh_message_of_a_flow_that_is_not_known_yet_comes_again() {
    let world = World::new().await;
    let id = SourceId::further_flow("1").unwrap();
    let further = Flow { id, status: FlowStatus::Active, ..default_flow(Trigger::ChargePaid) };
    let mut message = further.messages(&demo(), &paid(1).occurrence).next().unwrap();
    Arc::make_mut(&mut message.occurrence).received_at = at(DAY);
    assert!(!world.send(&message).await);
    assert_eq!(world.state(&message).await, "no row");
    world.table.create_flow(&demo(), &further, &audit_entry()).await.unwrap();
    assert!(world.send_again(&message).await);
    assert_eq!(world.state(&message).await, "accepted");
}

#[tokio::test]
async fn a_skip_lists_the_person_before_its_row_is_written() {
    let world = World::new().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.status = FlowStatus::Inactive).await;
    // Twice configuration, facts with subscriber, and phone; the person, and then the row.
    world.faulty.fail_after(7, Fault::Refused);
    assert!(!world.send(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "no row");
    let listed = world.subscriber().await.unwrap();
    assert!(listed.persons.iter().eq([&paid(1).id.person()]));
    assert_eq!(listed.received_recharge_on, None, "nothing was received");
    assert!(world.send_again(&paid(1)).await);
    assert_eq!(world.state(&paid(1)).await, "skipped");
    // The next skip of the same person: twice configuration, facts with subscriber; the row. Another call would fail.
    world.faulty.fail_after(5, Fault::Refused);
    assert!(world.send(&paid(2)).await);
    assert!(world.faulty.is_armed());
}

#[tokio::test]
async fn a_message_without_a_phone_is_skipped_with_a_row() {
    let world = World::new().await;
    let mut message = paid(1);
    Arc::make_mut(&mut message.occurrence).phone = Phone::Missing;
    assert_eq!(skipped_for(&world, &message).await, "no_phone");
}

#[tokio::test]
async fn what_is_out_of_date_is_not_sent() {
    let world = World::new().await;
    let mut message = paid(1);
    Arc::make_mut(&mut message.occurrence).stale_from = Some(at(DAY));
    assert_eq!(skipped_for(&world, &message).await, "expired");
}

/// The charge is paid after the message about its failure was made.
async fn then_paid(world: &World) {
    let moment = at("2026-11-24T16:30:00Z");
    let report = FactReport {
        subject: Subject::Charge("1".to_owned()),
        kind: FactKind::Paid,
        moment: Moment { at: moment, received_at: moment },
        day: None,
    };
    world.table.put_fact(&demo(), &report).await.unwrap();
}

#[tokio::test]
async fn a_held_message_that_something_undid_is_not_sent() {
    let world = World::new().await;
    then_paid(&world).await;
    let failed = message(Trigger::ChargeFailed, Subject::Charge("1".to_owned()));
    let held = PendingMessage { held_until: Some(Minute::containing(at(DAY))), ..failed };
    assert_eq!(skipped_for(&world, &held).await, "superseded");
    assert_eq!(world.row(&held).await.unwrap().held_until, held.held_until);
}

#[tokio::test]
async fn a_message_that_waited_in_a_queue_is_checked_like_one_that_was_held() {
    let world = World::new().await;
    then_paid(&world).await;
    let failed = message(Trigger::ChargeFailed, Subject::Charge("1".to_owned()));
    assert_eq!(skipped_for(&world, &failed).await, "superseded");
}

#[tokio::test]
async fn of_a_message_that_never_waited_nothing_is_read_that_could_undo_it() {
    let world = World::new().await;
    then_paid(&world).await;
    let mut failed = message(Trigger::ChargeFailed, Subject::Charge("1".to_owned()));
    Arc::make_mut(&mut failed.occurrence).received_at = at(DAY);
    assert!(world.send(&failed).await);
    assert_eq!(world.attempts(), 1);
}

#[tokio::test]
async fn a_held_message_that_still_holds_true_goes_with_its_reasons() {
    let world = World::new().await;
    let held = PendingMessage { held_until: Some(Minute::containing(at(DAY))), ..skipped() };
    assert!(world.send(&held).await);
    let row = world.row(&held).await.unwrap();
    assert_eq!((row.state.name(), row.held_until), ("accepted", held.held_until));
    let codes: Vec<_> = row.why.iter().map(Reason::code).collect();
    assert_eq!(codes, ["checkout_phone", "time_zone", "waited", "window_open"]);
}

#[tokio::test]
async fn a_message_of_a_store_that_is_not_there_is_parked_under_that_store() {
    let world = World::new().await;
    let stranger = StoreId::parse("stranger").unwrap();
    let message = PendingMessage { store: stranger.clone(), ..paid(1) };
    assert!(world.send(&message).await);
    assert_eq!(world.attempts(), 0);
    let [parked] = world.parked(Some(&stranger)).await.try_into().unwrap();
    assert_eq!((parked.kind, parked.topic.as_str()), (ParkedKind::Send, "send.v1"));
    assert_eq!(parked.reason, "there is no such store; connect it in the console, then retry this message");
    let kept: SendJob = serde_json::from_str(&parked.payload).unwrap();
    assert_eq!(kept, SendJob::new(message), "the message is kept whole");
    assert_eq!(world.alerts(), [AlertKind::MessageParked]);
}
