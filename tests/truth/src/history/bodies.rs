//! The bodies that Recharge sends and answers, as things are.

use jiff::Timestamp;
use payloads::{Person, recharge};
use rechime_testkit::zoe;
use serde_json::{Value, json};

use super::{ChargeStatus, Object, Reality, Status, Webhook};

fn person() -> Person {
    zoe()
}

impl Reality {
    pub(super) fn subscription_webhook(&self, topic: &'static str) -> Webhook {
        let (object, body) = (Object::Subscription, payloads_of(topic, &self.subscription_object().unwrap()));
        Webhook { object, topic, body }
    }

    pub(super) fn charge_webhook(&self, topic: &'static str, id: u64) -> Webhook {
        Webhook {
            object: Object::Charge(id),
            topic,
            body: payloads_of(topic, &self.charge_object(id).unwrap()),
        }
    }

    pub(super) fn order_webhook(&self, topic: &'static str, id: u64) -> Webhook {
        Webhook {
            object: Object::Order(id),
            topic,
            body: payloads_of(topic, &self.order_object(id).unwrap()),
        }
    }

    pub(super) fn customer_webhook(&self, topic: &'static str, at: Timestamp) -> Webhook {
        Webhook { object: Object::Customer, topic, body: json!({ "customer": self.customer_object(at) }) }
    }

    pub(crate) fn subscription_object(&self) -> Option<Value> {
        let it = self.subscription.as_ref()?;
        let status = match it.status {
            Status::Active => "active",
            Status::Canceled => "cancelled",
            Status::Expired => "expired",
        };
        let changes = json!({
            "id": 7, "address_id": 4, "status": status, "next_charge_scheduled_at": it.next.map(|day| day.to_string()),
            "created_at": it.created_at, "updated_at": it.updated_at, "cancelled_at": it.cancelled_at,
        });
        Some(recharge::subscription(&person(), it.created_at, &changes))
    }

    pub(crate) fn charge_object(&self, id: u64) -> Option<Value> {
        let it = self.charges.get(&id)?;
        let (status, error, retry_on) = match it.status {
            ChargeStatus::Queued => ("queued", None, None),
            ChargeStatus::Gone => ("skipped", None, None),
            ChargeStatus::Error { retry_on: Some(day) } => ("error", Some("INSUFFICIENT_FUNDS"), Some(day)),
            ChargeStatus::Error { retry_on: None } => {
                ("error", Some("CLOSED_MAX_RETRIES_REACHED"), Some(it.day))
            }
            ChargeStatus::Success => ("success", None, None),
            ChargeStatus::Refunded => ("refunded", None, None),
        };
        let changes = json!({
            "id": id, "address_id": 4, "status": status, "error_type": error, "scheduled_at": it.day.to_string(),
            "retry_date": retry_on.map(|day| day.to_string()), "charge_attempts": it.attempts,
            "last_charge_attempt": it.attempted_at, "processed_at": it.processed_at, "updated_at": it.updated_at,
            "line_items": [{ "purchase_item_id": 7, "purchase_item_type": "subscription", "title": "House Blend",
                             "quantity": 1, "unit_price": "18.00" }],
        });
        Some(recharge::charge(&person(), it.updated_at, &changes))
    }

    pub(crate) fn order_object(&self, id: u64) -> Option<Value> {
        let it = self.orders.get(&id)?;
        let status = if it.is_canceled { "cancelled" } else { "success" };
        let changes = json!({ "id": id, "status": status, "processed_at": it.processed_at, "updated_at": it.updated_at });
        Some(recharge::order(&person(), it.processed_at, &changes))
    }

    pub(crate) fn customer_object(&self, at: Timestamp) -> Value {
        let it = self.subscription.as_ref().unwrap();
        let mut customer = person().customer(at);
        customer["created_at"] = json!(it.created_at);
        customer["subscriptions_active_count"] = json!(u8::from(it.status == Status::Active));
        customer
    }
}

fn payloads_of(topic: &'static str, object: &Value) -> Value {
    payloads::Webhook::new(topic, object, &person(), "2026-11-01T00:00:00Z".parse().unwrap()).payload
}
