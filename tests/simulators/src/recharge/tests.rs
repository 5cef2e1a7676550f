//! The simulator from the outside: its Admin API in process, its deliveries to a real socket.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::token::Token;
use super::*;
use crate::clock::Clock;
use crate::shared::Shared;

/// The simulator, called as a shop's app would.
struct Client {
    router: Router,
    token: String,
}

impl Client {
    fn new() -> Self {
        let recharge = Recharge::new(Clock::system(), Memory::default()).unwrap();
        Self { router: router(&Arc::new(recharge)), token: Token::demo().value }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-recharge-access-token", &self.token)
            .header("x-recharge-version", "2021-11")
            .header("content-type", "application/json")
            .body(if body.is_null() { Body::empty() } else { body.to_string().into() })
            .unwrap();
        self.send(request).await
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, body).await
    }

    async fn register(&self, address: &str, topic: &str) -> Value {
        let body = json!({"address": address, "topic": topic, "included_objects": ["customer"]});
        let (status, answer) = self.post("/webhooks", body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["webhook"].clone()
    }

    async fn fast(self) -> Self {
        let (status, _) = self.call(Method::PUT, "/_sim/retries", json!({"backoff_ms": 1})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        self
    }
}

/// An app's endpoint that answers with `statuses` in turn (the last one for ever) and remembers what it got.
struct Receiver {
    statuses: Vec<u16>,
    calls: AtomicUsize,
    received: Shared<Vec<(HeaderMap, Bytes)>>,
}

impl Receiver {
    async fn listen(statuses: &[u16]) -> (&'static Self, String) {
        let receiver: &'static Self = Box::leak(Box::new(Self {
            statuses: statuses.to_vec(),
            calls: AtomicUsize::new(0),
            received: Shared::default(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let app =
            Router::new().fallback(async |headers: HeaderMap, body: Bytes| receiver.answer(headers, body));
        tokio::spawn(async { axum::serve(listener, app).await });
        (receiver, address)
    }

    fn answer(&self, headers: HeaderMap, body: Bytes) -> StatusCode {
        self.received.with(|received| received.push((headers, body)));
        let call = self.calls.fetch_add(1, Ordering::Relaxed).min(self.statuses.len() - 1);
        StatusCode::from_u16(self.statuses[call]).unwrap()
    }

    fn calls(&self) -> Vec<(HeaderMap, Bytes)> {
        self.received.with(|received| received.clone())
    }
}

fn started() -> Value {
    json!({"topic": "subscription/created", "payload": {"subscription": {"id": 1, "customer_id": 5}}})
}

#[tokio::test]
async fn tokens_versions_scopes_and_paths_are_checked() {
    let mut client = Client::new();
    assert_eq!(client.get("/token_information").await.1["token_information"]["scopes"][4], "store_info");
    assert_eq!(client.get("/store").await.1["store"]["timezone"]["iana_name"], "America/New_York");
    assert_eq!(client.get("/nothing").await, (StatusCode::NOT_FOUND, json!({"error": "endpoint not found"})));
    assert_eq!(client.get("/customers/1").await, (StatusCode::NOT_FOUND, json!({"errors": "Not Found"})));
    let old = Request::get("/webhooks").header("x-recharge-version", "2019-01");
    let old = old.header("x-recharge-access-token", &client.token).body(Body::empty()).unwrap();
    assert_eq!(client.send(old).await.0, StatusCode::UPGRADE_REQUIRED);

    let token = json!({"token": "narrow", "client_secret": "s", "scopes": ["read_customers"]});
    assert_eq!(client.post("/_sim/tokens", token).await.0, StatusCode::NO_CONTENT);
    client.token = "narrow".to_owned();
    for path in ["/store", "/charges", "/subscriptions/1"] {
        assert_eq!(client.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let webhook = json!({"address": "https://a.example", "topic": "order/processed"});
    assert_eq!(client.post("/webhooks", webhook).await.0, StatusCode::FORBIDDEN);
    client.token = "unknown".to_owned();
    let refused = (StatusCode::UNAUTHORIZED, json!({"errors": "bad authentication"}));
    assert_eq!(client.get("/token_information").await, refused);
}

#[tokio::test]
async fn webhooks_are_registered_changed_listed_and_deleted() {
    let client = Client::new();
    let webhook = client.register("https://a.example/1", "charge/paid").await;
    let expected = json!({"id": 1, "address": "https://a.example/1", "topic": "charge/paid",
        "included_objects": ["customer"]});
    assert_eq!(webhook, expected);
    for (address, topic) in [
        ("https://a.example/1", "charge/paid"),
        ("https://a.example/1", "subscription/resumed"),
        ("a.example", "charge/paid"),
    ] {
        let (status, _) = client.post("/webhooks", json!({"address": address, "topic": topic})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{address} {topic}");
    }
    assert_eq!(client.post("/webhooks", json!([])).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let moved = json!({"address": "https://a.example/2"});
    let (_, answer) = client.call(Method::PUT, "/webhooks/1", moved).await;
    assert_eq!(answer["webhook"]["address"], "https://a.example/2");
    client.register("https://a.example/1", "charge/paid").await;
    let (_, page) = client.get("/webhooks?limit=1").await;
    assert_eq!(page["webhooks"][0]["id"], 2);
    let next =
        format!("/webhooks?limit=1&cursor={}", page["next_cursor"].as_str().unwrap().replace('=', "%3D"));
    assert_eq!(client.get(&next).await.1["webhooks"][0]["id"], 1);
    let (status, _) = client.call(Method::DELETE, "/webhooks/1", Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/webhooks/1").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn objects_are_read_with_includes_and_filters() {
    let client = Client::new();
    let objects = json!({
        "customers": [{"id": 5, "email": "a@example.com"}],
        "addresses": [{"id": 8, "customer_id": 5}],
        "charges": [
            {"id": 1, "customer": {"id": 5}, "status": "queued", "updated_at": "2026-01-01T00:00:00+00:00"},
            {"id": 2, "customer": {"id": 5}, "status": "error", "updated_at": "2026-02-01T00:00:00+00:00"},
        ],
    });
    assert_eq!(client.post("/_sim/objects", objects).await.1, json!({"upserted": 4}));
    let (_, answer) = client.get("/customers/5?include=addresses,nonsense").await;
    assert_eq!(answer["customer"]["include"], json!({"addresses": [{"id": 8, "customer_id": 5}]}));
    let (_, page) = client.get("/charges?customer_id=5&updated_at_min=2026-01-15").await;
    assert_eq!(page["charges"][0]["id"], 2);
    assert_eq!(page["charges"].as_array().unwrap().len(), 1);
    assert_eq!(client.get("/charges?status=skipped").await.1["charges"], json!([]));
    assert_eq!(client.get("/charges?updated_at_min=soon").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn lists_show_what_is_everybodys_and_what_is_the_tokens_own() {
    let mut client = Client::new();
    let charge = |id: u64| json!({"charges": [{"id": id, "customer": {"id": 5}}], "customers": [{"id": 5}]});
    for (path, id) in [("/_sim/objects", 1), ("/_sim/objects?token=second", 2)] {
        assert_eq!(client.post(path, charge(id)).await.0, StatusCode::OK);
    }
    let second = json!({"token": "second", "client_secret": "s"});
    assert_eq!(client.post("/_sim/tokens", second).await.0, StatusCode::NO_CONTENT);
    let (_, page) = client.get("/charges?include=customer").await;
    let expected = json!([{"id": 1, "customer": {"id": 5}, "include": {"customer": {"id": 5}}}]);
    assert_eq!(page["charges"], expected);
    client.token = "second".to_owned();
    assert_eq!(client.get("/charges").await.1["charges"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn faults_and_the_bucket_refuse_requests() {
    let client = Client::new();
    client.call(Method::PUT, "/_sim/faults", json!({"status": 503, "share": 0.5})).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.get("/webhooks").await.0.as_u16());
    }
    assert_eq!(statuses, [200, 503, 200, 503]);
    client.call(Method::DELETE, "/_sim/faults", Value::Null).await;
    for _ in 0..38 {
        assert_eq!(client.get("/webhooks").await.0, StatusCode::OK);
    }
    assert_eq!(client.get("/webhooks").await.0, StatusCode::TOO_MANY_REQUESTS);
    client.call(Method::PUT, "/_sim/faults", json!({"rate_limit": false, "latency_ms": 2000})).await;
    let asked = tokio::time::Instant::now();
    assert_eq!(client.get("/webhooks").await.0, StatusCode::OK);
    assert_eq!(asked.elapsed().as_millis(), 2000);
}

#[tokio::test]
async fn a_delivery_is_signed_and_brings_the_included_customer() {
    let client = Client::new();
    let (receiver, address) = Receiver::listen(&[200]).await;
    client.register(&address, "subscription/created").await;
    client.post("/_sim/objects", json!({"customers": [{"id": 5, "first_name": "Ada"}]})).await;
    let (_, deliveries) = client.post("/_sim/emit", started()).await;
    let delivery = &deliveries[0];
    let expected = json!([{"id": 1, "webhook_id": 1, "topic": "subscription/created", "address": address,
        "body_id": 1, "emitted_at": delivery["emitted_at"], "tried_at": delivery["tried_at"], "status": 200,
        "attempts": 1, "outcome": "delivered"}]);
    assert!(delivery["emitted_at"].as_str() <= delivery["tried_at"].as_str(), "{delivery}");
    assert_eq!(deliveries, expected);
    assert_eq!(client.get("/_sim/deliveries").await.1, expected);

    let (headers, body) = receiver.calls().remove(0);
    let payload: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(payload["customer"], json!({"id": 5, "first_name": "Ada"}));
    assert_eq!(headers["x-recharge-topic"], "subscription/created");
    let secret = Token::demo().client_secret;
    assert_eq!(headers["x-recharge-hmac-sha256"], signature::legacy(&secret, &body));
    let time: i64 = headers["x-recharge-webhook-timestamp"].to_str().unwrap().parse().unwrap();
    let expected = format!("t={time},v1={}", signature::timestamped(&secret, time, &body));
    assert_eq!(headers["x-recharge-webhook-signature"], expected);
}

#[tokio::test]
async fn failures_are_repeated_until_an_answer_ends_them() {
    let client = Client::new().fast().await;
    for (statuses, outcome, attempts) in
        [(&[503, 429, 408, 200][..], "delivered", 4), (&[500, 401], "refused", 2), (&[404], "refused", 1)]
    {
        let (receiver, address) = Receiver::listen(statuses).await;
        let webhook = client.register(&address, "subscription/created").await;
        let (_, deliveries) = client.post("/_sim/emit", started()).await;
        assert_eq!(
            (&deliveries[0]["outcome"], &deliveries[0]["attempts"]),
            (&json!(outcome), &json!(attempts))
        );
        assert_eq!(receiver.calls().len(), attempts);
        let path = format!("/webhooks/{}", webhook["id"]);
        assert_eq!(client.call(Method::DELETE, &path, Value::Null).await.0, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn the_twentieth_failure_deletes_the_webhook() {
    let client = Client::new().fast().await;
    let (receiver, address) = Receiver::listen(&[500]).await;
    client.register(&address, "subscription/created").await;
    client.register("http://127.0.0.1:1/nobody", "subscription/created").await;
    let (_, deliveries) = client.post("/_sim/emit", started()).await;
    for (delivery, status) in deliveries.as_array().unwrap().iter().zip([json!(500), Value::Null]) {
        let got = (&delivery["status"], &delivery["attempts"], &delivery["outcome"]);
        assert_eq!(got, (&status, &json!(20), &json!("failed")));
    }
    assert_eq!(receiver.calls().len(), 20);
    assert_eq!(client.get("/webhooks").await.1["webhooks"], json!([]));

    client.register(&address, "subscription/created").await;
    client.call(Method::PUT, "/_sim/faults", json!({"deliveries": false})).await;
    assert_eq!(client.post("/_sim/emit", started()).await.1[0]["outcome"], "failed");
    assert_eq!(receiver.calls().len(), 20, "nobody was reached");
    assert_eq!(client.get("/webhooks").await.1["webhooks"], json!([]));
}

#[tokio::test]
async fn emissions_can_be_doubled_forged_malformed_narrowed_and_batched() {
    let client = Client::new();
    let (receiver, address) = Receiver::listen(&[200]).await;
    client.register(&address, "subscription/created").await;
    let raw = json!({"topic": "subscription/created", "raw_body": "{\"subscription\":", "times": 2,
        "sign": "forged"});
    client.post("/_sim/emit", raw).await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    for (headers, body) in &calls {
        assert_eq!(body, "{\"subscription\":");
        let honest = signature::legacy(&Token::demo().client_secret, body);
        assert_ne!(headers["x-recharge-hmac-sha256"], honest);
    }
    let elsewhere =
        json!({"topic": "subscription/created", "raw_body": "x".repeat(3 << 20), "token": "another"});
    assert_eq!(client.post("/_sim/emit", elsewhere).await.1, json!([]));
    let unknown = json!({"topic": "subscription/resumed", "raw_body": ""});
    assert_eq!(client.post("/_sim/emit", unknown).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let batch: Vec<Value> = (0..50).map(|_| started()).collect();
    let (_, summary) = client.post("/_sim/emit_batch?concurrency=8", json!(batch)).await;
    let counts = (&summary["emissions"], &summary["delivered"], &summary["attempts"], &summary["failed"]);
    assert_eq!(counts, (&json!(50), &json!(50), &json!(50), &json!(0)));
    assert_eq!(receiver.calls().len(), 52);
}

#[tokio::test]
async fn a_test_delivery_and_one_not_waited_for_arrive_in_the_background() {
    let client = Client::new();
    let (receiver, address) = Receiver::listen(&[200]).await;
    client.register(&address, "subscription/created").await;
    assert_eq!(client.post("/webhooks/1/test", Value::Null).await.0, StatusCode::OK);
    let mut emission = started();
    emission["wait"] = json!(false);
    assert_eq!(client.post("/_sim/emit", emission).await.1[0]["outcome"], "pending");
    while receiver.calls().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(receiver.calls()[0].1, r#"{"subscription":{"id":1}}"#);
}

#[tokio::test]
async fn what_was_emitted_is_so_in_the_lists_of_its_token_unless_it_is_old_or_forged() {
    let mut client = Client::new();
    let second = json!({"token": "second", "client_secret": "s"});
    assert_eq!(client.post("/_sim/tokens", second).await.0, StatusCode::NO_CONTENT);
    let charge = |status: &str, updated_at: &str, sign: &str| {
        json!({"topic": "charge/failed", "token": "second", "sign": sign, "payload":
            {"charge": {"id": 1, "status": status, "updated_at": updated_at}, "customer": {"id": 5}}})
    };
    for (status, updated_at, sign) in [
        ("error", "2026-02-01T10:00:00+00:00", "both"),
        ("success", "2026-02-01T12:00:00+00:00", "legacy"),
        ("queued", "2026-02-01T11:00:00+00:00", "both"),
        ("refunded", "2026-02-01T13:00:00+00:00", "forged"),
    ] {
        assert_eq!(client.post("/_sim/emit", charge(status, updated_at, sign)).await.0, StatusCode::OK);
    }
    let mut unkept = charge("error", "2026-02-02T00:00:00+00:00", "both");
    unkept["keep"] = json!(false);
    client.post("/_sim/emit", unkept).await;
    assert_eq!(client.get("/charges").await.1["charges"], json!([]), "they are the other token's");
    client.token = "second".to_owned();
    let (_, page) = client.get("/charges?updated_at_min=2026-02-01T11:30:00").await;
    assert_eq!(page["charges"][0]["status"], "success");
    assert_eq!(client.get("/customers/5").await.0, StatusCode::OK);
    assert_eq!(client.get("/charges?updated_at_min=2026-02-01T12:30:00").await.1["charges"], json!([]));
}

#[tokio::test]
async fn deliveries_go_late_in_another_order_and_again() {
    let client = Client::new();
    let (receiver, address) = Receiver::listen(&[200]).await;
    client.register(&address, "subscription/created").await;
    for id in 1..=3 {
        let emission = json!({"topic": "subscription/created", "deliver": false,
            "payload": {"subscription": {"id": id}}});
        assert_eq!(client.post("/_sim/emit", emission).await.1[0]["outcome"], "waiting");
    }
    assert!(receiver.calls().is_empty());
    let (_, sent) = client.post("/_sim/deliveries/send", json!({"ids": [3, 1]})).await;
    assert_eq!((&sent[0]["id"], &sent[1]["id"]), (&json!(3), &json!(1)));
    let (_, again) = client.post("/_sim/deliveries/send", json!({"ids": [1]})).await;
    assert_eq!((&again[0]["id"], &again[0]["body_id"]), (&json!(4), &json!(1)));
    let bodies: Vec<_> = receiver.calls().into_iter().map(|(_, body)| body).collect();
    let body = |id| Bytes::from(json!({"subscription": {"id": id}}).to_string());
    assert_eq!(bodies, [body(3), body(1), body(1)]);
    let (_, all) = client.get("/_sim/deliveries").await;
    let outcomes: Vec<_> =
        all.as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["delivered", "waiting", "delivered", "delivered"]);
    let unknown = client.post("/_sim/deliveries/send", json!({"ids": [99]})).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
}
