//! What a webhook costs evaluation where the batches of its queue mix stores.

use std::sync::Arc;

use flow_evaluation::{Evaluation, RecentReports};
use rechime_domain::job::{Proof, WebhookJob};
use rechime_store::{cached_configs::CachedConfigs, parked::ParkedKind};
use rechime_testkit::{
    NIGHT, Person, World, at, batch, failures, link_base,
    payloads::{FLOWS, Webhook},
    queue_message, store_id,
};
use serde_json::value::to_raw_value;

use super::{CALL, figures::each, store_name};

const WEBHOOKS: usize = 6_000;
/// Requests of the table for a webhook: its fact, a tenth of the journal, of the holds and of the epoch, and what its flow
/// needs.
const MOST_REQUESTS: f64 = 2.0;

fn body(number: usize, stores: usize) -> String {
    let id = u64::try_from(number).unwrap() + 1;
    let person =
        Person { name: "Zoë".to_owned(), phone: format!("+1212{}", 2_000_000 + number), id, state: None };
    let Webhook { topic, payload } = Webhook::starting(FLOWS[number % FLOWS.len()], &person, at(NIGHT));
    let payload = to_raw_value(&payload).unwrap();
    let store = store_id(&store_name(number % stores));
    let job = WebhookJob::new(store, topic.to_owned(), Proof::TimestampedSignature, at(NIGHT), payload);
    serde_json::to_string(&job).unwrap()
}

/// Requests of the table for a webhook, in a process that has met the stores before.
async fn requests(stores: usize) -> f64 {
    let kit = World::empty(NIGHT);
    for number in 0..stores {
        kit.create_store(&store_name(number)).await;
    }
    kit.faulty.delay(CALL);
    let evaluation = Evaluation {
        configs: Arc::new(CachedConfigs::new(kit.faulty.clone())),
        checkups: kit.faulty.clone(),
        subscribers: kit.faulty.clone(),
        facts: kit.faulty.clone(),
        recent: RecentReports::default(),
        messages: kit.faulty.clone(),
        journal: kit.faulty.clone(),
        link_base: link_base(),
        parking: kit.parking(ParkedKind::Event),
        waiting: kit.waiting(900),
        events: kit.events.clone(),
        sends: kit.sends.clone(),
        tokens: kit.secrets.clone(),
        signature_marks: kit.secrets.clone(),
        recharge: kit.recharge.clone(),
        customer_cache: kit.faulty.clone(),
        operator_alerts: kit.operator_alerts.clone(),
        clock: kit.clock.clone(),
    };
    let evaluate = async |numbers: std::ops::Range<usize>| {
        let bodies = numbers.map(|number| queue_message(&format!("q-{number}"), 1, body(number, stores)));
        assert_eq!(failures(evaluation.handle(batch(bodies)).await), [""; 0]);
    };
    for first in (0..stores.max(1_000)).step_by(10) {
        evaluate(WEBHOOKS + first..WEBHOOKS + first + 10).await;
    }
    let before = kit.faulty.calls();
    for first in (0..WEBHOOKS).step_by(10) {
        evaluate(first..first + 10).await;
    }
    each(kit.faulty.calls() - before, WEBHOOKS)
}

#[tokio::test(start_paused = true)]
async fn a_webhook_costs_no_more_requests_where_batches_mix_stores() {
    let mut of_one = None;
    for stores in [1, 10, 1_000] {
        let requests = requests(stores).await;
        println!(
            "batches that mix {stores} stores: {requests:.2} requests of the table a webhook (evaluation, at night)"
        );
        assert!(requests <= MOST_REQUESTS, "{requests}");
        assert!(requests <= *of_one.get_or_insert(requests) * 1.05, "{stores} stores: {requests}");
    }
}
