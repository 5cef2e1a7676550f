use rechime_domain::job::{AudienceJob, Stretch};
use rechime_store::Fault;
use rechime_testkit::demo;
use serde_json::{Value, json};

use super::world::World;

fn in_hawaii() -> Value {
    json!({ "subscriber": { "field": "province", "is": "equal", "value": "Hawaii" } })
}

#[tokio::test]
async fn everybody_is_read_once_and_those_who_are_meant_are_counted() {
    let world = World::with_people(300).await;
    let (run, jobs) = world.begin(in_hawaii()).await;
    assert_eq!(world.progress(&demo(), &run).await.done_at(), None);
    world.run_dry(jobs).await;
    let progress = world.progress(&demo(), &run).await;
    assert_eq!((progress.read(), progress.matched(), progress.done_at()), (300, 100, Some(world.now())));
}

#[tokio::test]
async fn whatever_call_fails_and_whatever_comes_twice_the_count_is_the_same() {
    let world = World::with_people(60).await;
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for calls in 0.. {
            let (run, jobs) = world.begin(in_hawaii()).await;
            world.faulty.fail_after(calls, fault);
            let twice = jobs.iter().flat_map(|job| [job.clone(), job.clone()]).collect();
            world.run_dry(twice).await;
            let progress = world.progress(&demo(), &run).await;
            assert_eq!((progress.read(), progress.matched()), (60, 20), "{fault:?} after {calls}");
            assert!(progress.done_at().is_some());
            if world.faulty.is_armed() {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_long_shard_is_read_stretch_by_stretch_and_the_message_is_the_cursor() {
    let world = World::with_people(900).await.with_short_pages();
    let (run, jobs) = world.begin(in_hawaii()).await;
    assert!(world.does(&jobs[0]).await);
    let queued = world.audience_queue();
    let [AudienceJob::Count(next)] = queued.as_slice() else { panic!("{queued:?}") };
    assert_eq!((next.shard, next.read), (0, 20));
    assert!(next.after.is_some());
    assert_eq!(world.progress(&demo(), &run).await.read(), next.read);
    world.run_dry(jobs).await;
    let progress = world.progress(&demo(), &run).await;
    assert_eq!((progress.read(), progress.matched()), (900, 300));
}

#[tokio::test]
async fn a_run_that_is_gone_is_nothing_to_do_and_what_makes_no_sense_is_parked() {
    let world = World::with_people(0).await;
    let run = rechime_domain::ids::RunId::of_count("gone").unwrap();
    assert!(world.does(&AudienceJob::Count(Stretch::beginning(demo(), run.clone(), 3))).await);
    assert!(world.does(&AudienceJob::Count(Stretch::beginning(demo(), run, 16))).await);
    assert!(world.comes("{".to_owned()).await);
    assert_eq!(world.parked_under(Some(&demo())).await.len(), 1);
    assert_eq!(world.parked_under(None).await.len(), 1);
}
