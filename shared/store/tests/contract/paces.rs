use std::{num::NonZeroU32, time::Duration};

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rechime_domain::{
    ids::{SenderId, StoreId},
    pace::{Class, Refusal},
    sender::{ProviderName, Sender},
};
use rechime_store::{
    Memory,
    paces::{PacedSender, Paces},
};

use crate::samples::{at, store};

/// Each run is a sequence of calls for a sender of its own.
const RUNS: usize = 20;

pub(crate) async fn keeps_its_promises(table: &impl Paces) {
    let mut runner = TestRunner::default();
    for run in 0..RUNS {
        let (cap, steps) = (run % 2 == 0, vec(step(), 1..30).new_tree(&mut runner).unwrap().current());
        any_texts_go_as_the_rule_says(table, &sender(&run.to_string(), 10, cap.then_some(60)), &steps).await;
    }
    of_many_at_once_as_many_go_as_two_seconds_take(table).await;
    while_immediate_texts_stand_in_line_no_release_goes(table).await;
    a_new_day_has_all_its_parts(table).await;
    senders_do_not_wait_for_each_other(table).await;
}

/// Rows count in microseconds.
fn micros(second: i64) -> Timestamp {
    Timestamp::from_microsecond(at(second).as_microsecond()).unwrap()
}

fn sender(name: &str, parts_per_second: u32, daily_cap: Option<u32>) -> PacedSender {
    let (rate, identity) = (NonZeroU32::new(parts_per_second).unwrap(), format!("sender-{name}"));
    let sender = Sender::new(ProviderName::Aws, None, identity, rate);
    PacedSender::from(&Sender { daily_cap: daily_cap.and_then(NonZeroU32::new), ..sender })
}

#[derive(Clone, Debug)]
enum Step {
    Pass(Duration),
    Take { class: Class, parts: Vec<u32> },
    Pause(Duration),
    LineUp { class: Class, store: StoreId, parts: Vec<u32> },
    LineUpRelease { most: usize, seconds: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let millis = |most: u64| (0..most).prop_map(Duration::from_millis);
    let class = || prop_oneof![Just(Class::Immediate), Just(Class::Release), Just(Class::Bulk)];
    let parts = || vec(1_u32..5, 1..10);
    prop_oneof![
        4 => millis(4_000).prop_map(Step::Pass),
        8 => (class(), parts()).prop_map(|(class, parts)| Step::Take { class, parts }),
        1 => millis(70_000).prop_map(Step::Pause),
        2 => (class(), 0_usize..2, parts()).prop_map(|(class, number, parts)| {
            Step::LineUp { class, store: store(["oat", "ember"][number]), parts }
        }),
        1 => (1_usize..400, 1_i64..200).prop_map(|(most, seconds)| Step::LineUpRelease { most, seconds }),
    ]
}

/// The store in memory follows the rule of the domain, under one lock.
async fn any_texts_go_as_the_rule_says(table: &impl Paces, sender: &PacedSender, steps: &[Step]) {
    let (rule, mut now) = (Memory::default(), at(0));
    for step in steps {
        match step {
            Step::Pass(time) => now += *time,
            Step::Take { class, parts } => {
                let expected = rule.take_turns(sender, *class, parts, now).await;
                let turns = table.take_turns(sender, *class, parts, now).await;
                assert_eq!(turns, expected, "{step:?} of {steps:?}");
            }
            Step::Pause(pause) => {
                rule.pause_sender(sender, now, *pause).await.unwrap();
                table.pause_sender(sender, now, *pause).await.unwrap();
            }
            Step::LineUp { class, store, parts } => {
                let expected = rule.line_up(sender, *class, store, parts, now).await;
                let places = table.line_up(sender, *class, store, parts, now).await;
                assert_eq!(places, expected, "{step:?} of {steps:?}");
            }
            Step::LineUpRelease { most, seconds } => {
                let until = now + SignedDuration::from_secs(*seconds);
                let expected = rule.line_up_release(sender, *most, now, until).await;
                let places = table.line_up_release(sender, *most, now, until).await;
                assert_eq!(places, expected, "{step:?} of {steps:?}");
            }
        }
        let expected = rule.get_standing(&sender.id, now).await;
        assert_eq!(table.get_standing(&sender.id, now).await, expected, "after {step:?} of {steps:?}");
    }
}

async fn of_many_at_once_as_many_go_as_two_seconds_take(table: &impl Paces) {
    let sender = sender("many", 9, None);
    let takes = join_all((0..60).map(|_| table.take_turns(&sender, Class::Immediate, &[1], at(0)))).await;
    let mut starts: Vec<Timestamp> = takes.into_iter().flat_map(|turns| turns.unwrap().starts).collect();
    starts.sort();
    assert!(starts.len() <= 19, "{starts:?}");
    for pair in starts.windows(2) {
        assert!(pair[1].duration_since(pair[0]) >= SignedDuration::from_micros(111_111), "{starts:?}");
    }
    let standing = table.get_standing(&sender.id, at(0)).await.unwrap();
    assert_eq!(standing.texts_today, u32::try_from(starts.len()).unwrap());
}

async fn while_immediate_texts_stand_in_line_no_release_goes(table: &impl Paces) {
    let sender = sender("line", 10, None);
    let turns = async |class, now| table.take_turns(&sender, class, &[1], now).await.unwrap().starts.len();
    assert_eq!(turns(Class::Release, at(0)).await, 1);
    let places = table.line_up(&sender, Class::Immediate, &store("oat"), &[1; 30], at(1)).await.unwrap();
    assert_eq!(places.len(), 30);
    for class in [Class::Release, Class::Bulk] {
        assert_eq!(turns(class, at(2)).await, 0);
    }
    assert_eq!(turns(Class::Immediate, at(2)).await, 1);
    assert_eq!(turns(Class::Release, at(10)).await, 1, "the line has come to its end");
    let late = table.line_up_release(&sender, 10, at(10), at(70)).await.unwrap().unwrap();
    assert_eq!((late.texts, late.first), (10, micros(10)));
    assert_eq!(turns(Class::Bulk, at(11)).await, 0);
    assert_eq!(turns(Class::Bulk, at(20)).await, 1);
}

async fn a_new_day_has_all_its_parts(table: &impl Paces) {
    let sender = sender("capped", 10, Some(4));
    let turns = async |now| table.take_turns(&sender, Class::Immediate, &[2, 2, 2], now).await.unwrap();
    let today = turns(at(0)).await;
    assert_eq!((today.starts.len(), today.refusal), (2, Some(Refusal::Capped)));
    assert_eq!(turns(at(60)).await.refusal, Some(Refusal::Capped));
    assert_eq!(turns(at(86_400)).await.starts.len(), 2);
}

async fn senders_do_not_wait_for_each_other(table: &impl Paces) {
    let (paused, free) = (sender("paused", 10, None), sender("free", 10, None));
    table.pause_sender(&paused, at(0), Duration::from_mins(1)).await.unwrap();
    let turns = table.take_turns(&paused, Class::Immediate, &[1], at(0)).await.unwrap();
    assert_eq!((turns.starts.len(), turns.again_at), (0, micros(58)));
    assert_eq!(table.take_turns(&free, Class::Immediate, &[1], at(0)).await.unwrap().starts, [micros(0)]);
    let other = table.get_standing(&SenderId::installation(), at(0)).await.unwrap();
    assert_eq!(other, rechime_domain::pace::Standing::default());
}
