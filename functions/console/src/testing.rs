//! The console in process: in-memory repositories, a clock that stands still, and a Recharge that says what it is told.

use std::{ops::Deref, sync::Arc};

use axum::{Router, body::Body, http::Request};
use rechime_platform::queue::MemoryQueue;
use rechime_store::Memory;
pub(crate) use rechime_testkit::{at as instant, demo as demo_id};
use serde_json::{Value, json, value::RawValue};
use tower::ServiceExt;

use crate::{AdminKey, App, Queues, Surroundings, app::Ports, router, use_cases::api_keys::no_known_keys};

pub(crate) const KEY: &str = "the admin key";
pub(crate) const API_TOKEN: &str = "sk_1x1_recharge_token";

/// The console with everything behind it within reach. It is 12:00 in New York on 23 November 2026.
pub(crate) struct Bench {
    kit: Arc<rechime_testkit::World>,
    pub(crate) app: App,
    router: Router,
    pub(crate) memory: Arc<Memory>,
    pub(crate) events: Arc<MemoryQueue<Box<RawValue>>>,
    pub(crate) sends: Arc<MemoryQueue<Box<RawValue>>>,
    pub(crate) feedback: Arc<MemoryQueue<Box<RawValue>>>,
    pub(crate) audience: Arc<MemoryQueue<Box<RawValue>>>,
}

impl Deref for Bench {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl Bench {
    /// An installation without stores.
    pub(crate) fn empty() -> Self {
        let kit = Arc::new(rechime_testkit::World::empty("2026-11-23T17:00:00Z"));
        let memory = Arc::new(kit.table.clone());
        let [events, sends, feedback, audience] = [(); 4].map(|()| Arc::new(MemoryQueue::default()));
        let surroundings = Surroundings {
            path_keys: rechime_testkit::path_keys(),
            admin_key: AdminKey::new(&KEY.into()),
            operator_alerts: kit.operator_alerts.clone(),
            public_url: "https://texts.example/".to_owned(),
            link_base: rechime_testkit::link_base(),
            clock: kit.clock.clone(),
            schedules: kit.schedules.clone(),
            queues: Queues {
                events: events.clone(),
                sends: sends.clone(),
                feedback: feedback.clone(),
                audience: audience.clone(),
                clicks: Arc::new(MemoryQueue::<Box<RawValue>>::default()),
            },
            secrets: kit.secrets.clone(),
            own_sender: rechime_testkit::own_sender(),
            sender_secrets: kit.sender_secrets.clone(),
            sender_check: kit.sender_check.clone(),
            recharge: kit.recharge.clone(),
        };
        let app = App::new(&memory, surroundings);
        Self { router: router(app.clone()), kit, app, memory, events, sends, feedback, audience }
    }

    /// The same installation with another app.
    pub(crate) fn with_app(self, change: impl FnOnce(&mut Ports)) -> Self {
        let app = self.app.clone().with(change);
        Self { router: router(app.clone()), app, ..self }
    }

    /// Another process over the same table, which remembers nothing yet.
    pub(crate) fn another_process(&self) -> Self {
        let app = self.app.clone().with(|ports| ports.known_keys = Arc::new(no_known_keys()));
        Self {
            router: router(app.clone()),
            kit: self.kit.clone(),
            app,
            memory: self.memory.clone(),
            events: self.events.clone(),
            sends: self.sends.clone(),
            feedback: self.feedback.clone(),
            audience: self.audience.clone(),
        }
    }

    /// An installation with the store `demo`: connected, its flows active.
    pub(crate) async fn with_store() -> Self {
        let bench = Self::empty();
        let connected = bench.post("/api/v1/stores", &demo()).await;
        assert_eq!(connected.status, 201, "{connected}");
        let activated = bench.post("/api/v1/stores/demo/flows/activate", &json!({})).await;
        assert_eq!(activated.status, 200, "{activated}");
        bench
    }

    /// The console, for requests of one's own.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None).await
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let request =
            Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {KEY}"));
        let request = request.header("Content-Type", "application/json");
        self.call(request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap())
            .await
    }

    /// For requests that are not as they should be.
    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: head.status.as_u16(), head, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

/// What the API answered. Shown as status and, where it is JSON, indented body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: axum::http::response::Parts,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The body of an answer to a change, without from when it counts.
    pub(crate) fn changed(&self) -> Value {
        let mut body = self.json();
        body.as_object_mut()
            .unwrap()
            .remove("effective_at")
            .expect("the answer says from when the change counts");
        body
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = serde_json::from_str::<Value>(&self.text)
            .map_or_else(|_| self.text.clone(), |json| format!("{json:#}"));
        write!(f, "{}\n{body}", self.status)
    }
}

/// What connects the store `demo`.
pub(crate) fn demo() -> Value {
    json!({
        "id": "demo",
        "name": "Oat & Ember",
        "recharge_api_key": API_TOKEN,
        "time_zone": "America/New_York",
        "consent_mode": "checkout_phones",
    })
}
