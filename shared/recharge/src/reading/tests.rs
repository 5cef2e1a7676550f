use jiff::Timestamp;
use serde_json::{Value, json, value::RawValue};

use super::*;
use crate::topic::Topic;

mod contacts;
mod failures;
mod forms;
mod identity;
mod mutations;
mod pauses;
mod recorded;
mod rules;
mod same_event;
mod told;

/// Reads a payload as a store in the United States got it.
pub(super) fn read_at(topic: &str, payload: &Value, received_at: &str) -> Result<Reading, PayloadError> {
    let Ok(Topic::Handled(topic)) = Topic::parse(topic) else { panic!("{topic} is not handled") };
    let raw = RawValue::from_string(payload.to_string()).unwrap();
    read(topic, &raw, time(received_at), "US")
}

pub(super) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An active subscription of 2021-11 with some fields changed.
pub(super) fn subscription(changes: &Value) -> Value {
    let mut subscription = json!({
        "id": 7, "customer_id": 9, "status": "active", "product_title": "Coffee", "quantity": 2, "price": "12.50",
        "next_charge_scheduled_at": "2026-12-01", "max_retries_reached": false, "cancelled_at": null,
        "created_at": "2026-11-20T09:58:00+00:00", "updated_at": "2026-11-20T10:00:00+00:00",
    });
    for (name, value) in changes.as_object().unwrap() {
        subscription[name] = value.clone();
    }
    json!({ "subscription": subscription })
}

/// `trigger key`, or why there is nothing to tell.
fn told(reading: &Reading) -> String {
    match &reading.meaning {
        Meaning::Occurred(occurrence) if occurrence.doubt.is_some() => {
            format!("not {}", trigger_of(occurrence))
        }
        Meaning::Occurred(occurrence) => format!("{} {}", trigger_of(occurrence), occurrence.key.as_str()),
        Meaning::IfPaused(occurrence) => {
            format!("if paused: {} {}", trigger_of(occurrence), occurrence.key.as_str())
        }
        Meaning::Nothing(why) => why.code().to_owned(),
    }
}

fn trigger_of(occurrence: &Occurrence) -> rechime_domain::trigger::Trigger {
    occurrence.trigger.unwrap()
}
