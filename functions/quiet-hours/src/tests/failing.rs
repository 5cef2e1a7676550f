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
async fn while_it_cannot_send_itself_on_the_run_is_repeated_and_nothing_is_passed_by() {
    let world = World::at_rate(1);
    world.hold("oat", 0..200, morning()).await;
    world.releases.refuse(true);
    assert!(world.release(morning()).await.is_err());
    let first = world.queued_ids();
    world.releases.refuse(false);
    let rest = world.release_all(morning()).await.into_iter().map(|(_, message)| message.id).collect();
    assert_eq!(&first | &rest, ids("oat", 0..200));
}

#[tokio::test]
async fn whichever_call_to_the_table_fails_the_next_runs_complete_it() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let mut calls = 0;
        loop {
            let world = World::at_rate(10);
            world.hold("oat", 0..900, morning()).await;
            world.faulty.fail_after(calls, fault);
            let outcome = world.release(morning()).await;
            if world.faulty.is_armed() {
                break;
            }
            assert!(outcome.is_err(), "{fault:?} of call {calls} is not passed over");
            let first = world.queued_ids();
            let rest =
                world.release_all(morning()).await.into_iter().map(|(_, message)| message.id).collect();
            assert_eq!(&first | &rest, ids("oat", 0..900), "{fault:?} of call {calls}");
            calls += 1;
        }
        assert!(calls > 20, "each of the {calls} calls failed once");
    }
}
