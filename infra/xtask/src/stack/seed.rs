//! The demo store, connected through the console's API as a merchant would.

use std::thread;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use super::Stack;
use super::programs::{NUMBER, TWILIO_ACCOUNT, TWILIO_TOKEN};
use crate::http::Http;

/// The demo store's id.
const STORE: &str = "demo";

/// For how long a function may go by what was before a change of settings or flows: by its own clock, whatever time it
/// is on the stack's.
const EFFECTIVE_AFTER: Duration = Duration::from_secs(2);

/// Connects the demo store and completes the handle. A new store's twelve flows are activated, and count everywhere then;
/// those of a store that was there stay as they are.
pub(super) fn demo_store(stack: Stack) -> anyhow::Result<Stack> {
    let token = demo_token(&stack)?;
    let console = Http::new(&stack.api_url).with_key(&stack.admin_key);
    let is_new = console.get(&format!("/api/v1/stores/{STORE}")).is_err();
    let connected = console.post(
        "/api/v1/stores",
        &json!({
            "id": STORE,
            "name": "Oat & Ember",
            "recharge_api_key": token.key,
            "recharge_client_secret": token.secret,
            "time_zone": "America/New_York",
            "consent_mode": "checkout_phones",
            "portal_url": "https://oatember.example/account/{hash}",
        }),
    )?;
    if is_new {
        let activated = console.post(&format!("/api/v1/stores/{STORE}/flows/activate"), &json!({}))?;
        text(&activated, "/effective_at")?;
        thread::sleep(EFFECTIVE_AFTER);
    }
    let webhook_url = text(&connected, "/webhook_url")?;
    Ok(Stack { store: STORE.to_owned(), webhook_url, webhook_secret: token.secret, ..stack })
}

/// Sets up the installation's number in Twilio, as its owner does: where it calls with replies, the console tells.
pub(super) fn twilio_number(stack: &Stack) -> anyhow::Result<()> {
    let console = Http::new(&stack.api_url).with_key(&stack.admin_key);
    let sender = console.get(&format!("/api/v1/stores/{STORE}/sender"))?;
    let number = json!({
        "account": TWILIO_ACCOUNT, "auth_token": TWILIO_TOKEN, "sms_url": text(&sender, "/replies_url")?,
    });
    let simulator = Http::new(&stack.sms_simulator_url);
    simulator.put(&format!("/_sim/twilio/numbers/{NUMBER}"), &number).map(drop)
}

struct Token {
    key: String,
    secret: String,
}

/// The token that the simulator of Recharge knows from the start.
fn demo_token(stack: &Stack) -> anyhow::Result<Token> {
    let simulator = Http::new(&stack.recharge_simulator_url).get("/_sim")?;
    let key = text(&simulator, "/demo_token")?;
    let tokens = simulator.get("tokens").and_then(Value::as_array).context("the simulator has no tokens")?;
    let own = |token: &&Value| token.get("token").and_then(Value::as_str) == Some(&key);
    let secret = text(tokens.iter().find(own).context("the demo token is missing")?, "/client_secret")?;
    Ok(Token { key, secret })
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.with_context(|| format!("{pointer} is missing in {value}"))
}
