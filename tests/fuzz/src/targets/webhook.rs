//! Bodies of webhooks, from the queue's message to the journal: none makes evaluation panic, and none is lost.

use std::cell::RefCell;

use flow_evaluation::{Evaluation, RecentReports};
use rechime_domain::{
    job::{Proof, WebhookJob},
    json,
};
use rechime_store::parked::ParkedKind;
use rechime_testkit::{DAY, World, at, batch, demo, failures, link_base, queue_message};
use serde_json::value::RawValue;
use tokio::runtime::{Builder, Runtime};

use super::Target;
use crate::corpus;

pub(super) const TARGET: Target = Target { name: "webhook", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    "\"id\":",
    "\"customer\":",
    "\"phone\":",
    "\"+14155552671\"",
    "\"status\":",
    "\"cancelled\"",
    "\"active\"",
    "\"paused\"",
    "\"line_items\":[",
    "\"next_charge_scheduled_at\":",
    "\"2026-11-25\"",
    "\"9999-12-31T23:59:59\"",
    "\"error_type\":",
    "\"price\":",
    "\"14,90\"",
    "{}",
    "[]",
    "null",
    "{\"a\":",
    "\"\\ud83d\"",
    "1e400",
    "\"subscription\":",
    "\"charge\":",
    "\"order\":",
    "\"country\":\"XX\"",
    "\"<b>&#0;&#x110000;</b>\"",
];

/// The topics by the first byte of the input; the rest is the body.
const TOPICS: [&str; 12] = [
    "subscription/created",
    "subscription/updated",
    "subscription/cancelled",
    "subscription/activated",
    "subscription/skipped",
    "charge/paid",
    "charge/failed",
    "charge/upcoming",
    "charge/max_retries_reached",
    "order/processed",
    "customer/activated",
    "app/uninstalled",
];

const PROOFS: [Proof; 3] = [Proof::TimestampedSignature, Proof::LegacySignature, Proof::PathKey];

fn seeds() -> Vec<Vec<u8>> {
    let fixtures = corpus::files_below("shared/recharge/tests/fixtures")
        .into_iter()
        .filter(|it| it.first() == Some(&b'{'));
    let with_topic = |(number, body): (usize, Vec<u8>)| {
        let first = u8::try_from(number % TOPICS.len()).unwrap_or_default();
        [vec![first], body].concat()
    };
    fixtures.enumerate().map(with_topic).collect()
}

fn most_bytes(input: usize) -> usize {
    // Making a world anew is part of it.
    16_000_000 + 600 * input
}

/// Reused for so many inputs, so that it does not grow.
const INPUTS_PER_WORLD: usize = 200;

struct Machine {
    runtime: Runtime,
    world: World,
    evaluation: Evaluation,
    inputs: usize,
}

thread_local! {
    static MACHINE: RefCell<Option<Machine>> = const { RefCell::new(None) };
}

impl Machine {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let world = runtime.block_on(World::new());
        world.recharge.knows_customer("9", "+14155552671");
        let evaluation = evaluation(&world);
        Self { runtime, world, evaluation, inputs: 0 }
    }

    fn evaluate(&self, body: String) -> (usize, usize, usize) {
        self.runtime.block_on(async {
            let failed = failures(self.evaluation.handle(batch([queue_message("m-1", 1, body)])).await).len();
            let parked = self.world.parked_under(Some(&demo())).await.len();
            (failed, parked, self.world.queued().len())
        })
    }
}

fn evaluation(world: &World) -> Evaluation {
    Evaluation {
        configs: world.faulty.clone(),
        checkups: world.faulty.clone(),
        subscribers: world.faulty.clone(),
        facts: world.faulty.clone(),
        recent: RecentReports::default(),
        messages: world.faulty.clone(),
        journal: world.faulty.clone(),
        link_base: link_base(),
        parking: world.parking(ParkedKind::Event),
        waiting: world.waiting(900),
        events: world.events.clone(),
        sends: world.sends.clone(),
        tokens: world.secrets.clone(),
        signature_marks: world.secrets.clone(),
        recharge: world.recharge.clone(),
        customer_cache: world.faulty.clone(),
        operator_alerts: world.operator_alerts.clone(),
        clock: world.clock.clone(),
    }
}

fn run(input: &[u8]) -> String {
    let (first, body) = input.split_first().unwrap_or((&0, &[]));
    let topic = TOPICS[usize::from(*first) % TOPICS.len()];
    let proof = PROOFS[usize::from(*first) / TOPICS.len() % PROOFS.len()];
    let text = String::from_utf8_lossy(body);
    let Ok(payload) = RawValue::from_string(json::mended(&text).into_owned()) else {
        return "no JSON".to_owned();
    };
    let job = WebhookJob::new(demo(), topic.to_owned(), proof, at(DAY), payload);
    let message = serde_json::to_string(&job).unwrap();
    let said = MACHINE.with_borrow_mut(|machine| {
        if machine.as_ref().is_none_or(|machine| machine.inputs == INPUTS_PER_WORLD) {
            *machine = Some(Machine::new());
        }
        let machine = machine.as_mut().unwrap();
        machine.inputs += 1;
        machine.evaluate(message)
    });
    format!("{topic} {} {}", said.0, said.2)
}
