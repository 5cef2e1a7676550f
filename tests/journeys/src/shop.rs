//! A shop of the journey's own: connected, its customers, its webhooks.

mod recharge;

use std::{cell::Cell, collections::BTreeMap};

use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

pub use self::recharge::Recharge;
use crate::{
    Person, Webhook, clock::SHOP_ZONE, delivery::Delivery, http::Answer, journey::Journey, signature,
    stack::Stack, wait,
};

/// A line of the ledger: a status, and who or what gave it.
#[derive(Clone, Debug, Deserialize)]
pub struct Consent {
    /// `subscribed`, `unsubscribed` and so on.
    pub status: String,
    /// `reply`, `shopify` and so on.
    pub source: String,
    /// The customer's words.
    pub wording: Option<String>,
}

/// A connected shop. Its quiet hours are the default; it takes checkout phones as consent.
#[derive(Debug)]
pub struct Shop<'a> {
    /// The stack.
    pub journey: &'a Journey,
    /// The store's id.
    pub id: String,
    token: String,
    webhook_url: String,
    secret: Option<String>,
    number: u64,
    people: Cell<u64>,
}

impl<'a> Shop<'a> {
    /// Connects a shop and activates its flows. The webhooks that it registered are taken back: the journey plays
    /// Recharge itself, and what others have the simulator send is not meant for this shop.
    pub(crate) fn open(
        journey: &'a Journey,
        recharge: &Recharge,
        number: u64,
        signs: bool,
    ) -> anyhow::Result<Self> {
        let (id, token) = (format!("journey-{number:x}"), format!("sk_test_{number:x}"));
        let secret = format!("secret-of-{number:x}");
        recharge.add_token(&token, &secret)?;
        let mut wanted = json!({
            "id": id, "name": "Journey", "recharge_api_key": token, "time_zone": SHOP_ZONE,
            "consent_mode": "checkout_phones", "portal_url": "https://journey.example/{hash}",
        });
        if let Some(fields) = wanted.as_object_mut().filter(|_| signs) {
            fields.insert("recharge_client_secret".to_owned(), secret.as_str().into());
        }
        let connected = journey.console.post("/api/v1/stores", &wanted)?.success()?;
        recharge.forget_webhooks(&token)?;
        let webhook_url = connected.get("webhook_url").and_then(Value::as_str).context("no webhook_url")?;
        let (webhook_url, secret) = (webhook_url.to_owned(), signs.then_some(secret));
        let shop = Self { journey, id, token, webhook_url, secret, number, people: Cell::new(0) };
        wait::until_effective(shop.post("/flows/activate", &json!({}))?)?;
        Ok(shop)
    }

    /// The store that the stack connected and activated when it started.
    pub(crate) fn demo(journey: &'a Journey, stack: &Stack, number: u64) -> anyhow::Result<Self> {
        Ok(Self {
            journey,
            id: stack.store.clone(),
            token: journey.recharge().demo_token()?,
            webhook_url: stack.webhook_url.clone(),
            secret: Some(stack.webhook_secret.clone()),
            number,
            people: Cell::new(0),
        })
    }

    /// Lets Recharge have what webhooks tell of, in this shop alone.
    pub fn keep(&self, webhooks: &[Webhook]) -> anyhow::Result<()> {
        let mut objects: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for (name, object) in webhooks.iter().filter_map(|webhook| webhook.payload.as_object()).flatten() {
            objects.entry(format!("{name}s")).or_default().push(object);
        }
        self.journey.recharge().keep(&self.token, &json!(objects))
    }

    /// Lets Recharge have a customer, in this shop alone.
    pub fn keep_customer(&self, customer: &Value) -> anyhow::Result<()> {
        self.journey.recharge().keep(&self.token, &json!({ "customers": [customer] }))
    }

    /// Has Recharge itself send webhooks to where the shop registered them.
    pub fn send_all(&self, webhooks: &[Webhook]) -> anyhow::Result<()> {
        self.journey.recharge().send_all(&self.token, webhooks)
    }

    /// How many webhooks the shop has in Recharge.
    pub fn registered(&self) -> anyhow::Result<usize> {
        Ok(self.journey.recharge().webhooks(&self.token)?.len())
    }

    /// A new customer with a number of that area code.
    pub fn person(&self, area: &str) -> Person {
        let place = self.people.replace(self.people.get() + 1);
        let number = 2_000_000 + (self.number + place) % 8_000_000;
        let id = self.number % 1_000_000_000 * 10_000 + place;
        Person { name: "Sam".to_owned(), phone: format!("+1{area}{number}"), id, state: None }
    }

    /// A webhook as Recharge would send it at `at`.
    pub fn delivery(&self, webhook: &Webhook, at: Timestamp) -> anyhow::Result<Delivery> {
        self.raw_delivery(webhook.topic, serde_json::to_vec(&webhook.payload)?, at)
    }

    /// Any bytes, signed.
    pub fn raw_delivery(&self, topic: &str, body: Vec<u8>, at: Timestamp) -> anyhow::Result<Delivery> {
        let headers = self.secret.as_ref().map(|secret| signature::headers(secret, &body, at));
        let headers = headers.transpose()?.unwrap_or_default();
        Ok(Delivery { url: format!("{}/{topic}", self.webhook_url), headers, body })
    }

    /// Delivers a webhook now.
    pub fn deliver(&self, webhook: &Webhook) -> anyhow::Result<()> {
        self.delivery(webhook, self.journey.clock.now()?)?.deliver()
    }

    /// Delivers the webhook that starts a flow for a person, now.
    pub fn happens(&self, flow: &str, person: &Person) -> anyhow::Result<()> {
        self.deliver(&Webhook::starting(flow, person, self.journey.clock.now()?))
    }

    /// `GET` below `/api/v1/stores/{store}`. The path begins with a slash, here and below.
    pub fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.journey.console.get(&self.path(path))
    }

    /// `POST` below the store.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.journey.console.post(&self.path(path), body)
    }

    /// `PUT` below the store.
    pub fn put(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.journey.console.put(&self.path(path), body)
    }

    /// `DELETE` below the store.
    pub fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.journey.console.delete(&self.path(path))
    }

    /// Delivers a webhook at night, and waits until its message does.
    pub fn hold(&self, flow: &str, person: &Person) -> anyhow::Result<()> {
        self.happens(flow, person)?;
        self.await_state(person, flow, "held").map(drop)
    }

    /// The merchant enters that a person agreed to be texted, promotions included.
    pub fn subscribe(&self, person: &Person) -> anyhow::Result<()> {
        let agreed = json!({ "consent": "subscribed" });
        self.put(&format!("/subscribers/{}", person.phone), &agreed)?.success().map(drop)
    }

    /// The latest line of the store's ledger about a person.
    pub fn consent(&self, person: &Person) -> anyhow::Result<Consent> {
        let ledger = self.get(&format!("/subscribers/{}/consents", person.phone))?.success()?;
        let lines = ledger.get("consents").and_then(Value::as_array);
        let latest = lines.and_then(|lines| lines.last()).context("the ledger says nothing")?;
        Ok(serde_json::from_value(latest.clone())?)
    }

    /// Changes fields of the store's settings. This and the changes below return once they count everywhere.
    pub fn set(&self, fields: &Value) -> anyhow::Result<()> {
        wait::until_effective(self.journey.console.patch(&self.path(""), fields)?).map(drop)
    }

    /// Changes what quiet hours do to a flow.
    pub fn set_policy(&self, flow: &str, policy: &str) -> anyhow::Result<()> {
        self.edit_flow(flow, json!({ "quiet_hours": policy }))
    }

    /// Changes a flow in the way the console does: read, change, save. What is left out of the edit stays.
    pub fn edit_flow(&self, flow: &str, mut edit: Value) -> anyhow::Result<()> {
        let path = format!("/flows/{flow}");
        let shown = self.get(&path)?.success()?;
        let fields = edit.as_object_mut().context("an edit is an object")?;
        for kept in ["steps", "version"] {
            fields.entry(kept).or_insert(shown.get(kept).cloned().unwrap_or_default());
        }
        wait::until_effective(self.put(&path, &edit)?).map(drop)
    }

    /// Changes the store's quiet hours.
    pub fn set_quiet_hours(&self, start: &str, end: &str) -> anyhow::Result<()> {
        let hours = json!({ "start": start, "end": end });
        wait::until_effective(self.put("/quiet-hours", &hours)?).map(drop)
    }

    /// Makes a further flow for a trigger, with one text, and activates it; gives its key.
    pub fn add_flow(&self, trigger: &str, template: &str) -> anyhow::Result<String> {
        let wanted = json!({ "trigger": trigger, "name": "A further flow" });
        let made = self.post("/flows", &wanted)?.success()?;
        let key = made.get("key").and_then(Value::as_str).context("no key")?.to_owned();
        self.edit_flow(&key, json!({ "steps": [{ "template": template }] }))?;
        wait::until_effective(self.post(&format!("/flows/{key}/activate"), &json!({}))?)?;
        Ok(key)
    }

    /// Deletes a further flow, and waits until that counts.
    pub fn delete_flow(&self, key: &str) -> anyhow::Result<()> {
        self.journey.console.delete(&self.path(&format!("/flows/{key}")))?.success()?;
        wait::a_change_to_count();
        Ok(())
    }

    /// Switches a flow off.
    pub fn deactivate(&self, flow: &str) -> anyhow::Result<()> {
        wait::until_effective(self.post(&format!("/flows/{flow}/deactivate"), &json!({}))?).map(drop)
    }

    fn path(&self, path: &str) -> String {
        format!("/api/v1/stores/{}{path}", self.id)
    }
}
