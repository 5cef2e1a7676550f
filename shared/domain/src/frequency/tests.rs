use proptest::prelude::*;

use super::*;
use crate::{ids::StoreId, law, phone::PhoneNumber};

fn message(name: &str) -> MessageId {
    let phone = PhoneNumber::from_e164("+12125550123").unwrap();
    MessageId::of_answer(&StoreId::parse("demo").unwrap(), &phone, name)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn promotion(name: &str, when: &str) -> SentText {
    SentText { message: message(name), at: at(when), promotional: true }
}

fn notice(name: &str, when: &str) -> SentText {
    SentText { promotional: false, ..promotion(name, when) }
}

fn sent(recent: &[SentText]) -> SentTexts {
    SentTexts { recent: recent.to_vec(), ..SentTexts::default() }
}

fn flow() -> SourceId {
    SourceId::parse("charge_paid").unwrap()
}

fn florida() -> Vec<&'static Law> {
    law::all().iter().filter(|law| law.jurisdiction == "US-FL").collect()
}

/// Whether a promotion called `name` may go, by a pause and laws.
fn may_promote(hours: u8, laws: &[&Law], earlier: &[SentText], name: &str, when: &str) -> Result<(), Reason> {
    let limits = Limits { texts_per_hour: MOST_TEXTS_PER_HOUR, pause_hours: hours, laws };
    limits.check(MessageKind::Promotional, earlier, &message(name), at(when))
}

/// Whether a notice called `name` may go, by the cap.
fn may_notify(cap: u8, earlier: &[SentText], name: &str, when: &str) -> Result<(), Reason> {
    let limits = Limits { texts_per_hour: cap, pause_hours: 168, laws: &florida() };
    limits.check(MessageKind::Transactional, earlier, &message(name), at(when))
}

#[test]
fn a_pause_between_promotions_is_kept_to_the_second_and_zero_is_none() {
    let earlier = [promotion("a", "2026-11-23T10:00:00Z")];
    assert_eq!(
        may_promote(24, &[], &earlier, "b", "2026-11-24T09:59:59Z"),
        Err(Reason::TextedRecently { at: at("2026-11-23T10:00:00Z"), hours: 24 })
    );
    assert_eq!(may_promote(24, &[], &earlier, "b", "2026-11-24T10:00:00Z"), Ok(()));
    assert_eq!(may_promote(0, &[], &earlier, "b", "2026-11-23T10:00:01Z"), Ok(()));
}

#[test]
fn a_law_counts_any_twenty_four_hours_and_not_a_calendar_day() {
    let earlier = ["10:00", "20:00", "21:00"].map(|time| promotion(time, &format!("2026-11-23T{time}:00Z")));
    assert_eq!(
        may_promote(0, &florida(), &earlier, "d", "2026-11-24T09:00:00Z"),
        Err(Reason::DailyCap { law: "Florida".to_owned(), most: 3 })
    );
    assert_eq!(
        may_promote(0, &florida(), &earlier, "d", "2026-11-24T10:00:00Z"),
        Ok(()),
        "the first is a day old"
    );
    assert_eq!(may_promote(0, &[], &earlier, "d", "2026-11-24T09:00:00Z"), Ok(()));
}

#[test]
fn as_many_promotions_are_remembered_as_a_law_counts() {
    let most = law::all().iter().filter_map(|law| law.most_a_day).max().unwrap();
    assert!(usize::from(most) <= PROMOTIONS_REMEMBERED);
    let row = (0..6).fold(sent(&[]), |row, hour| {
        row.with(promotion(&hour.to_string(), &format!("2026-11-23T1{hour}:00:00Z")), &flow())
    });
    assert_eq!(row.recent.len(), PROMOTIONS_REMEMBERED + 1, "and the last");
}

#[test]
fn a_cap_counts_texts_of_every_kind_within_any_hour() {
    let earlier = [promotion("a", "2026-11-23T10:20:00Z"), notice("b", "2026-11-23T10:59:59Z")];
    assert_eq!(may_notify(2, &earlier, "c", "2026-11-23T11:19:59Z"), Err(Reason::HourlyCap { most: 2 }));
    assert_eq!(may_notify(2, &earlier, "c", "2026-11-23T11:20:00Z"), Ok(()), "the first is an hour old");
    assert_eq!(may_notify(3, &earlier, "c", "2026-11-23T11:00:00Z"), Ok(()));
    assert_eq!(
        may_notify(2, &earlier, "b", "2026-11-23T11:00:00Z"),
        Ok(()),
        "its own attempt is not in its way"
    );
}

#[test]
fn notices_neither_count_as_promotions_nor_keep_their_rules() {
    let earlier = ["10:00", "10:01", "10:02"].map(|time| promotion(time, &format!("2026-11-23T{time}:00Z")));
    assert_eq!(may_notify(5, &earlier, "d", "2026-11-23T10:03:00Z"), Ok(()));
    let notices = earlier.map(|text| SentText { promotional: false, ..text });
    assert_eq!(may_promote(24, &florida(), &notices, "d", "2026-11-23T10:03:00Z"), Ok(()));
}

#[test]
fn a_message_is_not_kept_back_by_its_own_earlier_attempt() {
    let earlier = [promotion("a", "2026-11-23T10:00:00Z")];
    assert_eq!(may_promote(168, &[], &earlier, "a", "2026-11-23T10:01:00Z"), Ok(()));
    let kept = sent(&earlier).with(promotion("a", "2026-11-23T10:01:00Z"), &flow());
    assert_eq!(kept.recent, [promotion("a", "2026-11-23T10:01:00Z")]);
}

#[test]
fn what_no_rule_asks_for_is_forgotten() {
    let earlier = [
        promotion("a", "2026-11-16T10:00:00Z"),
        promotion("b", "2026-11-16T10:00:01Z"),
        notice("c", "2026-11-23T09:00:00Z"),
        notice("d", "2026-11-23T09:00:01Z"),
    ];
    let kept = sent(&earlier).with(notice("e", "2026-11-23T10:00:00Z"), &flow());
    assert_eq!(kept.recent, [earlier[1].clone(), earlier[3].clone(), notice("e", "2026-11-23T10:00:00Z")]);
}

#[test]
fn the_last_day_is_the_latest() {
    let late = SentTexts { last_day: Some("2026-11-24".parse().unwrap()), ..SentTexts::default() };
    assert_eq!(late.with(notice("a", "2026-11-23T23:59:59Z"), &flow()).last_day, late.last_day);
    assert_eq!(
        late.with(notice("a", "2026-11-25T00:00:00Z"), &flow()).last_day,
        Some("2026-11-25".parse().unwrap())
    );
}

/// What one of several senders knows: what it read before it decided.
type Look = Option<SentTexts>;

proptest! {
    /// Senders that look, and then count the text on the condition that nothing was counted since, send no more than
    /// the cap in any hour, in whatever order their steps come.
    #[test]
    fn senders_at_once_never_exceed_the_cap(
        cap in 1..=MOST_TEXTS_PER_HOUR,
        steps in proptest::collection::vec((0..4_usize, 0..900_i64, any::<bool>()), 1..200),
    ) {
        let mut looks: [Look; 4] = [const { None }; 4];
        let (mut row, mut went, mut now) = (SentTexts::default(), Vec::new(), at("2026-11-23T10:00:00Z"));
        let limits = Limits { texts_per_hour: cap, pause_hours: 0, laws: &[] };
        for (number, (sender, seconds, promotional)) in steps.into_iter().enumerate() {
            now += SignedDuration::from_secs(seconds);
            let Some(known) = looks[sender].take() else {
                looks[sender] = Some(row.clone());
                continue;
            };
            let next = SentText { message: message(&number.to_string()), at: now, promotional };
            let kind = if promotional { MessageKind::Promotional } else { MessageKind::Transactional };
            let allowed = limits.check(kind, &known.recent, &next.message, now).is_ok();
            if allowed && row == known {
                row = known.with(next, &flow());
                went.push(now);
            }
        }
        for first in &went {
            let in_an_hour = went.iter().filter(|it| (0..3600).contains(&it.duration_since(*first).as_secs())).count();
            prop_assert!(in_an_hour <= usize::from(cap), "{in_an_hour} texts in an hour");
        }
    }

    #[test]
    fn a_row_keeps_few_texts_and_always_the_last(times in proptest::collection::vec((0..7200_i64, any::<bool>()), 1..100)) {
        let (mut row, mut now) = (SentTexts::default(), at("2026-11-23T10:00:00Z"));
        let limits = Limits { texts_per_hour: MOST_TEXTS_PER_HOUR, pause_hours: 0, laws: &[] };
        for (number, (seconds, promotional)) in times.into_iter().enumerate() {
            now += SignedDuration::from_secs(seconds);
            let next = SentText { message: message(&number.to_string()), at: now, promotional };
            if limits.check(MessageKind::Transactional, &row.recent, &next.message, now).is_ok() {
                row = row.with(next.clone(), &flow());
                prop_assert_eq!(row.recent.last(), Some(&next));
                prop_assert!(row.recent.len() <= usize::from(MOST_TEXTS_PER_HOUR) + PROMOTIONS_REMEMBERED + 1);
            }
        }
    }
}

#[test]
fn a_campaigns_text_is_noted_and_is_not_the_last_of_a_flow() {
    let text = promotion("a", "2026-11-24T12:00:00Z");
    let campaign = SourceId::campaign("7k2m9x").unwrap();
    let after = sent(&[]).with(text.clone(), &campaign);
    assert_eq!((after.recent.len(), after.got.iter().count(), after.last_day), (1, 1, None));
    assert!(sent(&[]).with(text, &flow()).last_day.is_some());
}
