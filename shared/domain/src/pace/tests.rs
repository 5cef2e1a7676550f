use proptest::{collection::vec, prelude::*};

use super::*;

fn pace(rate: u32) -> Pace {
    Pace::new(NonZeroU32::new(rate).unwrap(), None)
}

/// A batch that asks for turns.
#[derive(Clone, Debug)]
struct Batch {
    gap: i64,
    class: Class,
    parts: Vec<u32>,
}

fn batch(most_parts: u32) -> impl Strategy<Value = Batch> {
    let gap = prop_oneof![Just(0), 0..200_000_i64, 0..3_000_000_i64];
    let class = prop_oneof![Just(Class::Immediate), Just(Class::Release), Just(Class::Bulk)];
    (gap, class, vec(1..=most_parts, 1..10)).prop_map(|(gap, class, parts)| Batch { gap, class, parts })
}

/// Where a text goes.
#[derive(Clone, Copy, Debug)]
struct Gone {
    at: i64,
    asked_at: i64,
    class: Class,
    parts: u32,
}

/// Gives each batch what it may have, one after the other.
fn run(pace: Pace, batches: &[Batch]) -> Vec<Gone> {
    let (mut now, mut standing, mut gone) = (0, Standing::default(), Vec::new());
    for Batch { gap, class, parts } in batches {
        now += gap;
        let share = pace.share(&standing, *class, parts, now);
        if share.texts == 0 {
            continue;
        }
        let turn = pace.bucket().turn(standing.empty_at, share.load, now);
        standing.empty_at = Some(turn.empty_at);
        let offsets = pace.offsets(*class, &parts[..share.texts]);
        gone.extend(offsets.into_iter().zip(parts).map(|(offset, parts)| Gone {
            at: turn.start + offset,
            asked_at: now,
            class: *class,
            parts: *parts,
        }));
    }
    gone
}

/// The most parts that go in any second, and in how many texts.
fn busiest_second(gone: &[Gone]) -> (u32, usize) {
    let in_second = |from: i64| {
        let texts = gone.iter().filter(|it| (from..from + SECOND).contains(&it.at));
        texts.fold((0, 0), |(parts, texts), it| (parts + it.parts, texts + 1))
    };
    gone.iter().map(|first| in_second(first.at)).max().unwrap_or_default()
}

proptest! {
    #[test]
    fn in_no_second_more_than_the_rate_goes(
        rate in 1_u32..120,
        batches in vec(batch(12), 1..60),
    ) {
        let (parts, texts) = busiest_second(&run(pace(rate), &batches));
        prop_assert!(parts <= rate || texts == 1, "{parts} parts in {texts} texts at {rate} a second");
    }

    #[test]
    fn a_text_longer_than_a_second_takes_goes_alone(batches in vec(batch(24), 1..40)) {
        let gone = run(pace(3), &batches);
        for long in gone.iter().filter(|it| it.parts > 3) {
            let near = gone.iter().filter(|it| (it.at - long.at).abs() < SECOND).count();
            prop_assert_eq!(near, 1);
        }
    }

    #[test]
    fn nobody_takes_a_turn_further_ahead_than_their_class_may(
        rate in 1_u32..120,
        batches in vec(batch(3), 1..60),
    ) {
        for it in run(pace(rate), &batches) {
            prop_assert!(it.at >= it.asked_at && it.at - it.asked_at <= micros(it.class.ahead()));
        }
    }

    /// Whoever is less important leaves room: an immediate text waits for a second and a half at most, and for what the last
    /// of the others puts into the bucket.
    #[test]
    fn an_immediate_text_finds_room_whatever_releases_and_campaigns_do(
        rate in 10_u32..120,
        batches in vec(batch(3), 1..60),
    ) {
        let pace = pace(rate);
        let others = batches.into_iter().filter(|it| it.class != Class::Immediate).collect::<Vec<_>>();
        let (mut now, mut standing) = (0, Standing::default());
        for Batch { gap, class, parts } in others {
            now += gap;
            let share = pace.share(&standing, class, &parts, now);
            if share.texts > 0 {
                standing.empty_at = Some(pace.bucket().turn(standing.empty_at, share.load, now).empty_at);
            }
            prop_assert_eq!(pace.share(&standing, Class::Immediate, &[1], now).texts, 1);
        }
    }

    /// The least that a sender that always has texts of one length sends of its rate.
    #[test]
    fn a_busy_sender_uses_most_of_its_rate(rate in 1_u32..200, parts in 1_u32..4, class in 0_usize..2) {
        let pace = pace(rate);
        let batch = Batch { gap: 20_000, class: Class::ALL[class], parts: vec![parts; 5] };
        let gone = run(pace, &vec![batch; 3_000]);
        let sent: u32 = gone.iter().filter(|it| it.at < 60 * SECOND).map(|it| it.parts).sum();
        let least = match (rate, parts) {
            (10.., 1..=2) | (20.., _) => 87,
            (10.., _) => 65,
            _ => 50,
        };
        prop_assert!(sent * 100 >= 60 * rate * least, "{sent} of {} parts", 60 * rate);
    }
}

#[test]
fn campaigns_alone_use_four_fifths_of_the_rate() {
    let batch = Batch { gap: 10_000, class: Class::Bulk, parts: vec![1; 10] };
    let gone = run(pace(100), &vec![batch; 7_000]);
    let sent: u32 = gone.iter().filter(|it| it.at < 60 * SECOND).map(|it| it.parts).sum();
    assert!((4_500..=4_800).contains(&sent), "{sent}");
}

#[test]
fn while_the_more_important_stand_in_line_the_others_get_no_turn() {
    let (pace, later) = (pace(50), Some(3 * SECOND));
    let texts = |standing: Standing, class| pace.share(&standing, class, &[1], 0).texts;
    let immediate = Standing { immediate_until: later, ..Standing::default() };
    let release = Standing { release_until: later, ..Standing::default() };
    assert_eq!(Class::ALL.map(|class| texts(immediate, class)), [1, 0, 0]);
    assert_eq!(Class::ALL.map(|class| texts(release, class)), [1, 1, 0]);
    let past = Standing { immediate_until: Some(0), release_until: Some(-1), ..Standing::default() };
    assert_eq!(Class::ALL.map(|class| texts(past, class)), [1, 1, 1]);
    let untrue = Standing { immediate_until: Some(i64::MAX), ..Standing::default() };
    assert_eq!(texts(untrue, Class::Bulk), 1, "a clock gone wrong stops nobody for ever");
}

#[test]
fn a_campaign_asks_again_when_the_releases_before_it_are_through() {
    let minutes = |minutes: i64| minutes * 60 * SECOND;
    let again_at = |through: i64, class| {
        let (until, through) = (Some(minutes(2)), Some(minutes(through)));
        let standing = Standing { release_until: until, release_through: through, ..Standing::default() };
        pace(50).again_at(&standing, class, 0)
    };
    assert_eq!(again_at(11, Class::Bulk), minutes(11));
    assert_eq!(again_at(600, Class::Bulk), minutes(15), "as late as a queue can bring it");
    assert_eq!(again_at(1, Class::Bulk), minutes(2), "not before the line of releases ends");
    assert_eq!(again_at(11, Class::Release), 0);
}

#[test]
fn a_batch_gets_turns_for_as_many_as_fit() {
    let share = pace(1).share(&Standing::default(), Class::Immediate, &[1; 10], 0);
    assert_eq!((share.texts, share.parts, share.refusal), (2, 2, Some(Refusal::Busy)));
    let share = pace(1).share(&Standing::default(), Class::Release, &[1; 10], 0);
    assert_eq!((share.texts, share.refusal), (2, Some(Refusal::Busy)), "now and in a second");
    let share = pace(50).share(&Standing::default(), Class::Immediate, &[2; 10], 0);
    assert_eq!((share.texts, share.parts, share.refusal), (10, 20, None));
}

#[test]
fn the_days_parts_are_a_limit_and_a_text_that_is_longer_than_it_goes_first_or_never() {
    let capped = Pace::new(NonZeroU32::new(50).unwrap(), NonZeroU32::new(10));
    let texts = |parts_today, parts: &[u32]| {
        let share =
            capped.share(&Standing { parts_today, ..Standing::default() }, Class::Immediate, parts, 0);
        (share.texts, share.refusal)
    };
    assert_eq!(texts(0, &[3, 3, 3, 3]), (3, Some(Refusal::Capped)));
    assert_eq!(texts(4, &[3, 3, 3]), (2, Some(Refusal::Capped)));
    assert_eq!(texts(10, &[1]), (0, Some(Refusal::Capped)));
    assert_eq!(texts(0, &[12]), (1, None));
    assert_eq!(texts(1, &[12]), (0, Some(Refusal::Capped)));
}

#[test]
fn a_night_is_through_when_its_last_text_has_gone() {
    let through = |waiting: &[(i64, i64)], line| through_at(waiting.iter().copied(), 10, line, 5);
    assert_eq!(through(&[], Some(900)), None);
    assert_eq!(through(&[(100, 3)], None), Some(130));
    assert_eq!(through(&[(200, 1), (100, 50)], None), Some(610), "the first are still going");
    assert_eq!(through(&[(100, 3), (400, 2)], None), Some(420), "the sender is idle between them");
    assert_eq!(through(&[(100, 3)], Some(300)), Some(330));
}

#[test]
fn a_line_is_as_long_as_the_days_texts_are() {
    let (pace, standing) = (pace(9), Standing { texts_today: 100, parts_today: 210, ..Standing::default() });
    let interval = pace.bucket().interval();
    assert_eq!(pace.per_text(&standing), interval * 21 / 10);
    assert_eq!(pace.per_text(&Standing::default()), interval * 3 / 2);
    assert_eq!([seconds_until(-5, 0), seconds_until(1, 0), seconds_until(i64::MAX, 0)], [0, 1, 900]);
}
