//! Stores through the API: connected, given another key, disconnected, changed.

mod connecting;
mod disconnecting;
mod keys;
mod settings;
mod shopify;

use crate::testing::{Answer, Bench, demo, demo_id};
use rechime_platform::secrets::StoreSecrets;
use rechime_recharge::client::ApiError;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const STORES: &str = "/api/v1/stores";

fn with(changes: &Value) -> Value {
    let mut body = demo();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

/// The answer with the path key, which is random, made a word.
async fn tame(bench: &Bench, answer: &Answer) -> String {
    let secrets = bench.secrets.get(&demo_id()).await.unwrap().unwrap();
    let key = secrets.signing.path_key.expose_secret();
    assert_eq!(key.len(), 36);
    answer.to_string().replace(key, "PATH_KEY")
}
