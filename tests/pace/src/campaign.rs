//! A campaign to 100,000 people: audience reads the list and is killed again and again, senders send, and what waits for
//! the morning of its people is released.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use audience::Audience;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    campaign::{Campaign, CampaignState},
    ids::{MessageId, SourceId},
    job::{AudienceJob, CampaignStretch},
    phone::PhoneNumber,
};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
};
use rechime_store::{
    Fault, Faulty,
    campaigns::{CachedCampaigns, CampaignEditor, CampaignReach},
    messages::Messages,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};
use rechime_testkit::{audit_entry, failures, installation_sender, link_base, simulation::SimulatedQueue};
use tokio::time::sleep;

use crate::{
    provider::Call,
    world::{World, store},
};

/// Ten in the morning in New York, seven in San Francisco.
const BEGIN: &str = "2026-11-24T15:00:00Z";

/// How long audience may run, as in `template.yaml`: a process that hangs is killed then.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Calls of the table from when a kill is planned until it happens, at most: a page of people is some five.
const BETWEEN_KILLS: usize = 20;

/// Processes of audience.
const PROCESSES: usize = 4;

const STORE: &str = "oat";

#[tokio::test(start_paused = true)]
async fn killed_twenty_times_each_of_a_hundred_thousand_gets_it_once() {
    let world = world(100_000).await;
    let campaign = world.kit.launch_campaign(&store(STORE), "sale", "20 % off", |_| {}).await;
    let all_have_it = async {
        while world.provider.accepted() < 100_000 && world.hours() < 12 {
            world.pass_a_second().await;
        }
    };
    let ((), killed) = run(&world, 24, all_have_it).await;
    assert!(killed >= 20, "killed {killed} times");
    let calls = world.provider.calls();
    each_once(&calls, &campaign, 100_000);
    let reach = world.kit.table.get_reach(&store(STORE), &campaign.id).await.unwrap();
    assert_eq!(
        (reach.sum(|it| it.read), reach.sum(|it| it.matched), reach.is_done()),
        (100_000, 100_000, true)
    );
    assert_eq!(reach.sum(|it| it.held), 50_000, "those of San Francisco wait for nine o'clock");
    tell("killed twenty times", &calls, &world);
}

#[tokio::test(start_paused = true)]
async fn canceled_in_the_middle_nobody_gets_it_after_two_seconds() {
    let world = world(20_000).await;
    let campaign = world.kit.launch_campaign(&store(STORE), "sale", "20 % off", |_| {}).await;
    let canceled = async {
        while world.provider.accepted() < 4_000 {
            sleep(Duration::from_millis(100)).await;
        }
        let canceled_at = world.clock.now();
        cancel(&world, &campaign, canceled_at).await;
        for _ in 0..4 * 3_600 {
            world.pass_a_second().await;
        }
        canceled_at
    };
    let (canceled_at, _) = run(&world, 0, canceled).await;
    let calls = world.provider.calls();
    let last = calls.iter().map(|call| call.at).max().unwrap();
    assert!(last <= canceled_at + SignedDuration::from_secs(2), "{last} after {canceled_at}");
    assert!(calls.len() < 8_000, "{}", calls.len());
    // Whoever was left has no row.
    let reach = world.kit.table.get_reach(&store(STORE), &campaign.id).await.unwrap();
    let mut rows = 0;
    for number in 0..20_000 {
        let message = campaign.message(&store(STORE), &phone(number), Timestamp::UNIX_EPOCH);
        rows += usize::from(world.kit.table.get_message(&store(STORE), &message.id).await.unwrap().is_some());
    }
    assert_eq!(rows, calls.len());
    assert_eq!(world.bulk.depth() + world.sends.depth(), 0);
    assert!(reach.sum(|it| it.matched) > 4_000);
    tell("canceled", &calls, &world);
}

async fn cancel(world: &World, campaign: &Campaign, canceled_at: Timestamp) {
    let state = CampaignState::Canceled { launch: campaign.launch().unwrap().clone(), canceled_at };
    let canceled = Campaign { state, version: campaign.version + 1, ..campaign.clone() };
    world.kit.table.put_campaign(&store(STORE), &canceled, &audit_entry()).await.unwrap();
}

/// A store with so many people who agreed to promotions, half of them in New York and half in San Francisco.
async fn world(people: u32) -> World {
    let world = World::new(BEGIN, 0);
    world.create_store(STORE, "+18005550100", 1_000).await;
    for number in 0..people {
        world.kit.subscribe(&store(STORE), &phone(number)).await;
    }
    world
}

fn phone(number: u32) -> PhoneNumber {
    let area = if number.is_multiple_of(2) { "212" } else { "415" };
    PhoneNumber::from_e164(&format!("+1{area}{:07}", 2_000_000 + number)).unwrap()
}

fn each_once(calls: &[Call], campaign: &Campaign, people: u32) {
    let expected: BTreeSet<MessageId> = (0..people)
        .map(|number| campaign.message(&store(STORE), &phone(number), Timestamp::UNIX_EPOCH).id)
        .collect();
    let mut times: BTreeMap<&MessageId, usize> = BTreeMap::new();
    for call in calls {
        *times.entry(&call.message).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "none twice");
    assert_eq!(times.into_keys().cloned().collect::<BTreeSet<_>>(), expected, "none lost");
}

fn tell(what: &str, calls: &[Call], world: &World) {
    let (first, last) = (calls.iter().map(|it| it.at).min(), calls.iter().map(|it| it.at).max());
    println!(
        "{what}: {} texts from {} to {}; {} queue messages of audience, {} of bulk",
        calls.len(),
        first.unwrap(),
        last.unwrap(),
        world.audience.sent(),
        world.bulk.sent(),
    );
}

/// Kills audience at random calls: one never comes back, and the process hangs until it is killed.
struct Kills {
    faulty: Arc<Faulty>,
    /// How many are still to come, and what is as good as random, the same each time.
    plan: Mutex<(usize, u64)>,
    done: AtomicUsize,
}

impl Kills {
    fn new(world: &World, count: usize) -> Self {
        let faulty = world.kit.faulty.clone();
        Self { faulty, plan: Mutex::new((count, 7)), done: AtomicUsize::new(0) }
    }

    /// Chooses the next call that hangs, unless one is chosen already.
    fn choose(&self) {
        let mut plan = self.plan.lock().unwrap();
        if plan.0 > 0 && !self.faulty.is_armed() {
            let random =
                plan.1.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *plan = (plan.0 - 1, random);
            self.faulty.fail_after(usize::try_from(random >> 33).unwrap() % BETWEEN_KILLS, Fault::Stalled);
        }
    }
}

/// Waits for something while the functions work, from the sixteen jobs of the campaign "sale" on. Gives what it was, and
/// how often audience was killed.
async fn run<T>(world: &World, kills: usize, awaited: impl Future<Output = T>) -> (T, usize) {
    let campaign = SourceId::campaign("sale").unwrap();
    let first = |shard| {
        let stretch = CampaignStretch::beginning(store(STORE), campaign.clone(), shard);
        Outgoing::now(AudienceJob::Campaign(stretch))
    };
    let jobs: Vec<_> = (0..16).map(first).collect();
    world.audience.send(&jobs).await.unwrap();
    let (kills, audience) = (Kills::new(world, kills), audience(world));
    let processes = (0..PROCESSES).map(|_| work(&audience, &world.audience, &kills));
    let outcome = tokio::select! {
        biased;
        _ = join_all(processes) => unreachable!("processes never end"),
        outcome = world.while_sending(awaited) => outcome,
    };
    (outcome, kills.done.load(Ordering::Relaxed))
}

fn audience(world: &World) -> Audience {
    let table = world.kit.faulty.clone();
    let alerts = world.kit.operator_alerts.clone();
    Audience {
        shards: table.clone(),
        runs: table.clone(),
        configs: table.clone(),
        campaigns: Arc::new(CachedCampaigns::new(table.clone())),
        reach: table.clone(),
        waiting: WaitingMessages::new(table.clone(), table.clone(), world.kit.schedules.clone(), 900),
        paces: table.clone(),
        sender: installation_sender(10),
        link_base: link_base(),
        bulk: world.bulk.clone(),
        jobs: world.audience.clone(),
        parking: ParkingLot::new(table, alerts, world.clock.clone(), ParkedKind::Audience),
        clock: world.clock.clone(),
    }
}

/// A process of audience. One that hangs is killed, and its message comes again.
async fn work(audience: &Audience, queue: &SimulatedQueue<AudienceJob>, kills: &Kills) {
    loop {
        let Some(event) = queue.receive_up_to(1) else {
            sleep(Duration::from_millis(500)).await;
            continue;
        };
        let ids: Vec<_> = event.records.iter().filter_map(|record| record.message_id.clone()).collect();
        kills.choose();
        let done = tokio::time::timeout(TIMEOUT, audience.handle(event)).await;
        let failed = done.map_or_else(
            |_| {
                kills.done.fetch_add(1, Ordering::Relaxed);
                ids.clone()
            },
            failures,
        );
        queue.delete(&ids, &failed);
    }
}
