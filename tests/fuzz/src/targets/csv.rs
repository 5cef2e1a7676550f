//! Lists of people, imported over the API: answered, never with a 5xx, and every line is accounted for.

use std::{cell::RefCell, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use console::{AdminKey, App, Queues, Surroundings, router};
use rechime_platform::queue::MemoryQueue;
use rechime_testkit::{World, installation_sender, link_base, path_keys};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use super::Target;

pub(super) const TARGET: Target = Target { name: "csv", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    ",",
    ";",
    "\t",
    "|",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    "sep=;\n",
    "phone",
    "first_name",
    "consent",
    "subscribed",
    "unsubscribed",
    "consented_at",
    "time_zone",
    "country",
    "America/New_York",
    "+14155552671",
    "(415) 555-2671",
    "2026-11-23",
    "11/23/2026",
    "=cmd()",
    "\u{feff}",
    "\n\n\n",
];

fn seeds() -> Vec<Vec<u8>> {
    let lists = [
        "phone,first_name,consent,consented_at\n+14155552671,Ana,subscribed,2026-11-01\n+14155552672,\"Bo, Jr.\",unsubscribed,\n",
        "sep=;\nphone;first_name;country\n(415) 555-2671;Ana;US\n;;\n",
        "phone\n+1\n\n+14155552671\n",
        "phone,last_name\n+14155552671,\"open\n+14155552672,x\n",
    ];
    lists.iter().map(|list| list.as_bytes().to_vec()).collect()
}

fn most_bytes(input: usize) -> usize {
    8_000_000 + 6_000 * input
}

const KEY: &str = "the admin key";
const INPUTS_PER_WORLD: usize = 200;

struct Machine {
    runtime: Runtime,
    router: Router,
    inputs: usize,
}

thread_local! {
    static MACHINE: RefCell<Option<Machine>> = const { RefCell::new(None) };
}

impl Machine {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let world = runtime.block_on(World::new());
        let [events, sends, feedback, clicks, audience] = [(); 5].map(|()| Arc::new(MemoryQueue::default()));
        let surroundings = Surroundings {
            admin_key: AdminKey::new(&KEY.into()),
            operator_alerts: world.operator_alerts.clone(),
            public_url: "https://texts.example/".to_owned(),
            link_base: link_base(),
            path_keys: path_keys(),
            clock: world.clock.clone(),
            schedules: world.schedules.clone(),
            queues: Queues { events, sends, feedback, clicks, audience },
            secrets: world.secrets.clone(),
            recharge: world.recharge.clone(),
            own_sender: installation_sender(10),
            sender_secrets: world.sender_secrets.clone(),
            sender_check: world.sender_check.clone(),
        };
        let app = App::new(&Arc::new(world.table.clone()), surroundings);
        Self { runtime, router: router(app), inputs: 0 }
    }

    fn import(&self, list: &[u8]) -> (u16, Value) {
        let request = Request::post("/api/v1/stores/demo/subscribers/import")
            .header("Authorization", format!("Bearer {KEY}"))
            .header("Content-Type", "text/csv")
            .body(Body::from(list.to_vec()))
            .unwrap();
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&body).unwrap())
        })
    }
}

fn run(input: &[u8]) -> String {
    let (status, answer) = MACHINE.with_borrow_mut(|machine| {
        if machine.as_ref().is_none_or(|machine| machine.inputs == INPUTS_PER_WORLD) {
            *machine = Some(Machine::new());
        }
        let machine = machine.as_mut().unwrap();
        machine.inputs += 1;
        machine.import(input)
    });
    assert!(status < 500, "{status}: {answer}");
    let counts: Vec<u64> =
        answer.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_u64()).collect();
    let magnitudes: Vec<_> =
        counts.iter().map(|count| count.checked_ilog2().map_or(0, |it| it + 1)).collect();
    format!("{status} {magnitudes:?}")
}
