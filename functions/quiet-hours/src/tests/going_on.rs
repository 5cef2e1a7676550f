//! A release that the senders cannot take in one run.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rechime_domain::{ids::SourceId, job::ReleaseJob, message::PendingMessage};
use rechime_platform::queue::Outgoing;
use rechime_store::{buckets::Buckets, holds::Holds, paces::Paces};
use rechime_testkit::installation_sender;

use super::world::{World, ids, message, morning};

#[tokio::test]
async fn a_run_hands_on_what_the_sender_takes_until_the_next_and_the_next_goes_on() {
    let world = World::at_rate(1);
    world.hold("oat", 0..200, morning()).await;
    world.release(morning()).await.unwrap();
    // A text of one and a half parts, as long as nothing is known of the day's texts, and two minutes.
    assert_eq!(world.queued().len(), 80);
    let on = Outgoing::after(ReleaseJob::GoOn { minute: morning(), step: 1 }, 60);
    assert_eq!(world.releases.take(), std::slice::from_ref(&on));
    assert!(world.is_open(morning()).await);
    world.clock.set(morning().plus(1).start());
    world.quiet_hours.handle(&on.job).await.unwrap();
    assert_eq!(world.queued().len(), 39);
}

#[tokio::test]
async fn over_its_runs_every_message_goes_once_and_at_the_senders_rate() {
    let world = World::at_rate(10);
    world.hold("oat", 0..3_000, morning()).await;
    world.hold("ember", 0..500, morning()).await;
    let handed_on = world.release_all(morning()).await;
    let mut seconds = BTreeMap::<i64, usize>::new();
    for (second, _) in &handed_on {
        *seconds.entry(*second).or_default() += 1;
    }
    // Nine parts a second, and a text of one and a half parts.
    assert!(seconds.values().all(|texts| *texts <= 7), "{seconds:?}");
    assert_eq!(handed_on.len(), 3_500);
    let found =
        handed_on.into_iter().map(|(_, message)| message.id).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(found, &ids("oat", 0..3_000) | &ids("ember", 0..500));
    assert!(!world.is_open(morning()).await);
    assert_eq!(world.held_ids(morning().plus(1)).await.len(), 0, "nothing moves to another bucket");
}

#[tokio::test]
async fn however_long_it_takes_it_makes_no_schedule() {
    let world = World::at_rate(1);
    world.hold("oat", 0..2_000, morning()).await;
    assert_eq!(world.release_all(morning()).await.len(), 2_000);
    assert_eq!(world.schedules.ensured(), []);
}

#[tokio::test]
async fn campaigns_hear_when_a_long_release_is_expected_to_be_through() {
    let world = World::at_rate(10);
    world.hold("oat", 0..10_000, morning()).await;
    let sender = installation_sender(10).id;
    world.release(morning()).await.unwrap();
    let standing = world.table.get_standing(&sender, world.now()).await.unwrap();
    let through_at = standing.release_through.unwrap() - morning().start().as_microsecond();
    // Six texts a second.
    let expected = 10_000 * 1_000_000 / 6;
    assert!((expected * 8 / 10..expected * 12 / 10).contains(&through_at), "{through_at}");
}

#[tokio::test]
async fn buckets_of_one_opening_share_the_sender() {
    let world = World::at_rate(10);
    for minute in 0..3 {
        world.hold("oat", minute * 1_000..(minute + 1) * 1_000, morning().plus(minute.into())).await;
    }
    world.clock.set(morning().plus(3).start());
    for minute in 0..3 {
        world.release(morning().plus(minute)).await.unwrap();
    }
    assert!((700..721).contains(&world.queued().len()), "six a second for two minutes");
}

#[tokio::test]
async fn what_waits_only_for_its_turn_could_go_since_the_release_began() {
    let world = World::at_rate(1);
    world.hold("oat", 0..200, morning()).await;
    world.clock.set(morning().plus(7).start());
    let handed_on = world.release_all(morning()).await;
    let ready_at = Some(morning().plus(7).start());
    assert!(handed_on.iter().all(|(_, message)| message.ready_at == ready_at));
}

#[tokio::test]
async fn a_run_that_comes_twice_goes_on_once() {
    let world = World::at_rate(1);
    world.hold("oat", 0..300, morning()).await;
    world.release(morning()).await.unwrap();
    let on = world.releases.take().pop().unwrap().job;
    world.clock.advance(SignedDuration::from_mins(1));
    for _ in 0..3 {
        world.quiet_hours.handle(&on).await.unwrap();
    }
    assert_eq!(world.releases.take().len(), 1, "the others are old news");
    world.clock.advance(SignedDuration::from_mins(1));
    let rest = world.release_all(morning()).await;
    let found: std::collections::BTreeSet<_> =
        rest.into_iter().map(|(_, message)| message.id).chain(world.queued_ids()).collect();
    assert!(!found.is_empty());
}

#[tokio::test]
async fn a_campaigns_texts_go_to_the_queue_of_campaigns() {
    let world = World::at_rate(100);
    let source = SourceId::campaign("7k2m9x").unwrap();
    let promotion = PendingMessage { source, ..message("oat", 1) };
    world.table.put_hold(&promotion, morning()).await.unwrap();
    world.table.open_bucket(morning()).await.unwrap();
    world.release(morning()).await.unwrap();
    assert_eq!((world.queued().len(), world.bulk.take().len()), (0, 1));
}

#[tokio::test]
async fn a_sender_whose_line_is_full_gets_nothing_until_it_is_shorter() {
    let world = World::at_rate(10);
    let sender = (&installation_sender(10)).into();
    let until = morning().plus(10).start();
    world.table.line_up_release(&sender, 100_000, world.now(), until).await.unwrap();
    world.hold("oat", 0..10, morning()).await;
    world.release(morning()).await.unwrap();
    assert!(world.queued().is_empty() && world.is_open(morning()).await);
    world.clock.set(morning().plus(9).start());
    world.release(morning()).await.unwrap();
    assert_eq!(world.queued().len(), 10);
}

#[tokio::test]
async fn of_more_stores_than_take_turns_at_once_none_is_left_out() {
    let world = World::at_rate(1_000);
    for store in 0..1_203 {
        world.hold(&format!("store-{store}"), 0..2, morning()).await;
    }
    let handed_on = world.release_all(morning()).await;
    assert_eq!(handed_on.len(), 2_406);
}
