//! Query filters of list requests.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::error::ApiError;
use super::object::{Object, customer_id, number};

/// Parameters whose values are moments, with the key they compare.
const BOUNDS: &[(&str, &str)] = &[
    ("created_at_max", "created_at"),
    ("created_at_min", "created_at"),
    ("scheduled_at_max", "scheduled_at"),
    ("scheduled_at_min", "scheduled_at"),
    ("updated_at_max", "updated_at"),
    ("updated_at_min", "updated_at"),
];

/// Query parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

/// Refuses a bound that is no date, with the answer recorded from the 2021-11 API.
pub(crate) fn check(parameters: &Parameters) -> Result<(), ApiError> {
    for (name, _) in BOUNDS {
        if let Some(value) = parameters.get(*name)
            && moment(value).is_none()
        {
            let message = format!("Invalid date: {value}. Must be a valid ISO-8601 datetime string");
            return Err(ApiError::Invalid(name, message));
        }
    }
    Ok(())
}

/// Whether `object` passes every filter. Parameters that are no filter are ignored, as Recharge does.
pub(crate) fn passes(object: &Object, parameters: &Parameters) -> bool {
    parameters.iter().all(|(name, wanted)| match name.as_str() {
        "customer_id" => customer_id(object) == wanted.parse().ok(),
        "address_id" | "charge_id" => number(object, name) == wanted.parse().ok(),
        "purchase_item_id" => has_line(object, wanted),
        "ids" => wanted.split(',').any(|id| number(object, "id") == id.parse().ok()),
        "email" | "status" | "type" | "scheduled_at" => text(object, name) == Some(wanted),
        _ => within(object, name, wanted),
    })
}

fn within(object: &Object, name: &str, bound: &str) -> bool {
    let Some((_, key)) = BOUNDS.iter().find(|(parameter, _)| *parameter == name) else { return true };
    let (Some(bound), Some(value)) = (moment(bound), text(object, key).and_then(moment)) else {
        return false;
    };
    if name.ends_with("_min") { value >= bound } else { value <= bound }
}

fn has_line(object: &Object, purchase_item: &str) -> bool {
    let lines = object.get("line_items").and_then(Value::as_array);
    let is_it = |line: &Value| line.as_object().and_then(|line| number(line, "purchase_item_id"));
    lines.is_some_and(|lines| lines.iter().any(|line| is_it(line) == purchase_item.parse().ok()))
}

fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

/// A moment with an offset, or one without, or a date, both of which count as UTC.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(|| text.parse().ok().and_then(utc)).or_else(|| {
        text.parse::<Date>().ok().and_then(|date| utc(date.to_datetime(jiff::civil::Time::midnight())))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes_with(object: &Value, filters: &[(&str, &str)]) -> bool {
        let parameters =
            filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        passes(object.as_object().unwrap(), &parameters)
    }

    #[test]
    fn filters_compare_ids_moments_and_lines() {
        let charge = json!({"id": 7, "customer": {"id": "5"}, "status": "queued", "scheduled_at": "2026-03-01",
            "updated_at": "2026-02-01T10:00:00+00:00", "line_items": [{"purchase_item_id": 9}]});
        assert!(passes_with(
            &charge,
            &[("customer_id", "5"), ("status", "queued"), ("purchase_item_id", "9")]
        ));
        assert!(passes_with(&charge, &[("updated_at_min", "2026-02-01T05:00:00-05:00"), ("limit", "3")]));
        assert!(passes_with(&charge, &[("updated_at_min", "2026-02-01T10:00:00"), ("ids", "1,7")]));
        assert!(!passes_with(&charge, &[("updated_at_min", "2026-02-02")]));
        assert!(!passes_with(&charge, &[("scheduled_at_max", "2026-02-28")]));
        assert!(!passes_with(&charge, &[("customer_id", "6")]));
        assert!(!passes_with(&charge, &[("purchase_item_id", "8")]));
    }
}
