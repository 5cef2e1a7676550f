//! What changed without a webhook.

use std::sync::Arc;

use rechime_domain::{
    facts::{FactKind, FactReport, Moment},
    flow::{Flow, FlowStatus},
    job::Proof,
    message::PendingMessage,
    occurrence::Subject,
    trigger::Trigger,
};
use rechime_recharge::{
    client::{ApiError, Listing},
    reading,
    topic::HandledTopic,
};
use rechime_store::{
    Fault,
    checkups::{Checkup, Checkups},
    configs::ConfigEditor,
    facts::FactLedger,
    journal::{Journal, JournalDecision, JournalEntry},
};
use serde_json::{Value, json, value::to_raw_value};

use super::{
    objects::{ago, failed, paid, processed, queued, retried, started, subscription},
    world::{World, an_hour_ago, demo, now},
};

/// A bit of everything that happened without anybody telling us.
fn have_a_day(world: &World) {
    world.recharge.has(Listing::Charges, paid(1, 50));
    world.recharge.has(Listing::Charges, failed(2, 40));
    world.recharge.has(Listing::Charges, paid(3, 3 * 24 * 60));
    world.recharge.has(Listing::Charges, queued(4, "2026-11-27"));
    world.recharge.has(Listing::Subscriptions, started(5, 30));
    world.recharge.has(Listing::Subscriptions, subscription(6, 20, "cancelled"));
    world.recharge.has(Listing::Subscriptions, subscription(7, 10, "expired"));
    world.recharge.has(Listing::Orders, processed(8, 5));
}

const NEWS: [&str; 6] = [
    "charge/paid 1",
    "charge/max_retries_reached 2",
    "subscription/created 5",
    "subscription/cancelled 6",
    "subscription/updated 7",
    "order/processed 8",
];

#[tokio::test]
async fn what_changed_within_the_hour_becomes_the_webhooks_that_it_stands_for() {
    let world = World::new().await;
    have_a_day(&world);
    world.hour().await.unwrap();
    let jobs = world.jobs();
    assert!(jobs.iter().all(|job| job.proof == Proof::Backfill && job.received_at == now()));
    assert!(jobs.iter().all(|job| job.store == demo()));
    let topics: Vec<_> = jobs.iter().map(|job| job.topic.as_str()).collect();
    assert_eq!(topics, NEWS.map(|line| line.split(' ').next().unwrap()));
    assert_eq!(world.checkup().await, Checkup::fresh(now(), 20));
}

#[tokio::test]
async fn a_page_follows_the_other_and_the_next_hour_overlaps() {
    let world = World::new().await;
    have_a_day(&world);
    world.recharge.asked();
    world.run().await;
    insta::assert_snapshot!(world.recharge.asked().join("\n"), @r"
    charges 2026-11-25T12:30:00Z -
    charges 2026-11-25T12:30:00Z 2
    subscriptions 2026-11-25T12:30:00Z -
    subscriptions 2026-11-25T12:30:00Z 2
    orders 2026-11-25T12:30:00Z -
    ");
    world.next_hour();
    world.run().await;
    assert_eq!(world.recharge.asked()[0], "charges 2026-11-25T13:30:00Z -");
}

#[tokio::test]
async fn twice_the_same_makes_the_same_events() {
    let world = World::new().await;
    have_a_day(&world);
    assert_eq!(world.run().await, NEWS);
    world.table.put_checkup(&demo(), &Checkup::fresh(an_hour_ago(), 20)).await.unwrap();
    assert_eq!(world.run().await, NEWS, "what nobody has evaluated yet is enqueued again");
}

#[tokio::test]
async fn a_run_that_breaks_off_anywhere_is_repeated_whole() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for call in 0.. {
            let world = World::new().await;
            have_a_day(&world);
            world.faulty.fail_after(call, fault);
            let broke = world.hour().await.is_err();
            let mut told = world.enqueued();
            if !broke {
                assert!(call > 7, "all calls were tried: {call}");
                break;
            }
            world.hour().await.unwrap();
            told.extend(world.enqueued());
            assert!(NEWS.iter().all(|news| told.contains(&(*news).to_owned())), "{fault:?} {call}: {told:?}");
            assert_eq!(world.checkup().await, Checkup::fresh(now(), 20));
        }
    }
}

#[tokio::test]
async fn nothing_is_noted_before_the_queue_has_it() {
    let world = World::new().await;
    have_a_day(&world);
    world.events.refuse(true);
    assert!(world.hour().await.is_err());
    assert_eq!(world.checkup().await.backfilled_until, an_hour_ago());
    world.events.refuse(false);
    assert_eq!(world.run().await, NEWS);
}

#[tokio::test]
async fn an_interruption_goes_on_in_the_next_hour_where_it_was() {
    let world = World::new().await;
    have_a_day(&world);
    world.recharge.interrupts_after(3, ApiError::Throttled);
    assert_eq!(world.run().await, NEWS[..4]);
    assert_eq!(world.checkup().await.backfilled_until, an_hour_ago());
    world.next_hour();
    world.recharge.asked();
    assert_eq!(world.run().await, NEWS[4..]);
    assert_eq!(world.recharge.asked()[0], "subscriptions 2026-11-25T12:30:00Z 2");
    assert_eq!(world.checkup().await.backfilled_until, now(), "when the first of them began");
}

#[tokio::test]
async fn a_cursor_that_recharge_forgot_is_given_up() {
    let world = World::new().await;
    have_a_day(&world);
    let refused = ApiError::Refused { status: 422, message: "Invalid value".to_owned() };
    world.recharge.interrupts_after(1, refused);
    world.run().await;
    world.recharge.asked();
    world.run().await;
    assert_eq!(world.recharge.asked()[0], "charges 2026-11-25T12:30:00Z -");
}

#[tokio::test]
async fn what_was_decided_already_is_not_decided_again() {
    let world = World::new().await;
    have_a_day(&world);
    for (trigger, topic, object) in [
        (Trigger::ChargePaid, HandledTopic::ChargePaid, json!({ "charge": paid(1, 50) })),
        (Trigger::ChargeFailed, HandledTopic::ChargeMaxRetriesReached, json!({ "charge": failed(2, 40) })),
        (
            Trigger::SubscriptionCanceled,
            HandledTopic::SubscriptionCancelled,
            json!({ "subscription": subscription(6, 21, "cancelled") }),
        ),
    ] {
        was_decided(&world, &world.flow(trigger).await, topic, &object).await;
    }
    let expected = [NEWS[2], NEWS[3], NEWS[4], NEWS[5]];
    assert_eq!(world.run().await, expected, "it was canceled again since, which is news");
}

/// Of flows that are not active nothing stands in the journal.
#[tokio::test]
async fn what_was_heard_and_told_to_nobody_is_not_heard_again() {
    let world = World::new().await;
    for trigger in [Trigger::ChargePaid, Trigger::ChargeFailed, Trigger::SubscriptionCanceled] {
        world.deactivate(trigger).await;
    }
    have_a_day(&world);
    for (kind, subject, at) in [
        (FactKind::Paid, Subject::Charge("1".to_owned()), ago(50)),
        (FactKind::Failed, Subject::Charge("2".to_owned()), ago(40)),
        (FactKind::Canceled, Subject::Subscription("6".to_owned()), ago(20)),
    ] {
        let moment = Moment { at, received_at: at };
        let report = FactReport { subject, kind, moment, day: None };
        world.table.put_fact(&demo(), &report).await.unwrap();
    }
    assert_eq!(world.run().await, [NEWS[2], NEWS[4], NEWS[5]]);
}

/// B12: the text, or its second message, waits for days; that is no reason to decide it anew each hour.
#[tokio::test]
async fn what_merely_waits_is_not_decided_again_in_any_hour() {
    let world = World::new().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.steps[0].delay_minutes = 30 * 60).await;
    was_decided(
        &world,
        &world.flow(Trigger::ChargePaid).await,
        HandledTopic::ChargePaid,
        &json!({ "charge": paid(1, 50) }),
    )
    .await;
    world.recharge.has(Listing::Charges, paid(1, 50));
    for _ in 0..48 {
        assert_eq!(world.run().await, Vec::<String>::new());
        world.next_hour();
    }
}

/// B11.
#[tokio::test]
async fn a_flow_whose_steps_were_numbered_anew_has_told_of_what_it_told_before() {
    let world = World::new().await;
    let before = world.flow(Trigger::ChargePaid).await;
    was_decided(&world, &before, HandledTopic::ChargePaid, &json!({ "charge": paid(1, 50) })).await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.steps[0].id = Some(4)).await;
    world.recharge.has(Listing::Charges, paid(1, 50));
    assert_eq!(world.run().await, Vec::<String>::new());
}

/// The webhook named nobody, and the list does.
#[tokio::test]
async fn an_event_is_known_whoever_it_was_told_of() {
    let world = World::new().await;
    let mut of_nobody = paid(1, 50);
    of_nobody["customer"] = json!(null);
    was_decided(
        &world,
        &world.flow(Trigger::ChargePaid).await,
        HandledTopic::ChargePaid,
        &json!({ "charge": of_nobody }),
    )
    .await;
    world.recharge.has(Listing::Charges, paid(1, 50));
    assert_eq!(world.run().await, Vec::<String>::new());
}

/// More than the journal gives at once.
#[tokio::test]
async fn the_journal_is_read_as_far_back_as_the_look_goes() {
    let world = World::new().await;
    let flow = world.flow(Trigger::ChargePaid).await;
    for charge in 1..=250 {
        was_decided(&world, &flow, HandledTopic::ChargePaid, &json!({ "charge": paid(charge, 50) })).await;
    }
    for charge in [1, 125, 250, 251] {
        world.recharge.has(Listing::Charges, paid(charge, 50));
    }
    assert_eq!(world.run().await, ["charge/paid 251"]);
}

#[tokio::test]
async fn orders_are_announced_after_a_gap_only() {
    let world = World::new().await;
    world.recharge.has(Listing::Charges, queued(4, "2026-11-27"));
    assert_eq!(world.run().await, Vec::<String>::new());
    world.recharge.deletes(&["charge/upcoming"]);
    assert_eq!(world.run().await, ["charge/upcoming 4"]);
    world.next_hour();
    assert_eq!(world.run().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_store_without_an_active_flow_costs_recharge_nothing_and_misses_nothing_later() {
    let world = World::empty();
    world.connect("demo", FlowStatus::Inactive).await;
    have_a_day(&world);
    assert_eq!(world.run().await, Vec::<String>::new());
    assert_eq!((world.recharge.asked(), world.checkup().await.backfilled_until), (vec![], now()));
}

#[tokio::test]
async fn of_flows_that_are_not_active_only_what_is_remembered_counts() {
    let world = World::new().await;
    for trigger in [Trigger::OrderProcessed, Trigger::ChargeFailed] {
        world.deactivate(trigger).await;
    }
    world.recharge.has(Listing::Orders, processed(8, 5));
    world.recharge.has(Listing::Charges, failed(2, 40));
    assert_eq!(world.run().await, ["charge/max_retries_reached 2"], "it makes another message untrue");
}

#[tokio::test]
async fn what_cannot_be_read_does_not_hide_the_rest() {
    let world = World::new().await;
    let mut broken = paid(1, 10);
    broken["processed_at"] = "yesterday".into();
    let mut unclear = paid(2, 10);
    unclear["total_price"] = "much".into();
    for charge in [broken, unclear, paid(3, 10)] {
        world.recharge.has(Listing::Charges, charge);
    }
    let told = world.run().await;
    assert!(told.contains(&"charge/paid 3".to_owned()), "{told:?}");
}

/// Enters into the journal what a flow decided when the webhook of an object came.
async fn was_decided(world: &World, flow: &Flow, topic: HandledTopic, payload: &Value) {
    let payload = to_raw_value(payload).unwrap();
    let occurrence = reading::read(topic, &payload, ago(1), "US").unwrap().into_occurrence().unwrap();
    let (at, uniq) = (occurrence.at, occurrence.key.as_str().to_owned());
    let entry = |message: PendingMessage| JournalEntry {
        occurrence: message.occurrence.key.hash(),
        message: message.id,
        source: message.source,
        step: message.step,
        phone: None,
        decision: JournalDecision::Send,
    };
    let entries: Vec<_> = flow.messages(&demo(), &Arc::new(occurrence)).map(entry).collect();
    world.table.put_entries(&demo(), at, &format!("{uniq}/{}", flow.id), &entries).await.unwrap();
}

/// The same of a charge.
async fn was_evaluated(world: &World, flow: &Flow, topic: HandledTopic, charge: &Value) {
    was_decided(world, flow, topic, &json!({ "charge": charge })).await;
}

#[tokio::test]
async fn a_second_try_is_news_only_where_the_flow_tells_of_each() {
    for (each_retry, news) in [(false, vec![]), (true, vec!["charge/failed 9"])] {
        let world = World::new().await;
        world.edit_flow(Trigger::ChargeWillBeRetried, |flow| flow.each_retry = each_retry).await;
        let flow = world.flow(Trigger::ChargeWillBeRetried).await;
        was_evaluated(&world, &flow, HandledTopic::ChargeFailed, &retried(9, 20, 1)).await;
        world.recharge.has(Listing::Charges, retried(9, 10, 2));
        assert_eq!(world.run().await, news, "each_retry: {each_retry}");
        if each_retry {
            was_evaluated(&world, &flow, HandledTopic::ChargeFailed, &retried(9, 10, 2)).await;
            assert_eq!(world.run().await, Vec::<String>::new(), "now it came");
        }
    }
}

#[tokio::test]
async fn a_try_that_was_told_of_is_no_news_once_the_flow_tells_of_each() {
    let world = World::new().await;
    let flow = world.flow(Trigger::ChargeWillBeRetried).await;
    was_evaluated(&world, &flow, HandledTopic::ChargeFailed, &retried(9, 20, 1)).await;
    world.edit_flow(Trigger::ChargeWillBeRetried, |flow| flow.each_retry = true).await;
    world.recharge.has(Listing::Charges, retried(9, 20, 1));
    assert_eq!(world.run().await, Vec::<String>::new());
    world.recharge.has(Listing::Charges, retried(9, 10, 2));
    assert_eq!(world.run().await, ["charge/failed 9"]);
}

#[tokio::test]
async fn of_two_flows_the_one_that_tells_of_each_try_says_whether_a_try_came() {
    let world = World::new().await;
    let once = world.flow(Trigger::ChargeWillBeRetried).await;
    let each = Flow { each_retry: true, ..world.add_flow(Trigger::ChargeWillBeRetried).await };
    world
        .table
        .put_flow(
            &demo(),
            &Flow { version: each.version + 1, ..each.clone() },
            &rechime_testkit::audit_entry(),
        )
        .await
        .unwrap();
    for flow in [&once, &each] {
        was_evaluated(&world, flow, HandledTopic::ChargeFailed, &retried(9, 20, 1)).await;
    }
    world.recharge.has(Listing::Charges, retried(9, 10, 2));
    assert_eq!(world.run().await, ["charge/failed 9"], "the first flow's row is of the first try");
    was_evaluated(&world, &each, HandledTopic::ChargeFailed, &retried(9, 10, 2)).await;
    assert_eq!(world.run().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_flow_whose_first_step_has_another_number_knows_what_it_told() {
    let world = World::new().await;
    world.edit_flow(Trigger::ChargePaid, |flow| flow.steps[0].id = Some(4)).await;
    let flow = world.flow(Trigger::ChargePaid).await;
    was_evaluated(&world, &flow, HandledTopic::ChargePaid, &paid(1, 50)).await;
    world.recharge.has(Listing::Charges, paid(1, 50));
    world.recharge.has(Listing::Charges, paid(2, 50));
    assert_eq!(world.run().await, ["charge/paid 2"]);
}

#[tokio::test]
async fn what_any_of_two_flows_sent_came_already() {
    let world = World::new().await;
    let (first, second) = (world.flow(Trigger::ChargePaid).await, world.add_flow(Trigger::ChargePaid).await);
    for (flow, charge) in [(&first, 1), (&second, 1), (&second, 2), (&first, 3)] {
        was_evaluated(&world, flow, HandledTopic::ChargePaid, &paid(charge, 50)).await;
    }
    for charge in 1..=4 {
        world.recharge.has(Listing::Charges, paid(charge, 50));
    }
    assert_eq!(world.run().await, ["charge/paid 4"], "once, for both flows");
}
