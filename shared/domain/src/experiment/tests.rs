use super::*;
use std::sync::Arc;

use crate::{
    default_flows::default_flow,
    flow::Alternative,
    ids::{OccurrenceKey, StoreId},
    occurrence::{Occurrence, Phone, Subject, Tags},
    place::Address,
    trigger::Trigger,
};

fn step() -> Step {
    let alternative = |percent, text: &str| Alternative { percent, template: text.to_owned() };
    Step { alternatives: vec![alternative(20, "B"), alternative(30, "C")], ..Step::new(0, "A") }
}

fn message(charge: &str, trigger: Trigger, step: u8) -> PendingMessage {
    let occurrence = Arc::new(Occurrence {
        trigger: Some(trigger),
        key: OccurrenceKey::new(charge),
        subject: Some(Subject::Charge(charge.to_owned())),
        customer: None,
        subscriptions: Vec::new(),
        attempt: None,
        at: jiff::Timestamp::UNIX_EPOCH,
        received_at: jiff::Timestamp::UNIX_EPOCH,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Missing,
        address: Address::default(),
        tags: Tags::new(),
    });
    let flow = default_flow(trigger);
    let first = flow.messages(&StoreId::parse("demo").unwrap(), &occurrence).next().unwrap();
    PendingMessage { step, ..first }
}

fn phone(number: u32) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1212{:07}", 2_000_000 + number)).unwrap()
}

#[test]
fn a_person_gets_the_same_text_whatever_the_occasion() {
    let step = step();
    for number in 0..100 {
        let texts = ["1", "2", "3"]
            .map(|charge| draw(&step, &message(charge, Trigger::ChargePaid, 0), &phone(number)).0);
        assert_eq!(texts, [texts[0]; 3]);
    }
}

#[test]
fn people_are_divided_as_the_percentages_say() {
    let (step, message) = (step(), message("1", Trigger::ChargePaid, 0));
    let mut counts = [0_u32; 3];
    for number in 0..10_000 {
        counts[draw(&step, &message, &phone(number)).0] += 1;
    }
    for (count, expected) in counts.into_iter().zip([5_000_u32, 2_000, 3_000]) {
        assert!(count.abs_diff(expected) < 200, "{counts:?}");
    }
}

#[test]
fn flows_and_steps_draw_independently() {
    let step = step();
    let drawn = |trigger, number| {
        (0..200).map(|who| draw(&step, &message("1", trigger, number), &phone(who)).0).collect::<Vec<_>>()
    };
    let first = drawn(Trigger::ChargePaid, 0);
    assert_ne!(first, drawn(Trigger::ChargePaid, 1));
    assert_ne!(first, drawn(Trigger::ChargeFailed, 0));
}
