use std::collections::BTreeSet;

use jiff::SignedDuration;
use rechime_domain::{
    campaign::{Campaign, CampaignState, Launch},
    consent::{ConsentSource, ConsentStatus, Statement},
    ids::MessageId,
    job::AudienceJob,
    minute::Minute,
    phone::PhoneNumber,
};
use rechime_store::{
    Fault,
    campaigns::{CampaignReach, Reach},
    subscribers::{SubscriberEditor, Subscribers},
};
use rechime_testkit::{at, demo, installation_sender};
use serde_json::json;

use super::world::World;

/// Eight in the morning in San Francisco, eleven in New York.
const MORNING: &str = "2026-11-24T16:00:00Z";

fn phone(area: u16, number: u32) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1{area}{:07}", 2_000_000 + number)).unwrap()
}

async fn with_subscribers(people: &[PhoneNumber]) -> World {
    let world = World::with_people(0).await;
    world.clock.set(at(MORNING));
    for person in people {
        world.subscribe(&demo(), person).await;
    }
    world
}

async fn launched(world: &World) -> Campaign {
    world.launch_campaign(&demo(), "sale", "{{ store_name }}: 20 % off", |_| {}).await
}

async fn reach(world: &World, campaign: &Campaign) -> Reach {
    world.table.get_reach(&demo(), &campaign.id).await.unwrap()
}

/// The messages that were handed on, and those that are held; each once.
async fn given(world: &World) -> BTreeSet<MessageId> {
    let handed_on = world.bulk.take().into_iter().filter_map(|it| Some(it.job.message()?.id.clone()));
    let mut given: BTreeSet<_> = handed_on.collect();
    let nine = Minute::at_or_after(at("2026-11-24T17:00:00Z"));
    for minute in 0..5 {
        given.extend(world.held_until(nine.plus(minute)).await.into_iter().map(|message| message.id));
    }
    given
}

#[tokio::test]
async fn whom_it_is_for_gets_it_by_day_waits_at_night_or_is_counted_with_the_reason() {
    let (awake, asleep, out) = (phone(212, 1), phone(415, 2), phone(212, 3));
    let world = with_subscribers(&[awake.clone(), asleep.clone(), out.clone()]).await;
    let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, world.now());
    world.table.put_consent(&demo(), &out, &stop).await.unwrap();
    let campaign = launched(&world).await;
    world.run_dry(World::first_jobs_of(&campaign)).await;
    let reach = reach(&world, &campaign).await;
    assert!(reach.is_done());
    let sum = |figure: fn(&rechime_store::campaigns::ShardReach) -> u64| reach.sum(figure);
    assert_eq!((sum(|it| it.read), sum(|it| it.matched), sum(|it| it.held)), (3, 3, 1));
    assert_eq!(reach.sum(|it| it.skipped.get("opted_out").copied().unwrap_or_default()), 1);
    let expected = [awake, asleep].map(|phone| campaign.message(&demo(), &phone, world.now()).id);
    assert_eq!(given(&world).await, BTreeSet::from(expected));
}

#[tokio::test]
async fn only_whom_the_segment_described_at_the_launch_gets_it() {
    let people: Vec<_> = (0..6).map(|number| phone(212, number)).collect();
    let world = with_subscribers(&people).await;
    let hawaii = serde_json::from_value(json!({ "address": { "country": "US", "province": "HI" } })).unwrap();
    world.table.put_subscriber(&demo(), &people[0], &hawaii, None).await.unwrap();
    let condition =
        json!({ "not": { "subscriber": { "field": "province", "is": "equal", "value": "Hawaii" } } });
    let launch = Launch { at: world.now(), condition: Some(serde_json::from_value(condition).unwrap()) };
    let state = CampaignState::Launched { launch };
    let campaign = world.launch_campaign(&demo(), "sale", "Hi", |campaign| campaign.state = state).await;
    world.run_dry(World::first_jobs_of(&campaign)).await;
    let reach = reach(&world, &campaign).await;
    assert_eq!((reach.sum(|it| it.read), reach.sum(|it| it.matched)), (6, 5));
}

#[tokio::test]
async fn whatever_call_fails_and_whatever_comes_twice_everybody_is_given_the_same_message() {
    let people: Vec<_> = (0..40).map(|number| phone([212, 415][number as usize % 2], number)).collect();
    for fault in [Fault::Refused, Fault::AnswerLost] {
        for calls in 0.. {
            let world = with_subscribers(&people).await;
            let campaign = launched(&world).await;
            world.faulty.fail_after(calls, fault);
            let jobs = World::first_jobs_of(&campaign);
            world.run_dry(jobs.iter().flat_map(|job| [job.clone(), job.clone()]).collect()).await;
            let expected: BTreeSet<_> =
                people.iter().map(|phone| campaign.message(&demo(), phone, world.now()).id).collect();
            assert_eq!(given(&world).await, expected, "{fault:?} after {calls}");
            let reach = reach(&world, &campaign).await;
            assert_eq!((reach.sum(|it| it.matched), reach.is_done()), (40, true), "{fault:?} after {calls}");
            if world.faulty.is_armed() {
                break;
            }
        }
    }
}

#[tokio::test]
async fn of_a_canceled_campaign_nothing_more_is_read() {
    let world = with_subscribers(&[phone(212, 1)]).await;
    let campaign = launched(&world).await;
    world.cancel_campaign(&demo(), &campaign).await;
    world.run_dry(World::first_jobs_of(&campaign)).await;
    assert_eq!(reach(&world, &campaign).await, Reach::default());
    assert!(given(&world).await.is_empty());
}

#[tokio::test]
async fn a_slow_sender_is_given_what_it_can_send_in_some_minutes_and_the_list_is_read_on_later() {
    let people: Vec<_> = (0..2_000).map(|number| phone(212, number)).collect();
    let mut world = with_subscribers(&people).await;
    world.audience.sender = installation_sender(1);
    let campaign = launched(&world).await;
    let jobs = World::first_jobs_of(&campaign);
    for job in &jobs {
        assert!(world.does(job).await);
    }
    let next = world.queued_for_audience();
    assert!((12..=16).contains(&next.len()), "{}", next.len());
    assert!(next.iter().filter(|outgoing| outgoing.delay_seconds > 0).count() > 10);
    assert!(
        next.iter().all(|it| matches!(&it.job, AudienceJob::Campaign(stretch) if stretch.after.is_some()))
    );
    let handed_on = given(&world).await.len();
    assert!((16 * 30..=16 * 60).contains(&handed_on), "{handed_on}");
    world.clock.advance(SignedDuration::from_hours(1));
    world.run_dry(next.into_iter().map(|it| it.job).collect()).await;
    assert!(reach(&world, &campaign).await.is_done());
}
