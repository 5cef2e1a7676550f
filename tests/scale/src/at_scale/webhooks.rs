//! A thousand stores, each with ten webhooks a second, in the evening: some texts go at once and others wait.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use flow_evaluation::{Evaluation, RecentReports};
use futures::future::join_all;
use rechime_domain::{
    ids::StoreId,
    job::{EventJob, Proof, ReviewPosition, WebhookJob},
    minute::Minute,
};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
    schedules::{MemorySchedules, ScheduleError, Schedules},
};
use rechime_store::{
    cached_configs::CachedConfigs,
    journal::{Journal, JournalDecision},
    parked::ParkedKind,
    waiting::WaitingMessages,
};
use rechime_testkit::{
    NIGHT, Person, World, at, link_base,
    payloads::{FLOWS, Webhook},
    simulation::{SimulatedQueue, VirtualClock, run_processes, until_empty},
    store_id,
};
use serde_json::value::to_raw_value;

use super::{
    CALL, STORES,
    figures::{each, spread},
    store_name,
};

/// Webhooks a second of each store, and for how many seconds.
const A_SECOND: usize = 10;
const SECONDS: usize = 5;
const WEBHOOKS: usize = STORES * A_SECOND * SECONDS;
/// `EvaluationConcurrency`, as an operator of so many stores would set it.
const PROCESSES: usize = 100;
/// The quota of a table's writes, and of the Scheduler's new schedules, a second.
const TABLE_QUOTA: u32 = 40_000;
const SCHEDULER_QUOTA: usize = 1_000;

/// A Scheduler that refuses every second call, as if others of the account had used up its quota.
struct BusyScheduler {
    schedules: Arc<MemorySchedules>,
    calls: AtomicUsize,
}

#[async_trait]
impl Schedules for BusyScheduler {
    async fn put_release(&self, release: Minute, at: Minute) -> Result<(), ScheduleError> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if call.is_multiple_of(2) {
            let reason = "ThrottlingException".to_owned();
            return Err(ScheduleError::Refused { name: release.to_string(), reason });
        }
        self.schedules.put_release(release, at).await
    }

    async fn put_review(&self, store: &StoreId, at: Minute) -> Result<(), ScheduleError> {
        self.schedules.put_review(store, at).await
    }

    async fn go_on_review(
        &self,
        store: &StoreId,
        from: &ReviewPosition,
        at: Minute,
    ) -> Result<(), ScheduleError> {
        self.schedules.go_on_review(store, from, at).await
    }
}

/// The n-th webhook: of another store each, of the twelve flows in turn, of a customer of their own.
fn webhook(number: usize) -> Outgoing<EventJob> {
    let id = u64::try_from(number).unwrap() + 1;
    let phone = format!("+1212{}", 2_000_000 + number);
    let person = Person { name: "Zoë".to_owned(), phone, id, state: None };
    let happened = at(NIGHT);
    let Webhook { topic, payload } =
        Webhook::starting(FLOWS[number / STORES % FLOWS.len()], &person, happened);
    let (store, payload) = (store_id(&store_name(number)), to_raw_value(&payload).unwrap());
    let job = WebhookJob::new(store, topic.to_owned(), Proof::TimestampedSignature, happened, payload);
    let second = number / (STORES * A_SECOND);
    Outgoing::after(job.into(), u16::try_from(second).unwrap())
}

struct Evaluated {
    kit: World,
    events: Arc<SimulatedQueue<EventJob>>,
    scheduler: Arc<BusyScheduler>,
}

async fn evaluate(calls_per_second: u32) -> Evaluated {
    let kit = World::empty(NIGHT);
    for number in 0..STORES {
        kit.create_store(&store_name(number)).await;
    }
    let clock = Arc::new(VirtualClock::from(at(NIGHT)));
    let events = Arc::new(SimulatedQueue::new(clock.clone()));
    let scheduler = Arc::new(BusyScheduler { schedules: kit.schedules.clone(), calls: 0.into() });
    kit.faulty.delay(CALL);
    kit.faulty.limit(calls_per_second);
    for number in (0..WEBHOOKS).step_by(1_000) {
        let some: Vec<_> = (number..number + 1_000).map(webhook).collect();
        events.send(&some).await.unwrap();
    }
    let begun = clock.now();
    let evaluations: Vec<_> = (0..PROCESSES).map(|_| evaluation(&kit, &clock, &events, &scheduler)).collect();
    let run = |evaluation| {
        run_processes(&events, 1, async move |batch| Evaluation::handle(evaluation, batch).await)
    };
    tokio::select! {
        biased;
        _ = join_all(evaluations.iter().map(run)) => {}
        () = until_empty(&events) => {}
    }
    let (calls, refused) = (kit.faulty.calls(), kit.faulty.refused());
    println!(
        "{STORES} stores, {A_SECOND} webhooks a second of each for {SECONDS} s, {calls_per_second} calls of the table a \
         second, a Scheduler that refuses every second call: evaluated after {} s; {:.2} calls a webhook, {refused} \
         refused; each evaluated after {}; {} tries at most, {} in hand at most",
        clock.now().duration_since(begun).as_secs(),
        each(calls, WEBHOOKS),
        spread(&events.done_after()),
        events.most_received(),
        events.most_in_flight(),
    );
    Evaluated { kit, events, scheduler }
}

fn evaluation(
    kit: &World,
    clock: &Arc<VirtualClock>,
    events: &Arc<SimulatedQueue<EventJob>>,
    scheduler: &Arc<BusyScheduler>,
) -> Evaluation {
    Evaluation {
        configs: Arc::new(CachedConfigs::new(kit.faulty.clone())),
        checkups: kit.faulty.clone(),
        subscribers: kit.faulty.clone(),
        facts: kit.faulty.clone(),
        recent: RecentReports::default(),
        messages: kit.faulty.clone(),
        journal: kit.faulty.clone(),
        link_base: link_base(),
        parking: kit.parking(ParkedKind::Event),
        waiting: WaitingMessages::new(kit.faulty.clone(), kit.faulty.clone(), scheduler.clone(), 900),
        events: events.clone(),
        sends: kit.sends.clone(),
        tokens: kit.secrets.clone(),
        signature_marks: kit.secrets.clone(),
        recharge: kit.recharge.clone(),
        customer_cache: kit.faulty.clone(),
        operator_alerts: kit.operator_alerts.clone(),
        clock: clock.clone(),
    }
}

impl Evaluated {
    /// Each webhook is one message, which was sent on or waits until the morning.
    async fn nothing_is_lost(&self) {
        let kit = &self.kit;
        let (mut sent, mut held) = (BTreeSet::new(), BTreeSet::new());
        let (mut decided, mut minutes) = (BTreeSet::new(), BTreeSet::new());
        for number in 0..STORES {
            let (store, mut before) = (store_id(&store_name(number)), None);
            loop {
                let page = kit.table.list_entries(&store, before.as_ref(), 100).await.unwrap();
                for line in page.items {
                    if let JournalDecision::Wait { until } = line.entry.decision {
                        minutes.insert(until);
                    }
                    decided.insert(line.entry.message);
                }
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(kit.parked_under(Some(&store)).await, []);
        }
        sent.extend(kit.queued().into_iter().map(|(message, _)| message.id));
        for minute in &minutes {
            held.extend(kit.held_until(*minute).await.into_iter().map(|message| message.id));
        }
        assert_eq!(decided.len(), WEBHOOKS, "one message each");
        assert_eq!(sent.len() + held.len(), WEBHOOKS, "it goes or it waits");
        assert!(sent.is_disjoint(&held));
        let scheduled: BTreeSet<_> = kit.schedules.ensured().into_iter().map(|it| it.release).collect();
        assert_eq!(scheduled, minutes, "each minute has its schedule");
        let calls = self.scheduler.calls.load(Ordering::Relaxed);
        println!(
            "  {} go at once, {} wait for {} minutes; {calls} schedules were asked for",
            sent.len(),
            held.len(),
            minutes.len()
        );
        assert!(calls < SCHEDULER_QUOTA * 60, "{calls}");
        assert_eq!(self.events.depth(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn ten_webhooks_a_second_of_each_of_a_thousand_stores_are_all_evaluated() {
    let evaluated = evaluate(TABLE_QUOTA).await;
    evaluated.nothing_is_lost().await;
    assert!(evaluated.events.most_in_flight() <= PROCESSES * 10, "no process holds more than its batch");
}

/// A young table takes 4,000 writes a second.
#[tokio::test(start_paused = true)]
async fn a_young_table_delays_them_and_loses_none() {
    evaluate(4_000).await.nothing_is_lost().await;
}
