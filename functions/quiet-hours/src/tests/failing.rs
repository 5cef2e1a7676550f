//! Whatever fails, the schedule tries again, and nothing is lost.

use rechime_store::Fault;

use super::world::{World, ids, morning};

#[tokio::test]
async fn while_the_queue_refuses_the_schedule_is_told_to_try_again() {
    let world = World::at_rate(100);
    world.hold("oat", 0..3, morning()).await;
    world.sends.refuse(true);
    assert!(world.release(morning()).await.is_err());
    assert!(world.is_open(morning()).await);
    world.sends.refuse(false);
    world.release(morning()).await.unwrap();
    assert_eq!(world.queued().len(), 3);
    assert!(!world.is_open(morning()).await);
}

#[tokio::test]
async fn what_could_not_be_moved_to_a_later_tick_keeps_the_bucket_open() {
    let world = World::at_rate(1);
    world.hold("oat", 0..903, morning()).await;
    world.schedules.refuse(true);
    assert!(world.release(morning()).await.is_err());
    assert!(world.is_open(morning()).await);
    world.schedules.refuse(false);
    world.release(morning()).await.unwrap();
    let sent = world.queued_ids();
    assert_eq!(&sent | &world.held_ids(morning().plus(15)).await, ids("oat", 0..903));
}

#[tokio::test]
async fn whichever_call_to_the_table_fails_the_next_run_completes_it() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let mut calls = 0;
        loop {
            let world = World::at_rate(1);
            world.hold("oat", 0..903, morning()).await;
            world.faulty.fail_after(calls, fault);
            let outcome = world.release(morning()).await;
            if world.faulty.is_armed() {
                break;
            }
            assert!(outcome.is_err(), "{fault:?} of call {calls} is not passed over");
            world.release(morning()).await.unwrap();
            let accounted = &world.queued_ids() | &world.held_ids(morning().plus(15)).await;
            assert_eq!(accounted, ids("oat", 0..903), "{fault:?} of call {calls}");
            assert!(!world.is_open(morning()).await, "{fault:?} of call {calls}");
            calls += 1;
        }
        assert!(calls > 20, "each of the {calls} calls failed once");
    }
}
