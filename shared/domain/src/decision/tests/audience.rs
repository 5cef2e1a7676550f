//! Who a message is for, when it is too late for it, and which of several texts it is.

use super::*;
use crate::{condition, flow::Alternative};

fn condition(json: serde_json::Value) -> condition::Condition {
    serde_json::from_value(json).unwrap()
}

#[test]
fn what_is_said_of_the_event_settles_it_at_once() {
    let mut world = World::new(Trigger::OrderSkipped, NIGHT);
    world.flow.audience =
        Some(condition(json!({ "event": { "field": "first_name", "is": "equal", "value": "Ada" } })));
    assert!(matches!(world.decide().verdict, Verdict::Wait { .. }));
    world.flow.audience =
        Some(condition(json!({ "event": { "field": "first_name", "is": "equal", "value": "Bob" } })));
    assert_eq!(world.codes().last().unwrap(), "not_in_audience");
}

#[test]
fn a_message_that_is_not_for_such_an_event_needs_no_text() {
    let mut world = World::new(Trigger::OrderSkipped, NIGHT);
    for step in &mut world.flow.steps {
        step.template = "{{ product_title }} is skipped".to_owned();
        step.when = Some(condition(json!({ "event": { "field": "product_title", "is": "known" } })));
    }
    assert_eq!(world.codes(), ["checkout_phone", "not_in_audience"]);
}

#[test]
fn what_is_said_of_the_person_is_settled_when_the_message_goes() {
    let mut world = World::new(Trigger::OrderSkipped, NIGHT);
    for step in &mut world.flow.steps {
        step.when = Some(condition(json!({ "segment": "clicked_recharge" })));
    }
    assert!(matches!(world.decide().verdict, Verdict::Wait { .. }), "they may still click");
    world.now = DAY.parse().unwrap();
    assert_eq!(world.codes().last().unwrap(), "not_in_audience", "an unknown person did not");
    world.subscriber().clicked_recharge_on = Some("2026-11-22".parse().unwrap());
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
}

#[test]
fn a_flow_that_is_left_sends_nothing_more() {
    let mut world = World::new(Trigger::SubscriptionPaused, DAY);
    let updated = FactReport {
        subject: Subject::Subscription("1".to_owned()),
        kind: FactKind::Updated,
        moment: Moment { at: world.now + SignedDuration::from_secs(1), received_at: world.now },
        day: None,
    };
    world.known = Facts::default().with(&updated).into();
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.flow.exit_on.insert(FactKind::Updated);
    assert_eq!(world.codes().last().unwrap(), "left_flow");
}

#[test]
fn a_message_that_is_too_late_by_its_flow_is_not_sent_and_the_delay_does_not_count() {
    let mut world = World::new(Trigger::ChargeFailed, DAY);
    world.flow.expires_after_minutes = Some(60);
    for step in &mut world.flow.steps {
        step.delay_minutes = 30;
    }
    world.now = world.message.occurrence.received_at + SignedDuration::from_mins(89);
    let too_late = world.now + SignedDuration::from_mins(1);
    assert_eq!(world.decide().verdict, Verdict::Send { until: Some(too_late) }, "the provider gives up then");
    world.now = too_late;
    assert_eq!(world.codes().last().unwrap(), "expired");
}

#[test]
fn the_text_that_was_drawn_is_sent_and_said() {
    let mut world = World::new(Trigger::ChargePaid, DAY);
    assert!(!world.codes().contains(&"alternative".to_owned()), "nothing to draw");
    for step in &mut world.flow.steps {
        step.alternatives = vec![Alternative { percent: 99, template: "Thanks!".to_owned() }];
    }
    let decision = world.decide();
    assert_eq!(decision.text.unwrap().body, "Thanks!");
    assert!(decision.why.contains(&Reason::Alternative { number: 1 }));
}
