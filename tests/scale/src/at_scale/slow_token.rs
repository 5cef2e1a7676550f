//! A store whose webhooks are not signed asks Recharge for each, at two answers a second, beside stores that ask nothing.

use std::{sync::Arc, time::Duration};

use flow_evaluation::{Evaluation, RecentReports};
use rechime_domain::job::{EventJob, Proof, WebhookJob};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
};
use rechime_recharge::{FakeRecharge, client::RateLimited};
use rechime_store::parked::ParkedKind;
use rechime_testkit::{
    DAY, Person, World, at, link_base,
    payloads::Webhook,
    simulation::{SimulatedQueue, VirtualClock, run_processes, until_empty},
    store_id,
};
use serde_json::value::to_raw_value;

use super::{CALL, figures::spread};

/// Webhooks of the unsigned store, all at once: forty minutes of its token.
const UNSIGNED: usize = 5_000;
/// Webhooks of the others, ten a second.
const SIGNED: usize = 6_000;
const PROCESSES: usize = 20;

fn webhook(store: &str, number: usize, proof: Proof, second: usize) -> Outgoing<EventJob> {
    let id = u64::try_from(number).unwrap() + 1;
    let person =
        Person { name: "Zoë".to_owned(), phone: format!("+1212{}", 2_000_000 + number), id, state: None };
    let Webhook { topic, payload } = Webhook::starting("charge_paid", &person, at(DAY));
    let payload = to_raw_value(&payload).unwrap();
    let job = WebhookJob::new(store_id(store), topic.to_owned(), proof, at(DAY), payload);
    Outgoing::after(job.into(), u16::try_from(second).unwrap())
}

fn evaluation(
    kit: &World,
    clock: &Arc<VirtualClock>,
    events: &Arc<SimulatedQueue<EventJob>>,
    recharge: FakeRecharge,
) -> Evaluation {
    let rate_limiter = Arc::new(kit.table.clone());
    let recharge = RateLimited::new(recharge, rate_limiter, clock.clone(), |limit| limit / 2).lining_up();
    Evaluation {
        configs: kit.faulty.clone(),
        checkups: kit.faulty.clone(),
        subscribers: kit.faulty.clone(),
        facts: kit.faulty.clone(),
        recent: RecentReports::default(),
        messages: kit.faulty.clone(),
        journal: kit.faulty.clone(),
        link_base: link_base(),
        parking: kit.parking(ParkedKind::Event),
        waiting: kit.waiting(900),
        events: events.clone(),
        sends: kit.sends.clone(),
        tokens: kit.secrets.clone(),
        signature_marks: kit.secrets.clone(),
        recharge: Arc::new(recharge),
        customer_cache: kit.faulty.clone(),
        operator_alerts: kit.operator_alerts.clone(),
        clock: clock.clone(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_asks_recharge_for_each_webhook_keeps_no_other_waiting_and_loses_none() {
    let kit = World::empty(DAY);
    for store in ["unsigned", "signed"] {
        kit.create_store(store).await;
    }
    kit.faulty.delay(CALL);
    let clock = Arc::new(VirtualClock::from(at(DAY)));
    let (slow, quick) =
        (Arc::new(SimulatedQueue::new(clock.clone())), Arc::new(SimulatedQueue::new(clock.clone())));
    let recharge = FakeRecharge::default();
    let unsigned: Vec<_> =
        (0..UNSIGNED).map(|number| webhook("unsigned", number, Proof::PathKey, 0)).collect();
    for out in &unsigned {
        let EventJob::Recharge(job) = &out.job else { panic!("all are Recharge's") };
        let payload: serde_json::Value = serde_json::from_str(job.payload.get()).unwrap();
        recharge.knows(&format!("charge:{}", payload["charge"]["id"]), payload);
    }
    slow.send(&unsigned).await.unwrap();
    let signed =
        |number: usize| webhook("signed", UNSIGNED + number, Proof::TimestampedSignature, number / 10);
    quick.send(&(0..SIGNED).map(signed).collect::<Vec<_>>()).await.unwrap();
    // Processes take what comes of either store, as from one fair queue: of two that wait the store with fewer goes first.
    let function = evaluation(&kit, &clock, &slow, recharge);
    let begun = clock.now();
    let handle = async |batch| function.handle(batch).await;
    tokio::select! {
        biased;
        () = run_processes(&slow, PROCESSES / 2, handle) => {}
        () = run_processes(&quick, PROCESSES / 2, handle) => {}
        ((), ()) = async { (until_empty(&slow).await, until_empty(&quick).await) } => {}
    }
    let took = clock.now().duration_since(begun).as_secs();
    println!(
        "{UNSIGNED} webhooks of an unsigned store at once: evaluated after {took} s, put on the queue {:.1} times each, {} \
         tries of the queue at most; meanwhile 10 a second of another store: each after {}",
        super::figures::each(usize::try_from(slow.sent()).unwrap(), UNSIGNED),
        slow.most_received(),
        spread(&quick.done_after()),
    );
    assert_eq!(kit.queued().len(), UNSIGNED + SIGNED, "none is lost");
    assert!(slow.most_received() < 5, "none comes near the hundred tries of its queue");
    assert!(quick.done_after().last() < Some(&Duration::from_secs(10)));
    assert!((2_300..4_000).contains(&took), "as fast as Recharge answers, two a second: {took}");
}
