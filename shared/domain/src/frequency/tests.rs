use super::*;
use crate::{ids::StoreId, law, phone::PhoneNumber};

fn message(name: &str) -> MessageId {
    let phone = PhoneNumber::from_e164("+12125550123").unwrap();
    MessageId::of_answer(&StoreId::parse("demo").unwrap(), &phone, name)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn promotion(name: &str, when: &str) -> Promotion {
    Promotion { message: message(name), at: at(when) }
}

fn florida() -> Vec<&'static Law> {
    law::all().iter().filter(|law| law.jurisdiction == "US-FL").collect()
}

#[test]
fn a_pause_between_promotions_is_kept_to_the_second_and_zero_is_none() {
    let earlier = [promotion("a", "2026-11-23T10:00:00Z")];
    let check = |hours, when| check(hours, &[], &earlier, &message("b"), at(when));
    assert_eq!(
        check(24, "2026-11-24T09:59:59Z"),
        Err(Reason::TextedRecently { at: at("2026-11-23T10:00:00Z"), hours: 24 })
    );
    assert_eq!(check(24, "2026-11-24T10:00:00Z"), Ok(()));
    assert_eq!(check(0, "2026-11-23T10:00:01Z"), Ok(()));
}

#[test]
fn a_law_counts_any_twenty_four_hours_and_not_a_calendar_day() {
    let earlier = ["10:00", "20:00", "21:00"].map(|time| promotion(time, &format!("2026-11-23T{time}:00Z")));
    let check = |laws: &[&Law], when| check(0, laws, &earlier, &message("d"), at(when));
    assert_eq!(
        check(&florida(), "2026-11-24T09:00:00Z"),
        Err(Reason::DailyCap { law: "Florida".to_owned(), most: 3 })
    );
    assert_eq!(check(&florida(), "2026-11-24T10:00:00Z"), Ok(()), "the first is a day old");
    assert_eq!(check(&[], "2026-11-24T09:00:00Z"), Ok(()));
}

#[test]
fn a_message_is_not_kept_back_by_its_own_earlier_attempt() {
    let earlier = [promotion("a", "2026-11-23T10:00:00Z")];
    assert_eq!(check(168, &[], &earlier, &message("a"), at("2026-11-23T10:01:00Z")), Ok(()));
    let kept = with(&earlier, promotion("a", "2026-11-23T10:01:00Z"));
    assert_eq!(kept, [promotion("a", "2026-11-23T10:01:00Z")]);
}

#[test]
fn what_no_rule_asks_for_is_forgotten() {
    let earlier = [promotion("a", "2026-11-16T10:00:00Z"), promotion("b", "2026-11-16T10:00:01Z")];
    let kept = with(&earlier, promotion("c", "2026-11-23T10:00:00Z"));
    assert_eq!(kept, [promotion("b", "2026-11-16T10:00:01Z"), promotion("c", "2026-11-23T10:00:00Z")]);
}
